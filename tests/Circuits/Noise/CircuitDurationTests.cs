using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Mitigation;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Tests.Noise;

public sealed class CircuitDurationTests
{
    [Fact]
    public void Nanoseconds_GatesSideBySide_TakeTheLongerTime()
    {
        var device = new DeviceProfile { Name = "device", OneQubit = new(0, 30), TwoQubit = new(0, 500) };
        Assert.Equal(0, CircuitDuration.Nanoseconds(new Circuit(2, []), device));
        Assert.Equal(60, CircuitDuration.Nanoseconds(new CircuitBuilder(2).X(0).X(1).X(1).Build(), device));
        Assert.Equal(30 + 500, CircuitDuration.Nanoseconds(new CircuitBuilder(3).X(0).CX(0, 1).X(2).Build(), device));

        // A swap is three CX.
        Assert.Equal(1500, CircuitDuration.Nanoseconds(new CircuitBuilder(2).Add(GateKind.Swap, 0, 1).Build(), device));
    }

    [Theory]
    [InlineData("x q[0]; x q[1];", 30)]
    [InlineData("x q[0]; barrier q; x q[1];", 60)]
    [InlineData("x q[0]; barrier q[0], q[1]; x q[2];", 30)]
    [InlineData("barrier q; x q[0]; cx q[0], q[1]; barrier q[1], q[2]; x q[2];", 560)]
    [InlineData("c[0] = measure q[0]; if (c[0]) { x q[1]; x q[1]; x q[1]; } else { x q[2]; }", 90)]
    [InlineData("x q[0]; x q[0]; c[0] = measure q[0]; if (c[0] == 1) { x q[1]; } x q[1];", 120)]
    [InlineData("x q[0]; c[0] = measure q[0]; c[1] = c[0]; if (c[1]) { x q[1]; barrier q; x q[2]; }", 90)]
    [InlineData("x q[2]; if (c[1]) { x q[1]; } else { cx q[0], q[1]; }", 500)]
    public void Nanoseconds_OfAProgram_HoldToBarriersAndTakeTheLongerBranch(string body, double expected)
    {
        var device = new DeviceProfile { Name = "device", OneQubit = new(0, 30), TwoQubit = new(0, 500) };
        var program = QasmReader.ReadProgram("OPENQASM 3.0; include \"stdgates.inc\"; qubit[3] q; bit[2] c; " + body);
        Assert.Equal(expected, CircuitDuration.Nanoseconds(program, device), 9);
        if (program.Steps.All(s => s is GateStep or BarrierStep))
        {
            Assert.Equal(expected, CircuitDuration.Nanoseconds(program.Gates(), device), 9);
        }
    }

    // A qubit in 1 that waits for another to end loses what it loses in that time: by the exact answer and by trajectories.
    [Theory]
    [InlineData("barrier q;", 1 - 0.1353352832366127)]
    [InlineData("", 0)]
    public void Noise_OfAQubitThatWaitsAtABarrier_IsThatOfTheTime(string barrier, double expected)
    {
        var device = new DeviceProfile { Name = "device", OneQubit = new(0, 50), TwoQubit = new(0, 500), T1Microseconds = 100, T2Microseconds = 200 };
        var waits = string.Concat(Enumerable.Repeat("id q[1]; ", 4000));
        var circuit = QasmReader.ReadProgram($"OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; x q[0]; {waits} {barrier} x q[0];").Gates();
        Assert.Equal(expected, new NoisyDevice(device).Outcomes(circuit).All().Where(o => (o.State & 2) != 0).Sum(o => o.Probability), 0.002);
    }

    [Theory]
    [InlineData(Folding.Local)]
    [InlineData(Folding.Global)]
    public void Folding_KeepsBarriersWhereTheyStood(Folding folding)
    {
        var device = new DeviceProfile { Name = "device", OneQubit = new(0, 30), TwoQubit = new(0, 500) };
        var circuit = QasmReader.ReadProgram("OPENQASM 3.0; include \"stdgates.inc\"; qubit[3] q; cx q[0], q[1]; barrier q; cx q[1], q[2]; barrier q; x q[0];").Gates();
        Assert.Equal(1030, CircuitDuration.Nanoseconds(circuit, device), 9);
        Assert.Equal(folding == Folding.Global ? 3 * 1030 : (6 * 500) + 30, CircuitDuration.Nanoseconds(CircuitFolding.Fold(circuit, folding, 3), device), 9);
        Assert.Equal(1030, CircuitDuration.Nanoseconds(circuit.Inverse(), device), 9);
        Assert.Equal(2060, CircuitDuration.Nanoseconds(circuit.Then(circuit), device), 9);
    }
}
