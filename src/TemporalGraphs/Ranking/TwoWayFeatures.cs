using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>
/// What the ranker can know where nodes are both sources and destinations: what candidates sent, what the source received, and
/// common neighbours regardless of direction (Adamic–Adar weights, with and without decay) and walks of three steps.
/// </summary>
/// <remarks>Common neighbours are those of the last <see cref="Memory"/> events of either node, so hubs stay cheap.</remarks>
internal sealed class TwoWayFeatures
{
    /// <summary>Features of each candidate.</summary>
    public const int Dense = 9;

    /// <summary>Features of the query.</summary>
    public const int Query = 2;

    /// <summary>Which features of a candidate describe joint neighbourhoods.</summary>
    public static readonly int[] Joint = [2, 3, 4, 7, 8];

    private const int Memory = 64;
    private const int Steps = 32;
    private const float Tiny = 1e-4f;
    private readonly int first;
    private readonly int count;
    private readonly float step;
    private readonly float[] scales;
    private readonly float[] lastSent;
    private readonly float[][] sent;
    private readonly float[] lastReceived;
    private readonly int[] received;
    private readonly int[] events;
    private readonly (int Node, float Time)[]?[] memory;
    private readonly float[][] decayed;
    private readonly float[] plain;
    private readonly List<int> touched = [];
    private readonly float[] mass;
    private readonly float[] onward;
    private List<int> here = [];
    private List<int> next = [];

    /// <summary>Starts without events.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="scales">Times in which weights fall to 1/e, the shortest first; it counts as one in the power law by which
    /// steps of walks are weighed.</param>
    public TwoWayFeatures(int nodes, NodeRange candidates, float[] scales)
    {
        (first, count, step, this.scales) = (candidates.First, candidates.Count, scales[0], [scales[2], scales[0], scales[1]]);
        (mass, onward) = (new float[nodes], new float[nodes]);
        lastSent = new float[nodes];
        lastSent.AsSpan().Fill(-1e9f);
        lastReceived = new float[nodes];
        sent = [new float[nodes], new float[nodes], new float[nodes]];
        received = new int[nodes];
        events = new int[nodes];
        memory = new (int, float)[nodes][];
        decayed = [new float[count], new float[count], new float[count]];
        plain = new float[count];
    }

    /// <summary>Takes in an event.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="destination">Its destination.</param>
    /// <param name="now">Its time, scaled.</param>
    public void Observe(int source, int destination, float now)
    {
        for (var k = 0; k < scales.Length; k++)
        {
            sent[k][source] = (sent[k][source] * MathF.Exp((lastSent[source] - now) / scales[k])) + 1;
        }

        lastSent[source] = now;
        received[destination]++;
        lastReceived[destination] = now;
        Remember(source, destination, now);
        Remember(destination, source, now);
    }

    /// <summary>Fills in the features of a query.</summary>
    /// <param name="source">The query's source.</param>
    /// <param name="now">Its time, scaled.</param>
    /// <param name="dense">[Dense, candidates], feature by feature.</param>
    /// <param name="query">[Query].</param>
    public void Fill(int source, float now, Span<float> dense, Span<float> query)
    {
        query[0] = received[source] == 0 ? 0 : MathF.Log(1 + (now - lastReceived[source]));
        query[1] = MathF.Log(1 + received[source]);
        FeatureColumns.Ages(lastSent.AsSpan(first, count), now, dense[..count]);
        for (var k = 0; k < scales.Length; k++)
        {
            FeatureColumns.Decayed(
                sent[k].AsSpan(first, count), lastSent.AsSpan(first, count), now, scales[k], dense.Slice(SentBy(k) * count, count));
        }

        Common(source, now, dense);
        Walk(source, now, dense.Slice(4 * count, count));
    }

    // Chances of a walk of three steps over the last events of each node, directions aside, recent ones likelier (age^-2).
    private void Walk(int source, float now, Span<float> target)
    {
        target.Fill(MathF.Log(Tiny));
        (mass[source], var (from, to)) = (1, (mass, onward));
        here.Add(source);
        for (var k = 0; k < 3; k++)
        {
            foreach (var node in here)
            {
                var share = from[node];
                from[node] = 0;
                Step(node, share, now, to);
            }

            here.Clear();
            (from, to, here, next) = (to, from, next, here);
        }

        foreach (var node in here)
        {
            var candidate = node - first;
            if (candidate >= 0 && candidate < count)
            {
                target[candidate] = MathF.Log(Tiny + from[node]);
            }
        }

        foreach (var node in here)
        {
            from[node] = 0;
        }

        here.Clear();
    }

    private void Step(int node, float share, float now, float[] to)
    {
        if (memory[node] is not { } near || share == 0)
        {
            return;
        }

        var (events, total) = (this.events[node], 0f);
        var oldest = Math.Max(0, events - Steps);
        for (var e = oldest; e < events; e++)
        {
            total += Weight(near[e % Memory].Time, now);
        }

        for (var e = oldest; e < events; e++)
        {
            var (other, time) = near[e % Memory];
            if (to[other] == 0)
            {
                next.Add(other);
            }

            to[other] += share * Weight(time, now) / total;
        }
    }

    private float Weight(float time, float now)
    {
        var age = 1 + ((now - time) / step);
        return 1 / (age * age);
    }

    // Where sums by one of the scales of time stand: what was sent, and common neighbours.
    private static int SentBy(int scale) => scale == 0 ? 1 : 4 + scale;

    private static int CommonBy(int scale) => scale == 0 ? 2 : 6 + scale;

    private void Common(int source, float now, Span<float> dense)
    {
        var all = dense.Slice(3 * count, count);
        all.Fill(FeatureColumns.LogSmall);
        for (var k = 0; k < scales.Length; k++)
        {
            dense.Slice(CommonBy(k) * count, count).Fill(FeatureColumns.LogSmall);
        }

        if (memory[source] is not { } near)
        {
            return;
        }

        foreach (var (middle, time) in near.AsSpan(0, Math.Min(Memory, events[source])))
        {
            var rarity = 1 / MathF.Log(2 + events[middle]);
            foreach (var (node, later) in memory[middle].AsSpan(0, Math.Min(Memory, events[middle])))
            {
                var candidate = node - first;
                if (node == source || candidate < 0 || candidate >= count)
                {
                    continue;
                }

                if (plain[candidate] == 0)
                {
                    touched.Add(candidate);
                }

                plain[candidate] += rarity;
                for (var k = 0; k < scales.Length; k++)
                {
                    decayed[k][candidate] += rarity * MathF.Exp((time + later - (2 * now)) / scales[k]);
                }
            }
        }

        foreach (var candidate in touched)
        {
            all[candidate] = MathF.Log(FeatureColumns.Small + plain[candidate]);
            plain[candidate] = 0;
            for (var k = 0; k < scales.Length; k++)
            {
                dense[(CommonBy(k) * count) + candidate] = MathF.Log(FeatureColumns.Small + decayed[k][candidate]);
                decayed[k][candidate] = 0;
            }
        }

        touched.Clear();
    }

    private void Remember(int node, int other, float now)
    {
        var ring = memory[node] ??= new (int, float)[Memory];
        ring[events[node] % Memory] = (other, now);
        events[node]++;
    }
}
