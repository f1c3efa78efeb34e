using System.Diagnostics;
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
    public void IdleQubits_AtBothEnds_DoNotMakePlanningQuadratic(bool diagonal)
    {
        // A qubit used at the ends alone keeps every scan open: the window ends it. Walking to the end took 23 s; 5 s leave room for a busy machine.
        double Seconds(int gates)
        {
            var random = new Random(1);
            var builder = new CircuitBuilder(8).Add(GateKind.H, 7);
            for (var g = 0; g < gates; g++)
            {
                builder = diagonal ? builder.Add(GateKind.CZ, g % 7, (g + 1 + random.Next(6)) % 7) : builder.CX(g % 7, (g + 1 + random.Next(6)) % 7).RY(0.3, g % 7);
            }

            var circuit = builder.Add(GateKind.H, 7).Build();
            var clock = Stopwatch.StartNew();
            CompiledCircuit<double>.Compile(circuit).Dispose();
            return clock.Elapsed.TotalSeconds;
        }

        Seconds(1000);
        var (few, many) = (Seconds(10_000), Seconds(40_000));
        Assert.True(many < Math.Max(5, 10 * few), $"{few} s and {many} s");
    }
}
