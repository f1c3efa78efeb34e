using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Tests.Events;

/// <summary>Statistics by their definitions, and streams of known structure.</summary>
public sealed class EventStatisticsTests
{
    [Fact]
    public void Statistics_OfAnyStream_AreThoseOfTheSlowTwin() =>
        Gen.Select(Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6], Gen.Int[0, 40]).Array[1, 60], Gen.Int[0, 15]).Sample((rows, interval) =>
        {
            var sorted = rows.OrderBy(r => r.Item3).ToArray();
            var events = new EventStream(
                Array.ConvertAll(sorted, r => r.Item1), Array.ConvertAll(sorted, r => r.Item2), Array.ConvertAll(sorted, r => (double)r.Item3));
            var (found, split) = (EventStatistics.Of(events, interval), events.Split());
            var pairs = Array.ConvertAll(sorted, r => (r.Item1, r.Item2));
            var (train, test) = (pairs[..split.ValidationStart].ToHashSet(), pairs[split.TestStart..].ToHashSet());
            Assert.Equal((sorted.Length, pairs.Distinct().Count()), (found.Events, found.Pairs));
            Assert.Equal((pairs.SelectMany(p => new[] { p.Item1, p.Item2 }).Distinct().Count(), pairs.Count(p => p.Item1 == p.Item2)), (found.Nodes, found.SelfLoops));
            Assert.Equal((pairs.Select(p => p.Item1).Distinct().Count(), pairs.Select(p => p.Item2).Distinct().Count()), (found.Sources, found.Destinations));
            Assert.Equal((sorted.Select(r => r.Item3).Distinct().Count(), (double)sorted[0].Item3, (double)sorted[^1].Item3), (found.DistinctTimes, found.Start, found.End));
            Assert.Equal(sorted.Length, found.Train + found.Validation + found.Test);
            Assert.Equal(test.Count == 0 ? null : test.Count(train.Contains) / (double)train.Count, found.Recurrence);
            Assert.Equal(test.Count == 0 ? null : test.Count(p => !train.Contains(p)) / (double)test.Count, found.Surprise);
            if (interval > 0)
            {
                var shares = sorted.Select((r, i) => (Bin: (r.Item3 - sorted[0].Item3) / interval, Pair: pairs[i])).GroupBy(r => r.Bin)
                    .Select(g => g.Select(r => r.Pair).ToHashSet()).ToArray();
                var novelty = shares.Select((s, k) => s.Count(p => !shares[..k].Any(e => e.Contains(p))) / (double)s.Count).Average();
                Assert.Equal(novelty, found.Novelty, 1e-12);
            }
        });

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-13)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1.0)]
    public void Statistics_ByAnIntervalThatCannotBe_AreRefused(double interval)
    {
        var events = new EventStream([0, 1, 0], [2, 2, 3], [0, 1000, 2000]);
        var message = Assert.Throws<InputException>(() => { EventStatistics.Of(events, interval); }).Message;
        Assert.Contains("interval", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generated_Events_AreWhatTheirNumbersSay() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 30], Gen.Int[1, 300], Gen.Double[0, 1], Gen.Int).Sample((users, items, count, recurrence, seed) =>
        {
            var events = new EventGenerator(users, items, count, recurrence, seed).Create();
            Assert.Equal(count, events.Count);
            Assert.All(events.Sources.ToArray(), s => Assert.InRange(s, 0, users - 1));
            Assert.All(events.Destinations.ToArray(), d => Assert.InRange(d, users, users + items - 1));
            Assert.True(events.Times[0] > 0);
            var again = new EventGenerator(users, items, count, recurrence, seed).Create();
            Assert.True(events.Times.SequenceEqual(again.Times) && events.Destinations.SequenceEqual(again.Destinations));
        });

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Generated_Recurrence_IsTheShareOfRepeats(double recurrence)
    {
        // With very many items a new one is hardly ever one of the last four by chance; item r has the weight 1 / (1 + r).
        var events = new EventGenerator(20, 2_000_000_000, 20_000, recurrence, 5).Create();
        var (last, repeats, later) = (new Dictionary<int, List<int>>(), 0, 0);
        for (var i = 0; i < events.Count; i++)
        {
            var memory = last.TryGetValue(events.Sources[i], out var known) ? known : last[events.Sources[i]] = [];
            later += memory.Count > 0 ? 1 : 0;
            repeats += memory.Contains(events.Destinations[i]) ? 1 : 0;
            memory.Remove(events.Destinations[i]);
            memory.Add(events.Destinations[i]);
        }

        Assert.InRange(repeats / (double)later, recurrence - 0.02, Math.Min(1, recurrence + 0.27));
        Assert.True(recurrence < 1 || repeats == later);

        // Gaps are exponential with mean 1.
        Assert.InRange(events.Times[^1] / events.Count, 0.97, 1.03);
    }

    [Theory]
    [InlineData(0, 1, 1, 0.5)]
    [InlineData(1, 0, 1, 0.5)]
    [InlineData(1, 1, 0, 0.5)]
    [InlineData(1, 1, 1, -0.1)]
    [InlineData(1, 1, 1, 1.1)]
    [InlineData(1, 1, 1, double.NaN)]
    [InlineData(int.MaxValue, 1, 1, 0.5)]
    public void Generated_OfNothing_IsRefused(int sources, int destinations, int count, double recurrence) =>
        Assert.Throws<InvalidOperationException>(() => { new EventGenerator(sources, destinations, count, recurrence).Create(); });

    [Fact]
    public void Generation_ThatIsCancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => { new EventGenerator(10, 10, 1_000_000).Create(stop.Token); });
    }
}
