using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Tests.Events;

/// <summary>Columns, slices, splits and numbers of nodes against lists and dictionaries.</summary>
public sealed class EventStreamTests
{
    private static readonly Gen<EventStream> Streams = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[-5, 30], Gen.Float[-3, 3])
        .Array[1, 40].Select(rows =>
        {
            var sorted = rows.OrderBy(r => r.Item3).ToArray();
            return new EventStream(
                Array.ConvertAll(sorted, r => r.Item1), Array.ConvertAll(sorted, r => r.Item2), Array.ConvertAll(sorted, r => r.Item3 / 2.0),
                Array.ConvertAll(sorted, r => r.Item4), [.. sorted.SelectMany((r, i) => new float[] { i, r.Item1 })]);
        });

    [Fact]
    public void Slices_OfSlices_AreThoseOfLists() =>
        Gen.Select(Streams, Gen.Int[0, 40].Array[4]).Sample((events, places) =>
        {
            var (rows, slice) = (Rows(events).ToList(), events);
            foreach (var pair in places.Chunk(2))
            {
                var (from, to) = (Math.Min(pair[0], pair[1]) % (slice.Count + 1), Math.Max(pair[0], pair[1]) % (slice.Count + 1));
                (from, to) = (Math.Min(from, to), Math.Max(from, to));
                (rows, slice) = (rows[from..to], slice.Slice(from, to));
                Assert.Equal(rows, Rows(slice));
                Assert.Equal(events.NodeCount, slice.NodeCount);
            }
        });

    [Fact]
    public void Between_TwoTimes_AreTheEventsThatAScanFinds() =>
        Gen.Select(Streams, Gen.Int[-8, 35], Gen.Int[-8, 35]).Sample((events, a, b) =>
            Assert.Equal(Rows(events).Where(r => r.Time >= a / 2.0 && r.Time < b / 2.0), Rows(events.Between(a / 2.0, b / 2.0))));

    [Fact]
    public void Features_BeyondASlice_AreNotShown()
    {
        var events = new EventStream([0, 0, 0], [1, 1, 1], [1, 2, 3], null, [1, 2, 3]);
        var middle = events.Slice(1, 2);
        Assert.Equal([2f], middle.Features(0).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => { middle.Features(1); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { middle.Features(-1); });
        Assert.Throws<ArgumentOutOfRangeException>(() => middle.Slice(0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => middle.Slice(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => middle.Slice(1, 0));
        Assert.True(new EventStream([0], [1], [1]).Features(0).IsEmpty);
    }

    [Fact]
    public void Split_OfAnyStream_CutsAtTheQuantilesOfNumpy() =>
        Streams.Sample(events =>
        {
            var times = events.Times.ToArray();
            int After(double share)
            {
                // numpy.quantile, method linear: between the neighbours of share (n - 1).
                var at = share * (times.Length - 1);
                var (low, high) = (times[(int)Math.Floor(at)], times[(int)Math.Ceiling(at)]);
                return times.Count(t => t <= low + ((high - low) * (at - Math.Floor(at))));
            }

            var split = events.Split();
            Assert.Equal((After(0.70), After(0.85)), (split.ValidationStart, split.TestStart));
            Assert.Equal(Rows(events), Rows(split.Events).Select(r => r with { Source = split.IdOf(r.Source), Destination = split.IdOf(r.Destination) }));

            // Exactly the destinations compete, and the sources that are none come first.
            var destinations = events.Destinations.ToArray().ToHashSet();
            Assert.Equal(destinations, Enumerable.Range(split.Candidates.First, split.Candidates.Count).Select(split.IdOf).ToHashSet());
            Assert.Equal(destinations.Union(events.Sources.ToArray()).Count(), split.NodeCount);
            Assert.Equal(!events.Sources.ToArray().Any(destinations.Contains), split.Bipartite);
            Assert.Null(split.NodeOf(77));
        });

    [Fact]
    public void Split_OfASlice_IsThatOfItsOwnEvents() =>
        Gen.Select(Streams.Where(s => s.Count > 4), Gen.Int[1, 3]).Sample((events, from) =>
        {
            var slice = events.Slice(from, events.Count);
            var alone = new EventStream(
                slice.Sources.ToArray(), slice.Destinations.ToArray(), slice.Times.ToArray(), slice.Weights.ToArray(),
                [.. Enumerable.Range(0, slice.Count).SelectMany(i => slice.Features(i).ToArray())]);
            var (a, b) = (slice.Split(), alone.Split());
            Assert.Equal((b.ValidationStart, b.TestStart, b.Candidates, b.NodeCount), (a.ValidationStart, a.TestStart, a.Candidates, a.NodeCount));
            Assert.Equal(Rows(b.Events), Rows(a.Events));
        });

    [Theory]
    [InlineData(new[] { 0 }, new[] { 1, 2 }, new[] { 1.0 })]
    [InlineData(new[] { 0 }, new[] { 1 }, new[] { 1.0, 2.0 })]
    [InlineData(new[] { -1 }, new[] { 1 }, new[] { 1.0 })]
    [InlineData(new[] { 0 }, new[] { -1 }, new[] { 1.0 })]
    [InlineData(new[] { 0 }, new[] { 1 }, new[] { double.NaN })]
    [InlineData(new[] { 0 }, new[] { 1 }, new[] { double.PositiveInfinity })]
    [InlineData(new[] { 0, 0 }, new[] { 1, 1 }, new[] { 2.0, 1.0 })]
    public void Columns_ThatDoNotFit_AreRefused(int[] sources, int[] destinations, double[] times) =>
        Assert.Throws<ArgumentException>(() => new EventStream(sources, destinations, times));

    [Fact]
    public void Columns_BesideThem_MustFitToo()
    {
        Assert.Throws<ArgumentException>(() => new EventStream([0, 1], [1, 0], [1, 2], [1f]));
        Assert.Throws<ArgumentException>(() => new EventStream([0, 1], [1, 0], [1, 2], null, [1f, 2f, 3f]));
        Assert.Throws<InvalidOperationException>(() => new EventStream([], [], []).Split());
        Assert.Equal((0, 0), new EventStream([], [], []) is var none ? (none.Count, none.NodeCount) : default);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 5)]
    [InlineData(-1, 2)]
    public void Split_OutOfOrder_IsRefusedWithItsNumbers(int validation, int test)
    {
        var events = new EventStream([0, 1, 0, 1], [2, 3, 2, 3], [1, 2, 3, 4]);
        var message = Assert.Throws<ArgumentException>(() => new LinkSplit(events, validation, test)).Message;
        Assert.Contains($"0 < {validation} <= {test} <= 4", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_WithCandidatesOfItsOwn_HoldsAllDestinations()
    {
        var events = new EventStream([0, 1, 0, 1], [2, 5, 2, 3], [1, 2, 3, 4]);
        Assert.Equal(new NodeRange(2, 4), new LinkSplit(events, 2, 3).Candidates);
        Assert.Equal((10, new NodeRange(1, 9)), new LinkSplit(events, 2, 3, new NodeRange(1, 9)) is var wide ? (wide.NodeCount, wide.Candidates) : default);
        Assert.Contains("destination 5", Assert.Throws<ArgumentException>(() => new LinkSplit(events, 2, 3, new NodeRange(2, 3))).Message, StringComparison.Ordinal);
        Assert.Contains("destination 2", Assert.Throws<ArgumentException>(() => new LinkSplit(events, 2, 3, new NodeRange(3, 3))).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => new EventStream([0, 1], [2, 2], [0, 1e20]).Split());
    }

    [Fact]
    public void Numbering_OfAnyIds_GoesThereAndBack() =>
        Gen.Int[0, int.MaxValue].HashSet[1, 30].Sample(set =>
        {
            int[] ids = [.. set];
            var numbering = NodeNumbering.Of(ids);
            Assert.Equal((ids.Length, false), (numbering.Count, numbering.IsIdentity));
            Assert.All(Enumerable.Range(0, ids.Length), n => Assert.Equal((ids[n], n), (numbering.IdOf(n), numbering.NodeOf(ids[n])!.Value)));
            var events = new EventStream(ids, [.. ids.Reverse()], new double[ids.Length]);
            Assert.Equal(Enumerable.Range(0, ids.Length), numbering.Apply(events).Sources.ToArray());
            Assert.Throws<ArgumentException>(() => NodeNumbering.Of([.. ids, ids[0]]));
        });

    [Fact]
    public void Numbering_ThatKeepsIds_KnowsItsRange()
    {
        var numbering = NodeNumbering.Identity(3);
        Assert.Equal((2, null, null), (numbering.NodeOf(2), numbering.NodeOf(3), numbering.NodeOf(-1)));
        var events = new EventStream([0, 1], [1, 2], [1, 2]);
        Assert.Same(events, numbering.Apply(events));
        Assert.Contains("Node 3", Assert.Throws<InputException>(() => numbering.Apply(new EventStream([0], [3], [1]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => NodeNumbering.Identity(-1));
    }

    private static IEnumerable<Row> Rows(EventStream events) => Enumerable.Range(0, events.Count).Select(i => new Row(
        events.Sources[i], events.Destinations[i], events.Times[i], events.IsWeighted ? events.Weights[i] : 1, string.Join(' ', events.Features(i).ToArray())));

    private sealed record Row(int Source, int Destination, double Time, float Weight, string Features);
}
