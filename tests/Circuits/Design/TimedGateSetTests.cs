using System.Collections.Immutable;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;

namespace Quiver.Circuits.Tests.Design;

public sealed class TimedGateSetTests
{
    private static readonly DeviceProfile Device = new()
    {
        Name = "device",
        OneQubit = new(0, 40),
        TwoQubit = new(0, 400),
        Gates = ImmutableDictionary<GateKind, GateNoise>.Empty.Add(GateKind.RZ, default),
    };

    [Fact]
    public void Timed_DepthOfAnyWord_IsItsDuration()
    {
        var (gates, layer) = GateSet.Hardware(4).Timed(Device);
        Assert.Equal(40, layer);
        var random = new Random(3);
        for (var k = 0; k < 50; k++)
        {
            var word = Enumerable.Range(0, 20).Select(_ => (long)random.Next(gates.Gates.Count)).ToArray();
            var circuit = gates.Build(word, new Circuit(4, []));
            Assert.Equal(CircuitDuration.Nanoseconds(circuit, Device), layer * gates.Count(word, new int[4]).Depth, 9);
            Assert.Equal(CircuitMetrics.Depth(circuit), GateSet.Hardware(4).Count(word, new int[4]).Depth);
        }
    }

    [Fact]
    public void Timed_OnADeviceWithoutDurations_IsRefused() =>
        Assert.Throws<ArgumentException>(() => GateSet.Hardware(2).Timed(DeviceProfile.Noiseless));
}
