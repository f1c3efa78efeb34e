using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;

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
}
