using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Simulation;

[Trait("Kernel", "lanes")]
public sealed class StateObservablesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(9)]
    public void Expectation_RandomStates_AgreesWithTermByTerm(int qubits)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var circuit = RandomCircuit.Create(qubits, 30, seed);
            var hamiltonian = RandomCircuit.Hamiltonian(qubits, 40, seed + 50);
            var expected = StateObservables.Expectation(hamiltonian, DenseSimulator.Run(circuit));
            using var compiled = CompiledCircuit<double>.Compile(circuit);
            using var state = new StateVector<double>(qubits);
            compiled.Apply(state);
            Assert.Equal(expected, StateObservables.Expectation(hamiltonian, state), 1e-11);
            using var compiledSingle = CompiledCircuit<float>.Compile(circuit);
            using var single = new StateVector<float>(qubits);
            compiledSingle.Apply(single);
            Assert.Equal(expected, StateObservables.Expectation(hamiltonian, single), 1e-4);
        }
    }

    [Fact]
    public void Sample_ManyShots_FollowsTheProbabilities()
    {
        double[] probabilities = [0.1, 0, 0.4, 0.25, 0, 0.05, 0.2, 0];
        var samples = StateObservables.Sample(probabilities, 200_000, new Random(3));
        for (var i = 0; i < probabilities.Length; i++)
        {
            var share = samples.Count(s => s == i) / 200_000.0;
            Assert.Equal(probabilities[i], share, 0.005);
            Assert.True(probabilities[i] > 0 || share == 0);
        }

        Assert.Equal(samples, StateObservables.Sample(probabilities, 200_000, new Random(3)));
    }

    [Fact]
    public void ReducedDensityMatrix_AnyQubits_HasTraceOneAndTheRightExpectations()
    {
        var circuit = RandomCircuit.Create(5, 40, 8);
        using var compiled = CompiledCircuit<double>.Compile(circuit);
        using var state = new StateVector<double>(5);
        compiled.Apply(state);
        int[] kept = [3, 0];
        var matrix = StateObservables.ReducedDensityMatrix(state, kept);
        var psi = DenseSimulator.Run(circuit);
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                Complex sum = 0;
                for (var rest = 0; rest < 8; rest++)
                {
                    // Bits of index: qubits 0 1 2 3 4; rest holds qubits 1 2 4.
                    int Index(int k) => ((k & 1) << 4) | ((rest >> 2) << 3) | (((rest >> 1) & 1) << 2) | ((k >> 1) << 1) | (rest & 1);
                    sum += psi[Index(i)] * Complex.Conjugate(psi[Index(j)]);
                }

                Assert.InRange((sum - matrix[i, j]).Magnitude, 0, 1e-12);
            }
        }
    }
}
