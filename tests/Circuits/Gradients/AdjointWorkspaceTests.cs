using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Gradients;

[Trait("Kernel", "lanes")]
public sealed class AdjointWorkspaceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    public void State_RandomCircuitsOverAllGates_AgreesWithDenseMatricesUpToPhase(int qubits)
    {
        using var workspace = new AdjointWorkspace(qubits);
        var state = new Complex[1 << qubits];
        for (var seed = 0; seed < 30; seed++)
        {
            var circuit = RandomCircuit.Create(qubits, 50, seed + (1000 * qubits), free: true);
            var parameters = RandomCircuit.Parameters(circuit, seed);
            workspace.State(PauliProgram.Create(circuit), parameters, state);
            var dense = DenseSimulator.Run(circuit, parameters);
            Complex overlap = 0;
            for (var i = 0; i < state.Length; i++)
            {
                overlap += Complex.Conjugate(dense[i]) * state[i];
            }

            Assert.InRange(overlap.Magnitude, 1 - 1e-12, 1 + 1e-12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void EnergyAndGradient_RandomCircuits_AgreesWithParameterShift(int qubits)
    {
        using var workspace = new AdjointWorkspace(qubits);
        for (var seed = 0; seed < 12; seed++)
        {
            var circuit = RandomCircuit.Create(qubits, 25, seed + (77 * qubits), free: true);
            var parameters = RandomCircuit.Parameters(circuit, seed);
            var hamiltonian = RandomCircuit.Hamiltonian(qubits, 20, seed);
            var gradient = new double[circuit.ParameterCount];
            var energy = workspace.EnergyAndGradient(PauliProgram.Create(circuit), new CompiledObservable(hamiltonian), parameters, gradient);
            Assert.Equal(StateObservables.Expectation(hamiltonian, DenseSimulator.Run(circuit, parameters)), energy, 1e-10);
            var expected = ParameterShift.Gradient(circuit, parameters, hamiltonian);
            for (var k = 0; k < expected.Length; k++)
            {
                Assert.Equal(expected[k], gradient[k], 1e-10);
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void EnergyAndGradient_RealCircuits_UseTheRealPathAndAgree(int qubits)
    {
        using var workspace = new AdjointWorkspace(qubits);
        var circuit = RandomCircuit.Create(qubits, 30, 5, free: true, g => g.Kind is GateKind.RY or GateKind.CX or GateKind.CZ or GateKind.Givens or GateKind.DoubleGivens or GateKind.H or GateKind.CRY);
        var parameters = RandomCircuit.Parameters(circuit, 3);
        var all = RandomCircuit.Hamiltonian(qubits, 60, 9);
        var hamiltonian = all.Select(Enumerable.Range(0, all.Count).Where(i => all.String(i).ToString().Count(l => l == 'Y') % 2 == 0).ToArray());
        var program = PauliProgram.Create(circuit);
        var observable = new CompiledObservable(hamiltonian);
        Assert.True(program.IsReal);
        Assert.True(observable.IsReal);
        var gradient = new double[circuit.ParameterCount];
        workspace.EnergyAndGradient(program, observable, parameters, gradient);
        var expected = ParameterShift.Gradient(circuit, parameters, hamiltonian);
        Assert.InRange(expected.Zip(gradient, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-10);
    }

    [Fact]
    public void EnergyAndGradient_SecondCall_AllocatesNothing()
    {
        using var workspace = new AdjointWorkspace(5);
        var circuit = RandomCircuit.Create(5, 40, 1, free: true);
        var program = PauliProgram.Create(circuit);
        var observable = new CompiledObservable(RandomCircuit.Hamiltonian(5, 30, 2));
        var parameters = RandomCircuit.Parameters(circuit, 4);
        var gradient = new double[parameters.Length];
        for (var i = 0; i < 3; i++)
        {
            workspace.EnergyAndGradient(program, observable, parameters, gradient);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        workspace.EnergyAndGradient(program, observable, parameters, gradient);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
