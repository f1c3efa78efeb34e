using System.Runtime.InteropServices;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>
/// The features of the learned ranker, kept up to date event by event: recency and popularity of every candidate on several
/// time scales, joint neighbourhoods (destinations visited by the same sources), and what source and candidate did together.
/// </summary>
/// <remarks>
/// Features of all candidates are dense columns filled by vector operations; those of a pair exist only for the few
/// destinations the source has met. Times enter through logarithms of differences, so the unit of time cancels.
/// </remarks>
internal sealed class RankerFeatures
{
    /// <summary>Features of each pair that has met.</summary>
    public const int PairWidth = 23 + SourceOrder.Width;

    /// <summary>The most candidates for which joint neighbourhoods are kept (a square matrix).</summary>
    public const int MostJoint = 6000;

    /// <summary>Features of each candidate where no node is both source and destination.</summary>
    public const int DenseBase = 13;

    /// <summary>Features of the query there.</summary>
    public const int QueryBase = 7;

    /// <summary>The dense feature that is the logarithm of the decayed popularity (<see cref="DecayedPrior"/>).</summary>
    public const int PriorDense = 12;

    /// <summary>The pair feature that is what the pair adds to that logarithm.</summary>
    public const int PriorPair = PairWidth - 1;

    private const int ReverseWidth = 6;
    private const int Window = 10;
    private const int Short = 3;
    private readonly int first;
    private readonly int count;
    private readonly double unit;
    private readonly double start;
    private readonly float[] lastTime;
    private readonly float[] logCount;
    private readonly float[] logUsers;
    private readonly float[][] decayed;
    private readonly float[][] arrivals;
    private readonly float[] lastArrival;
    private readonly float[] scales;
    private readonly int[] counts;
    private readonly int[] users;
    private readonly JointNeighborhoods joint;
    private readonly DecayedPrior prior;
    private readonly int[] lastSource;
    private readonly TwoWayFeatures? twoWay;
    private readonly SourceOrder order;
    private readonly Dictionary<long, int> places = [];
    private readonly List<PairState>[] pairs;
    private readonly List<float> latest = [];
    private readonly List<int>[] incoming;
    private readonly SourceState[] sources;
    private readonly Queue<int>[] history;

    /// <summary>Starts without events.</summary>
    /// <param name="shape">Nodes, candidates and the scales of time.</param>
    public RankerFeatures(RankerShape shape)
    {
        (first, count) = (shape.Candidates.First, shape.Candidates.Count);
        (start, unit, scales) = (shape.Start, shape.Unit, [shape.Short, shape.Middle, shape.Long]);
        twoWay = shape.Bipartite ? null : new TwoWayFeatures(shape.Nodes, shape.Candidates, scales);
        order = new SourceOrder(shape.Nodes, scales[2], answers: !shape.Bipartite);
        prior = new DecayedPrior(shape);
        lastTime = new float[count];
        lastTime.AsSpan().Fill(-1e9f);
        logCount = new float[count];
        logUsers = new float[count];
        decayed = [new float[count], new float[count], new float[count]];
        arrivals = [new float[count], new float[count]];
        lastArrival = new float[count];
        lastArrival.AsSpan().Fill(-1e9f);
        counts = new int[count];
        users = new int[count];
        joint = new JointNeighborhoods(count, MostJoint);
        lastSource = new int[count];
        pairs = new List<PairState>[shape.Nodes];
        incoming = new List<int>[shape.Nodes];
        sources = new SourceState[shape.Nodes];
        history = new Queue<int>[shape.Nodes];
        Repeated = new RepeatedQueries(shape);
    }

    /// <summary>What was worked out more than once in the present state.</summary>
    public RepeatedQueries Repeated { get; }

    /// <summary>Number of candidates.</summary>
    public int Candidates => count;

    /// <summary>Events taken in so far.</summary>
    public int Observed { get; private set; }

    /// <summary>Takes in events.</summary>
    /// <param name="events">The events.</param>
    /// <param name="from">First event.</param>
    /// <param name="to">After the last event.</param>
    public void Observe(EventStream events, int from, int to)
    {
        ArgumentNullException.ThrowIfNull(events);
        var senders = events.Sources;
        var destinations = events.Destinations;
        var times = events.Times;
        for (var i = from; i < to; i++)
        {
            Observe(senders[i], destinations[i], Scaled(times[i]));
            prior.Observe(senders[i], destinations[i], times[i]);
        }

        Observed = Math.Max(Observed, to);
    }

