using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Tests.Events;

public sealed class NextTimeTests
{
    [Theory]
    [InlineData(13.0, 0.0, 0.0, 3.0, 4.0, 10.0)]
    [InlineData(5.0, 5.0, 5.0)]
    [InlineData(-0.75, -3.0, -3.0, -2.0, -1.75)]
    public void NextTime_IsTheMedianStepAfterTheLast(double wanted, params double[] times)
    {
        // Of two middle steps it is the longer one.
        var nodes = Enumerable.Range(0, times.Length).ToArray();
        Assert.Equal(wanted, new EventStream(nodes, nodes, times).NextTime);
    }

    [Fact]
    public void NextTime_OfNoEvents_IsRefused() => Assert.Throws<InvalidOperationException>(() => _ = new EventStream([], [], []).NextTime);
}
