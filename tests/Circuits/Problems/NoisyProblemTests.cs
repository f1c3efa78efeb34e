using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Problems;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Problems;

public sealed class NoisyProblemTests
{
    private static readonly DeviceProfile Device = new() { Name = "d", OneQubit = new GateNoise(1e-3, 0), TwoQubit = new GateNoise(1e-2, 0), T1Microseconds = double.PositiveInfinity, T2Microseconds = double.PositiveInfinity };

    [Fact]
    public void Judge_OfUccsd_CountsTheCompiledCircuit()
    {
        var file = HamiltonianReader.Read(SharedData.Molecule("h2.fcidump"));
        var problem = GroundStateProblem.Create("h2", file);
        var result = Vqe.Fit("uccsd", new NoisyProblem(problem, Device), UccsdAnsatz.Create(4, file.Sector!), new VqeOptions(Starts: 1));
        var energy = new NoisyEnergy(problem.Observable, Device);
        var compiled = energy.Of(Transpiler.Transpile(result.Circuit, GateBasis.RxRyRzCx));
        Assert.Equal(compiled, result.Cost, 4);

        // String by string there are more CX, and so more noise.
        Assert.True(energy.Of(result.Circuit) > result.Cost + 1e-3);
    }

    [Fact]
    public void Judge_WithIdleQubits_IsTheExactAnswerOfTheDevice()
    {
        var builder = new PauliSumBuilder(14);
        builder.Add(PauliString.Parse("ZZIIIIIIIIIIIZ"), 1);
        builder.Add(PauliString.Parse("XXIIIIIIIIIIII"), 0.5);
        var device = Device with { ReadOneFromZero = 0.02, ReadZeroFromOne = 0.05 };
        var problem = new NoisyProblem(new ObservableProblem("z", builder.Build()), device);
        var circuit = new CircuitBuilder(14).RX(0.4, 0).CX(0, 1).Build();
        using var cost = problem.CreateCost();
        cost.Use(circuit);
        var exact = new NoisyDevice(device).Energy(Transpiler.Transpile(circuit, GateBasis.RxRyRzCx), problem.Observable, TestContext.Current.CancellationToken);
        Assert.Equal(0, exact.Runs);
        Assert.Equal(exact.Mean, cost.Judge([], cost.Value([])), 12);
    }

    [Theory]
    [InlineData(10, 1e-12)]
    [InlineData(12, 1e-12)]
    public void Judge_OfManyQubits_IsTheClosedForm(int qubits, double tolerance)
    {
        // Z on a qubit that RX turns by pi: each gate on it depolarises it by a known factor.
        var builder = new PauliSumBuilder(qubits);
        builder.Add(PauliString.Parse("Z" + new string('I', qubits - 1)), 1);
        var problem = new NoisyProblem(new ObservableProblem("z", builder.Build()), Device with { OneQubit = new GateNoise(0.05, 0) }, new NoiseOptions { Readout = false });
        var circuit = new CircuitBuilder(qubits).RX(Math.PI / 3, 0).RY(0, 1).CX(1, 2).RX(Math.PI * 2 / 3, 0).Build();
        var merged = Transpiler.Transpile(circuit, GateBasis.RxRyRzCx);
        var gates = merged.Operations.Count(o => o.Qubits[0] == 0);
        var factor = Math.Pow(1 - Device.DepolarizingProbability(new GateNoise(0.05, 0), 1), gates);
        using var cost = problem.CreateCost();
        cost.Use(circuit);
        Assert.Equal(-factor, cost.Judge([], cost.Value([])), tolerance);
    }
}