    /// <summary>Fills in the features of a query.</summary>
    /// <param name="source">The query's source.</param>
    /// <param name="time">The query's time.</param>
    /// <param name="dense">[DenseWidth, candidates], feature by feature.</param>
    /// <param name="query">[QueryWidth].</param>
    /// <param name="met">Receives candidates (from 0) the source has met, with their features after one another in
    /// <paramref name="pairFeatures"/>.</param>
    /// <param name="pairFeatures">[met, PairWidth].</param>
    public void Fill(int source, double time, Span<float> dense, Span<float> query, List<int> met, List<float> pairFeatures)
    {
        ArgumentNullException.ThrowIfNull(met);
        ArgumentNullException.ThrowIfNull(pairFeatures);
        var now = Scaled(time);
        var s = sources[source];
        FillDense(source, now, dense);
        prior.Fill(time, dense.Slice(PriorDense * count, count));
        prior.Visit(source, time);
        query[0] = s.Events == 0 ? 0 : MathF.Log(1 + (now - s.LastTime));
        query[1] = MathF.Log(1 + s.Events);
        query[2] = MathF.Log(1 + s.Distinct);
        query[3] = s.Events == 0 ? 0 : s.Distinct / (float)s.Events;
        query[4] = s.Events == 0 ? 1 : 0;
        query[5] = s.Stay;
        query[6] = s.Novelty;
        twoWay?.Fill(source, now, dense[(DenseBase * count)..], query[QueryBase..]);
        met.Clear();
        pairFeatures.Clear();
        FillPairs(source, now, s, dense.Slice(PriorDense * count, count), met, pairFeatures);
    }

    private float Scaled(double time) => (float)((time - start) / unit);

    private void Observe(int source, int destination, float now)
    {
        var d = destination - first;
        twoWay?.Observe(source, destination, now);
        order.Observe(source, destination, now);
        ref var s = ref sources[source];
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, Key(source, destination), out var known);
        var list = pairs[source] ??= [];
        if (!known)
        {
            place = list.Count;
            (incoming[destination] ??= []).Add(source);
            foreach (ref readonly var other in CollectionsMarshal.AsSpan(list))
            {
                joint.Join(d, other.Candidate);
            }

            list.Add(new PairState(d, now, 0, 0, 0, 0, 0));
            s.Distinct++;
            for (var k = 0; k < arrivals.Length; k++)
            {
                arrivals[k][d] = (arrivals[k][d] * MathF.Exp((lastArrival[d] - now) / scales[k + 1])) + 1;
            }

            lastArrival[d] = now;
            users[d]++;
            logUsers[d] = MathF.Log(1 + users[d]);
            joint.SetUsers(d, users[d]);
        }

        ref var pair = ref CollectionsMarshal.AsSpan(list)[place];
        pair = new PairState(
            d,
            now,
            pair.Count + 1,
            (pair.Short * MathF.Exp((pair.LastTime - now) / scales[0])) + 1,
            (pair.Long * MathF.Exp((pair.LastTime - now) / scales[1])) + 1,
            counts[d] + 1,
            known ? now - pair.LastTime : 0);
        if (s.Last > 0 && s.Last != destination + 1)
        {
            joint.Move(s.Last - 1 - first, d);
        }

        lastSource[d] = source + 1;
        s.Stay += 0.1f * ((s.Last == destination + 1 ? 1 : 0) - s.Stay);
        s.Novelty += 0.1f * ((known ? 0 : 1) - s.Novelty);
        s.Events++;
        s.LastTime = now;
        s.Last = destination + 1;
        sources[destination].LastWriter = source + 1;
        var queue = history[source] ??= new Queue<int>(Window + 1);
        queue.Enqueue(d);
        if (queue.Count > Window)
        {
            queue.Dequeue();
        }

        for (var k = 0; k < decayed.Length; k++)
        {
            decayed[k][d] = (decayed[k][d] * MathF.Exp((lastTime[d] - now) / scales[k])) + 1;
        }

