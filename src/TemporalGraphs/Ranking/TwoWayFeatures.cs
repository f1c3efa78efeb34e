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
    public const int Dense = 5;

    /// <summary>Features of the query.</summary>
    public const int Query = 2;

    private const int Memory = 64;
    private const int Steps = 32;
    private const float Tiny = 1e-4f;
    private readonly int first;
    private readonly int count;
    private readonly float step;
    private readonly float scale;
    private readonly float[] lastSent;
    private readonly float[] sent;
    private readonly float[] lastReceived;
    private readonly int[] received;
    private readonly int[] events;
    private readonly (int Node, float Time)[]?[] memory;
    private readonly float[] decayed;
    private readonly float[] plain;
    private readonly List<int> touched = [];
    private readonly float[] mass;
    private readonly float[] onward;
    private List<int> here = [];
    private List<int> next = [];

    /// <summary>Starts without events.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="step">Time that counts as one in the power law by which steps of walks are weighed.</param>
    /// <param name="scale">Time in which other weights fall to 1/e.</param>
    public TwoWayFeatures(int nodes, NodeRange candidates, float step, float scale)
    {
        (first, count, this.step, this.scale) = (candidates.First, candidates.Count, step, scale);
        (mass, onward) = (new float[nodes], new float[nodes]);
        lastSent = new float[nodes];
        lastSent.AsSpan().Fill(-1e9f);
        lastReceived = new float[nodes];
        sent = new float[nodes];
        received = new int[nodes];
        events = new int[nodes];
        memory = new (int, float)[nodes][];
        decayed = new float[count];
        plain = new float[count];
    }

    /// <summary>Takes in an event.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="destination">Its destination.</param>
    /// <param name="now">Its time, scaled.</param>
    public void Observe(int source, int destination, float now)
    {
        sent[source] = (sent[source] * MathF.Exp((lastSent[source] - now) / scale)) + 1;
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
        FeatureColumns.Decayed(sent.AsSpan(first, count), lastSent.AsSpan(first, count), now, scale, dense.Slice(count, count));
        Common(source, now, dense.Slice(2 * count, count), dense.Slice(3 * count, count));
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

    private void Common(int source, float now, Span<float> fresh, Span<float> all)
    {
        fresh.Fill(FeatureColumns.LogSmall);
        all.Fill(FeatureColumns.LogSmall);
        if (memory[source] is not { } near)
        {
            return;
        }

        foreach (var (middle, time) in near.AsSpan(0, Math.Min(Memory, events[source])))
        {
            var rarity = 1 / MathF.Log(2 + events[middle]);
            var weight = rarity * MathF.Exp((time - now) / scale);
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
                decayed[candidate] += weight * MathF.Exp((later - now) / scale);
            }
        }

        foreach (var candidate in touched)
        {
            fresh[candidate] = MathF.Log(FeatureColumns.Small + decayed[candidate]);
            all[candidate] = MathF.Log(FeatureColumns.Small + plain[candidate]);
            (plain[candidate], decayed[candidate]) = (0, 0);
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
