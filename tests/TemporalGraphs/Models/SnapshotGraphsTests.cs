using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Models;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Tests.Models;

/// <summary>Graphs of snapshots that passes and models share.</summary>
[Collection(TorchCollection.Name)]
public sealed class SnapshotGraphsTests
{
    [Fact]
    public void Graphs_OfOneStream_AreBuiltOnceAndOutliveTheirRelease()
    {
        var events = new EventStream([0, 1, 2, 0], [1, 2, 0, 2], [1, 2, 3, 4]);
        var graph = SnapshotGraphs.Of(events, 0, 3, 3, CPU);
        using var features = arange(6, float32).view(3, 2);
        using var before = graph.Propagate(features);
        graph.Release();
        Assert.Same(graph, SnapshotGraphs.Of(events, 0, 3, 3, CPU));
        Assert.NotSame(graph, SnapshotGraphs.Of(events, 0, 2, 3, CPU));
        Assert.NotSame(graph, SnapshotGraphs.Of(events, 0, 3, 4, CPU));
        Assert.NotSame(graph, SnapshotGraphs.Of(events.Slice(0, 4), 0, 3, 3, CPU));
        using var after = graph.Propagate(features);
        using var alone = new SnapshotGraph(events, 0, 3, 3, CPU);
        using var wanted = alone.Propagate(features);
        Assert.Equal(wanted.data<float>().ToArray(), after.data<float>().ToArray());
        Assert.Equal(wanted.data<float>().ToArray(), before.data<float>().ToArray());
    }
}