        lastTime[d] = now;
        counts[d]++;
        logCount[d] = MathF.Log(1 + counts[d]);
    }

    private void FillDense(int source, float now, Span<float> dense)
    {
        FeatureColumns.Ages(lastTime, now, dense[..count]);
        logCount.CopyTo(dense.Slice(count, count));
        for (var k = 0; k < decayed.Length; k++)
        {
            FeatureColumns.Decayed(decayed[k], lastTime, now, scales[k], dense.Slice((2 + k) * count, count));
        }

        joint.FillJoint(history[source], dense.Slice(5 * count, count), dense.Slice(6 * count, count));
        var last = sources[source].Last - 1 - first;
        joint.FillMoves(last, last < 0 ? 0 : counts[last], dense.Slice(7 * count, count));
        logUsers.CopyTo(dense.Slice(8 * count, count));
        for (var k = 0; k < arrivals.Length; k++)
        {
            FeatureColumns.Decayed(arrivals[k], lastArrival, now, scales[k + 1], dense.Slice((9 + k) * count, count));
        }

        FeatureColumns.Ages(lastArrival, now, dense.Slice(11 * count, count));
    }

    private void FillPairs(
        int source, float now, SourceState s, ReadOnlySpan<float> plain, List<int> met, List<float> features)
    {
        var list = pairs[source];
        if (list is not null)
        {
            latest.Clear();
            foreach (ref readonly var pair in CollectionsMarshal.AsSpan(list))
            {
                latest.Add(pair.LastTime);
            }

            foreach (ref readonly var pair in CollectionsMarshal.AsSpan(list))
            {
                var rank = FeatureColumns.Above(CollectionsMarshal.AsSpan(latest), pair.LastTime);
                met.Add(pair.Candidate);
                features.Add(1);
                features.Add(MathF.Log(1 + (now - pair.LastTime)));
                features.Add(MathF.Log(1 + pair.Count));
                features.Add(1f / (1 + rank));
                features.Add(MathF.Log(1 + rank));
                features.Add(pair.Count / (float)s.Events);
                features.Add(MathF.Log(FeatureColumns.Small + (pair.Short * MathF.Exp((pair.LastTime - now) / scales[0]))));
                features.Add(s.Last == pair.Candidate + first + 1 ? 1 : 0);
                features.Add(MathF.Log(FeatureColumns.Small + (pair.Long * MathF.Exp((pair.LastTime - now) / scales[1]))));
                features.Add(s.Last == pair.Candidate + first + 1 ? s.Stay : 0);
                features.Add(lastSource[pair.Candidate] == source + 1 ? 1 : 0);
                features.Add(MathF.Log(1 + counts[pair.Candidate] - pair.Turn));
                var (recent, lately, second) = Lately(history[source], pair.Candidate);
                features.Add(recent / (float)Window);
                features.Add(lately / (float)Short);
                features.Add(second ? 1 : 0);
                features.Add(MathF.Log(1 + pair.Gap));
                Reverse(pair.Candidate, source, now, features);
                order.Fill(source, pair.Candidate + first, now, features);
                features.Add(prior.Added(pair.Candidate, plain[pair.Candidate]));
            }
        }

        if (incoming[source] is { } writers)
        {
            foreach (var writer in writers)
            {
                var candidate = writer - first;
                if (candidate >= 0 && candidate < count && !places.ContainsKey(Key(source, writer)))
                {
                    met.Add(candidate);
                    for (var k = 0; k < PairWidth - ReverseWidth - SourceOrder.Width - 1; k++)
                    {
                        features.Add(0);
                    }

                    Reverse(candidate, source, now, features);
                    order.Fill(source, writer, now, features);
                    features.Add(prior.Added(candidate, plain[candidate]));
                }
            }
        }
    }

    // How often a destination is among the source's last ten and last three, and whether it is the last but one.
    private static (int Recent, int Lately, bool Second) Lately(Queue<int> queue, int candidate)
    {
        var (recent, lately, second, place) = (0, 0, false, queue.Count);
        foreach (var d in queue)
        {
            place--;
            if (d == candidate)
            {
                recent++;
                lately += place < Short ? 1 : 0;
                second |= place == 1;
            }
        }

        return (recent, lately, second);
    }

    // What the candidate did towards the source.
    private void Reverse(int candidate, int source, float now, List<float> features)
    {
        var node = candidate + first;
        if (twoWay is not null && places.TryGetValue(Key(node, source), out var place))
        {
            var back = pairs[node][place];
            features.Add(1);
            features.Add(MathF.Log(1 + (now - back.LastTime)));
            features.Add(MathF.Log(1 + back.Count));
            features.Add(sources[source].LastWriter == node + 1 ? 1 : 0);
            features.Add(MathF.Log(FeatureColumns.Small + (back.Short * MathF.Exp((back.LastTime - now) / scales[0]))));
            features.Add(MathF.Log(FeatureColumns.Small + (back.Long * MathF.Exp((back.LastTime - now) / scales[1]))));
        }
        else
        {
            for (var k = 0; k < ReverseWidth; k++)
            {
                features.Add(k < ReverseWidth - 2 ? 0 : FeatureColumns.LogSmall);
            }
        }
    }

    private static long Key(int source, int destination) => ((long)source << 32) | (uint)destination;

    private readonly record struct PairState(int Candidate, float LastTime, int Count, float Short, float Long, int Turn, float Gap);

    private struct SourceState
    {
        public int Events;
        public int Distinct;
        public float LastTime;
        public int Last;
        public int LastWriter;
        public float Stay;
        public float Novelty;
    }
}
