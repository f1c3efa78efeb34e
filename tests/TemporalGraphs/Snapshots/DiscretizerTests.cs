using System.Globalization;
using System.IO.Compression;
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
    public void UtgConvention_OnTheReferenceData_HasTheirEdges(string file, string reference, double interval, int snapshots, int edges)
    {
        var events = EventReader.Read(SharedData.Require("temporal", file)).Events;
        var found = Discretizer.Snapshots(events, new Discretization(interval));
        Assert.Equal((snapshots, edges), (found.Count, found.Sum(s => s.EdgeCount)));
        using var rows = new StreamReader(new GZipStream(File.OpenRead(SharedData.Require("temporal", reference)), CompressionMode.Decompress));
        var theirs = rows.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(','))
            .GroupBy(c => Number(c[1])).ToDictionary(g => g.Key, g => g.Select(c => (Number(c[2]), Number(c[3]))).Order().ToArray());
        Assert.Equal(theirs.Keys.Order(), found.Select(s => (int)s.Index));
        Assert.All(found, s => Assert.Equal(theirs[(int)s.Index], s.Edges().Select(e => (e.Source, e.Target))));

        static int Number(string cell) => int.Parse(cell, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Snapshots_OfEventsThatCome_AreThoseOfTheWholeStream() =>
        Any.Sample((events, rules) =>
        {
            var (closed, steps) = (new List<Snapshot>(), new Discretizer(rules, events.Times[0]));
            for (var i = 0; i < events.Count; i++)
            {
                steps.Add(events.Sources[i], events.Destinations[i], events.Times[i], events.Weights[i], closed);

                // An interval is closed by the first event after it and not before.
                Assert.All(closed, s => Assert.True(s.Index < rules.Bin(events.Times[i], events.Times[0])));
            }

            steps.Close(closed);
            steps.Close(closed);
            var whole = Discretizer.Snapshots(events, rules);
            Assert.Equal(whole.Select(s => (s.Index, s.Time)), closed.Select(s => (s.Index, s.Time)));
            Assert.All(whole.Zip(closed), p => Assert.Equal(p.First.Edges(), p.Second.Edges()));
        });

    [Fact]
    public void Snapshots_OfSnapshots_AreTheSame() =>
        Any.Sample((events, rules) =>
        {
            var once = Discretizer.Snapshots(events, rules);
            var twice = Discretizer.Snapshots(Discretizer.ToEvents(once), rules with { Merge = MergeRule.First });
            Assert.Equal(once.Select(s => (s.Index, s.Time)), twice.Select(s => (s.Index, s.Time)));
            Assert.All(once.Zip(twice), p => Assert.Equal(p.First.Edges(), p.Second.Edges()));
        });

    [Fact]
    public void Snapshots_OfAnyRule_LoseNoEventAndLeaveNoGap() =>
        Any.Sample((events, rules) =>
        {
            var found = Discretizer.Snapshots(events, rules with { Merge = MergeRule.Count });
            Assert.Equal(events.Count, found.Sum(s => s.Edges().Sum(e => e.Weight)));
            var gaps = found.Zip(found.Skip(1)).Any(p => p.Second.Index > p.First.Index + 1);
            if (rules.Empty == EmptyBins.Keep)
            {
                Assert.False(gaps);
                Assert.Equal(Discretizer.Snapshots(events, rules with { Empty = EmptyBins.Skip }).Count, found.Count(s => s.EdgeCount > 0));
            }
            else
            {
                Assert.All(found, s => Assert.True(s.EdgeCount > 0));
                Assert.Equal(gaps, Throws(() => Discretizer.Snapshots(events, rules with { Empty = EmptyBins.Raise })));
            }

            foreach (var s in found)
            {
                var graph = s.ToGraph();
                Assert.Equal(s.Edges().Select(e => (e.Source, e.Target, e.Weight)), graph.Edges.Select(e => (e.Source, e.Target, e.Tag)).Order());
                Assert.Equal(s.Edges().Select(e => e.Source).Distinct(), s.Sources.ToArray());
                Assert.All(Enumerable.Range(0, 6), n => Assert.Equal(s.Edges().Where(e => e.Source == n).Select(e => e.Target), s.Neighbors(n).ToArray()));
            }
        });

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Discretizer_OfNoInterval_IsRefusedBeforeAnyEvent(double interval) =>
        Assert.Contains("above 0", Assert.Throws<ArgumentException>(() => new Discretizer(new Discretization(interval), 0)).Message, StringComparison.Ordinal);

    private static readonly Gen<(EventStream Events, Discretization Rules)> Any = Gen.Select(
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 80], Gen.Int[1, 5]).Array[1, 40], Gen.Int[1, 30], Gen.Enum<BinConvention>(), Gen.Enum<MergeRule>(), Gen.Bool, Gen.Bool)
        .Select((rows, interval, convention, merge, keep, tenths) =>
        {
            // In whole numbers, or in tenths, which no double holds.
            double Time(int t) => tenths ? (double)(t / 10m) : t;
            var sorted = rows.OrderBy(r => r.Item3).ToArray();
            var events = new EventStream(
                Array.ConvertAll(sorted, r => r.Item1), Array.ConvertAll(sorted, r => r.Item2), Array.ConvertAll(sorted, r => Time(r.Item3)),
                Array.ConvertAll(sorted, r => (float)r.Item4));
            return (events, new Discretization(Time(interval), convention, merge, keep ? EmptyBins.Keep : EmptyBins.Skip));
        });

    private static bool Throws(Action run)
    {
        try
        {
            run();
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
