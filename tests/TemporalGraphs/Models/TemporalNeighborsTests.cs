using CsCheck;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Training;
using Quiver.TemporalGraphs.Tests.Evaluation;

namespace Quiver.TemporalGraphs.Tests.Models;

public sealed class TemporalNeighborsTests
{
    private static readonly Gen<LinkSplit> Streams = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 9]).Array[3, 40].Select(rows =>
    {
        var sorted = rows.OrderBy(r => r.Item3).ToArray();
        return Ranks.Split([.. sorted.Select(r => r.Item1)], [.. sorted.Select(r => r.Item2)], [.. sorted.Select(r => (double)r.Item3)], 1, 2);
    });

    [Fact]
    public void Recent_AnyPastTime_EqualsScan()
        => Gen.Select(Streams, Gen.Int[0, 5], Gen.Int[0, 10], Gen.Int[1, 6]).Sample((data, node, time, most) =>
        {
            if (node >= data.NodeCount)
            {
                return;
            }

            Assert.Equal(Scan(data, node, i => data.Times[i] < time).Take(most), Ask((n, t) => new TemporalNeighbors(data.Events).Recent(node, time, n, t), most));
        });

    [Fact]
    public void RecentBeforeEvent_AnyEvent_EqualsScan()
        => Gen.Select(Streams, Gen.Int[0, 5], Gen.Int[0, 40], Gen.Int[1, 6]).Sample((data, node, limit, most) =>
        {
            if (node >= data.NodeCount)
            {
                return;
            }

            Assert.Equal(Scan(data, node, i => i < limit).Take(most), Ask((n, t) => new TemporalNeighbors(data.Events).RecentBeforeEvent(node, limit, n, t), most));
        });

    [Fact]
    public void Uniform_AnyPastTime_OnlyDrawsStrictlyEarlierNeighbors()
        => Gen.Select(Streams, Gen.Int[0, 5], Gen.Int[0, 10]).Sample((data, node, time) =>
        {
            if (node >= data.NodeCount)
            {
                return;
            }

            var allowed = Scan(data, node, i => data.Times[i] < time).ToHashSet();
            var drawn = Ask((n, t) => new TemporalNeighbors(data.Events).Uniform(node, time, new Random(1), n, t), 8);
            Assert.Equal(allowed.Count > 0 ? 8 : 0, drawn.Count);
            Assert.All(drawn, d => Assert.Contains(d, allowed));
        });

    private delegate int Query(Span<int> neighbors, Span<double> times);

    private static List<(int, double)> Ask(Query query, int most)
    {
        var neighbors = new int[most];
        var times = new double[most];
        var count = query(neighbors, times);
        return neighbors.Zip(times).Take(count).Select(p => (p.First, p.Second)).ToList();
    }

    private static IEnumerable<(int, double)> Scan(LinkSplit data, int node, Func<int, bool> counts)
    {
        for (var i = data.Count - 1; i >= 0; i--)
        {
            if (!counts(i))
            {
                continue;
            }

            // A self-loop is listed once for each of its ends.
            if (data.Destinations[i] == node)
            {
                yield return (data.Sources[i], data.Times[i]);
            }

            if (data.Sources[i] == node)
            {
                yield return (data.Destinations[i], data.Times[i]);
            }
        }
    }
}
