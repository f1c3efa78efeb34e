using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>
/// Ranks destinations by a training-free score against all candidates at once: only the source's own past destinations are
/// looked at, the others are counted by a Fenwick tree over the global key.
/// </summary>
public sealed class HeuristicRanker
{
    private static readonly int MostKeys = Enum.GetValues<ScoreKey>().Length;
    private readonly LexicographicScore score;
    private readonly LinkHistory history;
    private readonly int candidates;
    private readonly int firstCandidate;
    private readonly int[] common;
    private readonly List<int> touched = [];
    private double windowStart = double.NegativeInfinity;
    private double windowLength = double.PositiveInfinity;

    /// <summary>Creates a ranker.</summary>
    /// <param name="score">The score.</param>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="firstCandidate">The smallest candidate.</param>
    /// <param name="candidates">Number of candidates, consecutive ids; every destination is one.</param>
    public HeuristicRanker(LexicographicScore score, int nodes, int firstCandidate, int candidates)
    {
        ArgumentNullException.ThrowIfNull(score);
        this.score = score;
        this.candidates = candidates;
        this.firstCandidate = firstCandidate;
        history = new LinkHistory(nodes, score);
        common = score.Local.Contains(ScoreKey.CommonNeighbors) ? new int[nodes] : [];
    }

    /// <summary>What was observed.</summary>
    public LinkHistory History => history;

    /// <summary>Sets EdgeBank's window: 15 % of the training span, ending at the last time observed (TGB).</summary>
    /// <param name="first">First training time.</param>
    /// <param name="last">Last training time.</param>
    public void SetWindow(double first, double last)
    {
        windowLength = 0.15 * (last - first);
        windowStart = last - windowLength;
    }

    /// <summary>Moves EdgeBank's window to the last time observed; to be called after events were observed.</summary>
    public void MoveWindow() => windowStart = Math.Max(windowStart, history.Now - windowLength);

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
        var mine = Keys(source, destination, history.Of(source, destination), own);
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
                greater += history.GloballyAbove(value);
                ties += value == 0 ? candidates - history.SeenDestinations : history.GloballyAbove(value - 1) - history.GloballyAbove(value);
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
                Keys(source, other, history.Of(source, other), key);
                var order = Compare(key, own);
                greater -= order > 0 ? 1 : 0;
                ties -= order == 0 ? 1 : 0;
            }
        }

        ClearCommon();
        return (greater, ties);

        void Look(PairRecord record, int node, Span<double> ownKeys, Span<double> theirs)
        {
            if (Keys(source, node, record, theirs))
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
        Keys(source, destination, history.Of(source, destination), own);
        var (greater, ties) = (0L, 0L);
        foreach (var node in negatives)
        {
            Keys(source, node, history.Of(source, node), key);
            var order = Compare(key, own);
            greater += order > 0 ? 1 : 0;
            ties += order == 0 ? 1 : 0;
        }

        ClearCommon();
        return (greater, ties);
    }

    // Fills in all keys; true when a local one is above zero.
    private bool Keys(int source, int node, PairRecord record, Span<double> keys)
    {
        keys.Clear();
        var any = false;
        for (var k = 0; k < score.Local.Count; k++)
        {
            keys[k] = score.Local[k] switch
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
            keys[score.Local.Count] = Global(node);
        }

        _ = source;
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
            if (Keys(source, node, record, keys))
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
