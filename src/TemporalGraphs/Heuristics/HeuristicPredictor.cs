using System.Diagnostics.CodeAnalysis;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>
/// Predicts by a training-free score. A destination is ranked among all candidates at once: only the source's own past
/// destinations are looked at, the others are counted by a Fenwick tree over the global key.
/// </summary>
public sealed class HeuristicPredictor : IQueryRanker
{
    private const double WindowShare = 0.15;
    private static readonly int MostKeys = Enum.GetValues<ScoreKey>().Length;
    private readonly LexicographicScore score;
    private readonly ScoreKey[] local;
    private readonly int nodes;
    private readonly int candidates;
    private readonly int firstCandidate;
    private readonly int[] common;
    private readonly List<int> touched = [];
    private readonly double windowLength;
    private readonly double trainingEnd;
    private LinkHistory history;
    private double windowStart;

    /// <summary>Creates a predictor that has observed nothing.</summary>
    /// <param name="score">The score.</param>
    /// <param name="split">Gives nodes, candidates and the training span, whose last 15 % are EdgeBank's window (TGB).</param>
    public HeuristicPredictor(LexicographicScore score, LinkSplit split)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(split);
        (this.score, local) = (score, [.. score.Local]);
        (nodes, Candidates) = (split.NodeCount, split.Candidates);
        (firstCandidate, candidates) = (Candidates.First, Candidates.Count);
        common = score.Local.Contains(ScoreKey.CommonNeighbors) ? new int[nodes] : [];
        trainingEnd = split.Times[split.ValidationStart - 1];
        windowLength = WindowShare * (trainingEnd - split.Times[0]);
        Reset();
    }

    /// <inheritdoc/>
    public string Name => score.Name;

    /// <inheritdoc/>
    public NodeRange Candidates { get; }

    /// <inheritdoc/>
    public int Observed { get; private set; }

    /// <inheritdoc/>
    [MemberNotNull(nameof(history))]
    public void Reset()
    {
        history = new LinkHistory(nodes, score);
        Observed = 0;
        windowStart = trainingEnd - windowLength;
    }

    /// <inheritdoc/>
    public void Observe(EventStream events, int to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, Observed);
        history.Observe(events, Observed, to);
        Observed = to;

        // EdgeBank's window ends at the last time observed.
        windowStart = Math.Max(windowStart, history.Now - windowLength);
    }

    /// <summary>Scores are places in the order of the keys, from 0 for the least likely; equal keys have equal places.</summary>
    /// <inheritdoc/>
    public void Scores(ReadOnlySpan<int> sources, ReadOnlySpan<double> times, Span<float> scores)
    {
        ScoreShape.Check(sources, times, scores, candidates);
        var width = score.Local.Count + (score.Global is null ? 0 : 1);
        var keys = new double[MostKeys * candidates];
        var order = new int[candidates];
        for (var q = 0; q < sources.Length; q++)
        {
            CountCommon(sources[q]);
            for (var c = 0; c < candidates; c++)
            {
                order[c] = c;
                Keys(firstCandidate + c, history.Of(sources[q], firstCandidate + c), keys.AsSpan(c * MostKeys, MostKeys));
            }

            ClearCommon();
            Array.Sort(order, (a, b) => keys.AsSpan(a * MostKeys, width).SequenceCompareTo(keys.AsSpan(b * MostKeys, width)));
            var row = scores.Slice(q * candidates, candidates);
            var place = 0;
            for (var k = 0; k < candidates; k++)
            {
                place += k > 0 && !keys.AsSpan(order[k] * MostKeys, width).SequenceEqual(keys.AsSpan(order[k - 1] * MostKeys, width)) ? 1
                    : 0;
                row[order[k]] = place;
            }
        }
    }

    /// <inheritdoc/>
    public void Rank(ReadOnlySpan<LinkQuery> queries, RankingScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        Span<double> own = stackalloc double[MostKeys];
        Span<double> key = stackalloc double[MostKeys];
        var width = score.Local.Count + (score.Global is null ? 0 : 1);
        foreach (ref readonly var query in queries)
        {
            var (greater, ties) = query.Negatives is { } negatives
                ? RankAgainst(query.Source, query.Destination, negatives.Span)
                : Rank(query.Source, query.Destination, query.Others.Span);
            if (RankedQuery.FalseLink(query, Candidates) is { } other)
            {
                CountCommon(query.Source);
                Keys(query.Destination, history.Of(query.Source, query.Destination), own);
                Keys(other, history.Of(query.Source, other), key);
                ClearCommon();
                scores.Add(greater, ties, query.Time, Lasting(own[..width]), Lasting(key[..width]));
            }
            else
            {
                scores.Add(greater, ties, query.Time);
            }
        }
    }

    // Keys of queries at different times compare when times are counted back from the last one observed.
    private Span<double> Lasting(Span<double> keys)
    {
        for (var k = 0; k < keys.Length; k++)
        {
            var recency = k < score.Local.Count ? score.Local[k] == ScoreKey.LocalRecency : score.Global == ScoreKey.GlobalRecency;
            keys[k] = !recency ? keys[k] : keys[k] == 0 ? double.NegativeInfinity : keys[k] - history.Rank;
        }

        return keys;
    }

    /// <inheritdoc/>
    public void Finish()
    {
    }

    /// <summary>Ranks a destination among all candidates.</summary>
    /// <param name="source">The query's source.</param>
    /// <param name="destination">Its true destination.</param>
    /// <param name="others">Other true destinations, which are no competitors.</param>
    /// <returns>Competitors with a higher and with the same score.</returns>
    public (long Greater, long Ties) Rank(int source, int destination, ReadOnlySpan<int> others)
    {
        CountCommon(source);
        Span<double> own = stackalloc double[MostKeys];
        Span<double> key = stackalloc double[MostKeys];
        var mine = Keys(destination, history.Of(source, destination), own);
        var linked = 0L;
        var (greater, ties) = (0L, 0L);
        var records = history.Of(source);
        foreach (var record in records)
        {
            Look(record, record.Destination, own, key);
        }

        foreach (var node in touched)
        {
            if (history.Of(source, node) is { Count: 0 } record)
            {
                Look(record, node, own, key);
            }
        }

        if (!mine)
        {
            // Everything without a local key competes by the global key alone.
            if (score.Global is null)
            {
                ties += candidates - linked;
            }
            else
            {
                var value = Global(destination);
                var (over, equal) = history.Globally(destination);
                greater += over;
                ties += value == 0 ? candidates - history.SeenDestinations : equal;
                var (above, same) = LinkedGlobally(source, value, key);
                greater -= above;
                ties -= same;
            }
        }

        ties -= 1;
        foreach (var other in others)
        {
            if (other != destination)
            {
                Keys(other, history.Of(source, other), key);
                var order = Compare(key, own);
                greater -= order > 0 ? 1 : 0;
                ties -= order == 0 ? 1 : 0;
            }
        }

        ClearCommon();
        return (greater, ties);

        void Look(PairRecord record, int node, Span<double> ownKeys, Span<double> theirs)
        {
            if (Keys(node, record, theirs))
            {
                linked++;
                var order = Compare(theirs, ownKeys);
                greater += order > 0 ? 1 : 0;
                ties += order == 0 ? 1 : 0;
            }
        }
    }

    /// <summary>Ranks a destination among given negatives.</summary>
    /// <param name="source">The query's source.</param>
    /// <param name="destination">Its true destination.</param>
    /// <param name="negatives">The competitors.</param>
    /// <returns>Competitors with a higher and with the same score.</returns>
    public (long Greater, long Ties) RankAgainst(int source, int destination, ReadOnlySpan<int> negatives)
    {
        CountCommon(source);
        Span<double> own = stackalloc double[MostKeys];
        Span<double> key = stackalloc double[MostKeys];
        Keys(destination, history.Of(source, destination), own);
        var (greater, ties) = (0L, 0L);
        foreach (var node in negatives)
        {
            Keys(node, history.Of(source, node), key);
            var order = Compare(key, own);
            greater += order > 0 ? 1 : 0;
            ties += order == 0 ? 1 : 0;
        }

        ClearCommon();
        return (greater, ties);
    }

    // Fills in all keys; true when a local one is above zero.
    private bool Keys(int node, PairRecord record, Span<double> keys)
    {
        keys.Clear();
        var any = false;
        for (var k = 0; k < local.Length; k++)
        {
            keys[k] = local[k] switch
            {
                ScoreKey.EdgeBank => record.Count > 0 ? 1 : 0,
                ScoreKey.EdgeBankWindow => record.Count > 0 && record.LastTime >= windowStart ? 1 : 0,
                ScoreKey.LocalRecency => record.LastRank,
                ScoreKey.LocalPopularity => record.Count,
                _ => node < common.Length ? common[node] : 0,
            };
            any |= keys[k] > 0;
        }

        if (score.Global is not null)
        {
            keys[local.Length] = Global(node);
        }

        return any;
    }

    private int Global(int node) => score.Global == ScoreKey.GlobalRecency ? history.LastRank(node) : history.Count(node);

    private (long Above, long Same) LinkedGlobally(int source, int value, Span<double> key)
    {
        var (above, same) = (0L, 0L);
        foreach (var record in history.Of(source))
        {
            Visit(record, record.Destination, key);
        }

        foreach (var node in touched)
        {
            var record = history.Of(source, node);
            if (record.Count == 0)
            {
                Visit(record, node, key);
            }
        }

        return (above, same);

        void Visit(PairRecord record, int node, Span<double> keys)
        {
            if (Keys(node, record, keys))
            {
                var global = Global(node);
                above += global > value ? 1 : 0;
                same += global == value ? 1 : 0;
            }
        }
    }

    private static int Compare(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => a.SequenceCompareTo(b);

    private void CountCommon(int source)
    {
        if (common.Length == 0)
        {
            return;
        }

        foreach (var middle in history.Neighbors(source))
        {
            foreach (var far in history.Neighbors(middle))
            {
                if (far != source && far >= firstCandidate && far < firstCandidate + candidates && common[far]++ == 0)
                {
                    touched.Add(far);
                }
            }
        }
    }

    private void ClearCommon()
    {
        foreach (var node in touched)
        {
            common[node] = 0;
        }

        touched.Clear();
    }
}
