using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Simulation;

public sealed class PlannerTests
{
    [Theory]
    [InlineData(2, 6000)]
    [InlineData(4, 6000)]
    [InlineData(6, 6000)]
    [InlineData(8, 3000)]
    public async Task LongCircuits_PlannedOrNot_AgreeWithDenseMatrices(int qubits, int gates)
    {
        // Longer than the planner's window.
        var circuit = RandomCircuit.Create(qubits, gates, qubits, allowed: g => g.Qubits < 3);
        var expected = DenseSimulator.Run(circuit);
        using var state = new StateVector<double>(qubits);
        using var compiled = CompiledCircuit<double>.Compile(circuit);
        compiled.Apply(state);
        using var native = new NativeSimulator();
        var direct = (await native.StatesAsync([circuit], TestContext.Current.CancellationToken))[0];
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.InRange((expected[i] - state[i]).Magnitude, 0, 1e-9);
            Assert.InRange((expected[i] - direct[i]).Magnitude, 0, 1e-9);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IdleQubits_AtBothEnds_ArePlannedWhole(bool diagonal)
    {
        // A qubit used at the ends alone keeps every scan open: the window ends it. Walking to the end took 23 s here.
        var random = new Random(1);
        var builder = new CircuitBuilder(8).Add(GateKind.H, 7);
        for (var g = 0; g < 40_000; g++)
        {
            var (a, b) = (g % 7, (g + 1 + random.Next(6)) % 7);
            builder = diagonal ? builder.Add(GateKind.CZ, a, b) : builder.CX(a, b).RY(0.3, a);
        }

        using var compiled = CompiledCircuit<double>.Compile(builder.Add(GateKind.H, 7).Build());
        using var state = new StateVector<double>(8);
        compiled.Apply(state);

        // The last qubit came back to 0, whatever the others did.
        var odd = Enumerable.Range(0, state.Length).Where(static i => (i & 1) == 1).Sum(i => (state[i] * System.Numerics.Complex.Conjugate(state[i])).Real);
        Assert.Equal(0, odd, 1e-9);
    }
}
