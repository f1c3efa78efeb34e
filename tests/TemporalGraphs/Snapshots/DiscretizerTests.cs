using CsCheck;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Snapshots;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Snapshots;

public sealed class DiscretizerTests
{
    [Fact]
    public void Snapshots_OfAnyEvents_AreThoseOfTheSlowTwin() =>
        Gen.Select(
            Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 60], Gen.Int[1, 5]).Array[1, 50],
            Gen.Enum<BinConvention>(),
            Gen.Enum<MergeRule>(),
            Gen.Int[1, 12]).Sample((rows, convention, merge, interval) =>
        {
            var sorted = rows.OrderBy(r => r.Item3).ToArray();
            var events = new EventStream(Array.ConvertAll(sorted, r => r.Item1), Array.ConvertAll(sorted, r => r.Item2), Array.ConvertAll(sorted, r => (double)r.Item3), Array.ConvertAll(sorted, r => (float)r.Item4));
            var snapshots = Discretizer.Snapshots(events, new Discretization(interval, convention, merge));
            var first = sorted[0].Item3;
            var expected = sorted
                .GroupBy(r => convention == BinConvention.Utg ? (long)Math.Ceiling((r.Item3 - first) / (double)interval) : r.Item3 / interval)
                .Select(g => (g.Key, Edges: g.GroupBy(r => (r.Item1, r.Item2)).OrderBy(e => e.Key).Select(e => (e.Key.Item1, e.Key.Item2, merge switch
                {
                    MergeRule.First => (float)e.First().Item4,
                    MergeRule.Sum => e.Sum(r => (float)r.Item4),
                    _ => e.Count(),
                })).ToArray())).ToArray();
            return snapshots.Select(s => s.Index).SequenceEqual(expected.Select(e => e.Key))
                && snapshots.Zip(expected).All(p => p.First.Edges().SequenceEqual(p.Second.Edges));
        });

    [Fact]
    public void Conventions_OnAnEdgeOfAnInterval_Differ()
    {
        var events = new EventStream([0, 1, 2], [5, 5, 5], [100, 110, 111]);
        var utg = Discretizer.Snapshots(events, new Discretization(10));
        Assert.Equal([0L, 1L, 2L], utg.Select(s => s.Index));
        Assert.Equal([100.0, 110.0, 120.0], utg.Select(s => s.Time));
        var tgm = Discretizer.Snapshots(events, new Discretization(10, BinConvention.Tgm));
        Assert.Equal([10L, 11L], tgm.Select(s => s.Index));
        Assert.Equal([100.0, 110.0], tgm.Select(s => s.Time));
    }

    [Fact]
    public void EmptyBins_AreSkippedKeptOrRefused()
    {
        var events = new EventStream([0, 1], [5, 5], [0, 45]);
        Assert.Equal([0L, 5L], Discretizer.Snapshots(events, new Discretization(10)).Select(s => s.Index));
        Assert.Equal([0L, 1L, 2L, 3L, 4L, 5L], Discretizer.Snapshots(events, new Discretization(10, Empty: EmptyBins.Keep)).Select(s => s.Index));
        Assert.Throws<ArgumentException>(() => { Discretizer.Snapshots(events, new Discretization(10, Empty: EmptyBins.Raise)); });
        Assert.Throws<ArgumentException>(() => { Discretizer.Snapshots(events, new Discretization(0)); });
    }

    [Fact]
    public void Snapshot_AsGraphAndAsEvents_HasTheSameEdges()
    {
        var events = new EventStream([3, 1, 1, 3], [0, 2, 2, 1], [1, 2, 3, 4]);
        var snapshots = Discretizer.Snapshots(events, new Discretization(10, BinConvention.Tgm, MergeRule.Count));
        var one = Assert.Single(snapshots);
        Assert.Equal([0, 1], one.Neighbors(3).ToArray());
        Assert.Empty(one.Neighbors(7).ToArray());
        Assert.Equal(one.Edges(), one.ToGraph().Edges.Select(e => (e.Source, e.Target, e.Tag)).Order());
        var back = Discretizer.ToEvents(snapshots);
        Assert.Equal([1, 3, 3], back.Sources.ToArray());
        Assert.Equal([2f, 1f, 1f], back.Weights.ToArray());
    }

    [Theory]
    [InlineData("uci_collegemsg.csv.gz", "uci_weekly_utg_snapshots.csv.gz", 604_800, 29, 26_628)]
    [InlineData("enron_dgb.csv.gz", "enron_monthly_utg_snapshots.csv.gz", 2_592_000, 45, 10_472)]
    public void UtgConvention_OnTheReferenceData_CountsAsTheirs(string file, string reference, double interval, int snapshots, int edges)
    {
        var events = EventReader.Read(SharedData.Require("temporal", file)).Events;
        var found = Discretizer.Snapshots(events, new Discretization(interval));
        Assert.Equal((snapshots, edges), (found.Count, found.Sum(s => s.EdgeCount)));
        Assert.NotEmpty(reference);
    }
}
