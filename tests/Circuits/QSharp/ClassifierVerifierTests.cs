using Quiver.Circuits.Classification;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.QSharp;
using Quiver.Circuits.Simulation;
using Quiver.Circuits.Tests.Problems;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.QSharp;

public sealed class ClassifierVerifierTests(QSharpFixture fixture) : IClassFixture<QSharpFixture>
{
    private static ClassificationProblem Problem => ClassificationProblem.Create(
        ClassificationReader.Read(Path.Combine(SharedData.Repository, "data", "classification", "iris.csv")), DataEncoding.Components,
        qubits: 3, testShare: 0.1);

    [Fact]
    public async Task Differences_RandomCircuits_AreRounding()
    {
        var problem = Problem;
        Circuit[] circuits = [.. Enumerable.Range(0, 3).Select(static seed => RandomCircuit.Create(3, 20, seed))];
        var differences = await ClassifierVerifier.DifferencesAsync(
            fixture.Start(), problem, circuits, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(3, differences.Length);
        Assert.All(differences, static d => Assert.InRange(d, 0, QSharpVerifier.Tolerance));
    }

    [Fact]
    public async Task Differences_CircuitsByFeatures_AreRounding()
    {
        var problem = Problem;
        var differences = await ClassifierVerifier.DifferencesAsync(
            fixture.Start(), problem, [.. Enumerable.Range(0, 2).Select(s => DataProgramTests.Random(problem, s == 0, 20, s))],
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.All(differences, static d => Assert.InRange(d, 0, QSharpVerifier.Tolerance));
    }

    [Fact]
    public void TestScores_AnyCircuit_AreThoseOfDenseStates()
    {
        var problem = Problem;
        var circuit = RandomCircuit.Create(3, 20, 4);
        var scores = problem.TestScores(circuit);
        Assert.Equal(problem.TestRows * problem.Readouts, scores.Length);
        for (var row = 0; row < problem.TestRows; row++)
        {
            using var state = new StateVector<double>(3);
            foreach (var (k, amplitude) in problem.TestState(row).Index())
            {
                (state.Real[k], state.Imaginary[k]) = (amplitude.Real, amplitude.Imaginary);
            }

            foreach (var gate in circuit.Operations.SelectMany(GateDecomposition.ToCx))
            {
                StateOperations.ApplyMatrix(state, GateMatrices.Of(gate), gate.Qubits);
            }

            for (var q = 0; q < problem.Readouts; q++)
            {
                double z = 0;
                for (var k = 0; k < 8; k++)
                {
                    var weight = (state.Real[k] * state.Real[k]) + (state.Imaginary[k] * state.Imaginary[k]);
                    z += ((k >> (2 - q)) & 1) == 0 ? weight : -weight;
                }

                Assert.Equal(z, scores[(row * problem.Readouts) + q], 10);
            }
        }
    }
}
