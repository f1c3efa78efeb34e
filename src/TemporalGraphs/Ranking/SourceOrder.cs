using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>
/// What a pair did in the order of its source's own events and in its own rhythm: sums that decay with every event of the source,
/// how late the pair is by its mean gap, where the source went next from its last destination, and whether an answer is due.
/// </summary>
internal sealed class SourceOrder
{
    /// <summary>Features of a pair.</summary>
    public const int Width = 8;

    private const float Few = 4;
    private const float Many = 32;
    private readonly float scale;
    private readonly bool answers;
    private readonly Dictionary<long, int> places = [];
    private readonly Dictionary<long, int> moves = [];
    private readonly List<Pair> pairs = [];
    private readonly int[] sent;
    private readonly int[] received;
    private readonly int[] last;
    private readonly float[] sentAt;
    private readonly float[] receivedAt;

    /// <summary>Starts without events.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="scale">Time in which the decayed sum by the clock falls to 1/e.</param>
    /// <param name="answers">Whether a node can be source and destination, so that there may be answers.</param>
    public SourceOrder(int nodes, float scale, bool answers)
    {
        (this.scale, this.answers) = (scale, answers);
        (sent, received, last) = (new int[nodes], new int[nodes], new int[nodes]);
        Array.Fill(last, -1);
        (sentAt, receivedAt) = (new float[nodes], new float[nodes]);
        Array.Fill(sentAt, float.NegativeInfinity);
        Array.Fill(receivedAt, float.NegativeInfinity);
    }

    /// <summary>Takes in an event.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="destination">Its destination.</param>
    /// <param name="now">Its time, scaled.</param>
    public void Observe(int source, int destination, float now)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, Key(source, destination), out var known);
        if (!known)
        {
            place = pairs.Count;
            pairs.Add(new Pair { First = now, Last = now });
        }

        if (last[source] >= 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(moves, Key(last[source], destination), out _)++;
            CollectionsMarshal.AsSpan(pairs)[last[source]].Left++;
        }

        // Events of one time are one turn, for their order says nothing.
        sent[source] += now > sentAt[source] ? 1 : 0;
        received[destination] += now > receivedAt[destination] ? 1 : 0;
        (sentAt[source], receivedAt[destination], last[source]) = (now, now, place);
        ref var pair = ref CollectionsMarshal.AsSpan(pairs)[place];
        var passed = pair.Sent - sent[source];
        pair.Few = (pair.Few * MathF.Exp(passed / Few)) + 1;
        pair.Many = (pair.Many * MathF.Exp(passed / Many)) + 1;
        pair.Long = (pair.Long * MathF.Exp((pair.Last - now) / scale)) + 1;
        (pair.Sent, pair.Received, pair.Last, pair.Count) = (sent[source], received[destination], now, pair.Count + 1);
    }

    /// <summary>Adds the features of a pair, whichever of the two wrote to the other.</summary>
    /// <param name="source">The query's source.</param>
    /// <param name="node">The candidate.</param>
    /// <param name="now">The query's time, scaled.</param>
    /// <param name="features">Receives <see cref="Width"/> numbers.</param>
    public void Fill(int source, int node, float now, List<float> features)
    {
        var all = CollectionsMarshal.AsSpan(pairs);
        var own = places.TryGetValue(Key(source, node), out var there);
        if (own)
        {
            ref readonly var pair = ref all[there];
            var passed = sent[source] - pair.Sent;
            features.Add(Logarithm(pair.Few * MathF.Exp(-passed / Few)));
            features.Add(Logarithm(pair.Many * MathF.Exp(-passed / Many)));
            features.Add(Logarithm(pair.Long * MathF.Exp((pair.Last - now) / scale)));
            features.Add(MathF.Log(1 + passed));
            features.Add(pair.Count < 2 ? 0 : MathF.Log((1 + now - pair.Last) / (1 + ((pair.Last - pair.First) / (pair.Count - 1)))));
            var from = all[last[source]].Left;
            features.Add(Logarithm(from == 0 ? 0 : moves.GetValueOrDefault(Key(last[source], node)) / (float)from));
        }
        else
        {
            features.AddRange([FeatureColumns.LogSmall, FeatureColumns.LogSmall, FeatureColumns.LogSmall, 0, 0, FeatureColumns.LogSmall]);
        }

        if (answers && places.TryGetValue(Key(node, source), out var back))
        {
            features.Add(own && all[there].Last >= all[back].Last ? 0 : 1);
            features.Add(MathF.Log(1 + received[source] - all[back].Received));
        }
        else
        {
            features.AddRange([0, 0]);
        }
    }

    private static float Logarithm(float value) => MathF.Log(FeatureColumns.Small + value);

    private static long Key(int a, int b) => ((long)a << 32) | (uint)b;

    private struct Pair
    {
        public int Count;
        public int Sent;
        public int Received;
        public int Left;
        public float First;
        public float Last;
        public float Few;
        public float Many;
        public float Long;
    }
}
