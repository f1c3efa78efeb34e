using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Time-sorted directed events with a train/validation/test split, as the neural link predictors read them.</summary>
public sealed class LinkData
{
    private readonly int[]? ids;

    /// <summary>Checks and wraps the columns as they are: candidates are all ids from the smallest to the largest destination.</summary>
    /// <remarks><see cref="SplitByTime"/> numbers the nodes so that the candidates are exactly the nodes that occur as destinations.</remarks>
    /// <param name="sources">Source node of each event.</param>
    /// <param name="destinations">Destination node of each event.</param>
    /// <param name="times">Time of each event, ascending.</param>
    /// <param name="validationStart">Index of the first validation event.</param>
    /// <param name="testStart">Index of the first test event.</param>
    /// <param name="candidates">First candidate and their number; null for the range of the destinations.</param>
    /// <exception cref="ArgumentException">Lengths differ, times descend or are not finite, ids are negative, a destination is no candidate, or the split is out of order.</exception>
    /// <exception cref="InputException">Times are larger than <see cref="LinkRanges.Time"/>.</exception>
    public LinkData(int[] sources, int[] destinations, double[] times, int validationStart, int testStart, (int First, int Count)? candidates = null)
        : this(sources, destinations, times, validationStart, testStart, candidates, null)
    {
    }

    private LinkData(int[] sources, int[] destinations, double[] times, int validationStart, int testStart, (int First, int Count)? candidates, int[]? ids)
    {
        Check(sources, destinations, times);
        if (validationStart <= 0 || testStart < validationStart || testStart > sources.Length)
        {
            throw new ArgumentException($"The split 0 < {validationStart} <= {testStart} <= {sources.Length} does not hold.", nameof(validationStart));
        }

        (Sources, Destinations, Times, ValidationStart, TestStart) = (sources, destinations, times, validationStart, testStart);
        this.ids = ids;
        var (lowest, highest) = (destinations.Min(), destinations.Max());
        (FirstCandidate, CandidateCount) = candidates ?? (lowest, highest - lowest + 1);
        NodeCount = Math.Max(sources.Max(), Math.Max(highest, FirstCandidate + CandidateCount - 1)) + 1;
        if (lowest < FirstCandidate || highest >= FirstCandidate + CandidateCount)
        {
            throw new ArgumentException($"The destination {(lowest < FirstCandidate ? lowest : highest)} is no candidate.", nameof(candidates));
        }

        if (Math.Max(-times[0], times[^1]) > LinkRanges.Time)
        {
            throw new InputException(
                $"Times reach from {times[0]:G6} to {times[^1]:G6}; they may be at most {LinkRanges.Time:G} in size: count them in a larger unit.");
        }

        var sends = new bool[NodeCount];
        foreach (var source in sources)
        {
            sends[source] = true;
        }

        Bipartite = !Array.Exists(destinations, d => sends[d]);
    }

    /// <summary>Source node of each event.</summary>
    public int[] Sources { get; }

    /// <summary>Destination node of each event.</summary>
    public int[] Destinations { get; }

    /// <summary>Time of each event, ascending, in the data's own unit.</summary>
    public double[] Times { get; }

    /// <summary>Index of the first validation event.</summary>
    public int ValidationStart { get; }

    /// <summary>Index of the first test event.</summary>
    public int TestStart { get; }

    /// <summary>Largest node id plus one.</summary>
    public int NodeCount { get; }

    /// <summary>The smallest candidate: candidates are the nodes from here on.</summary>
    public int FirstCandidate { get; }

    /// <summary>Whether no node is both a source and a destination.</summary>
    public bool Bipartite { get; }

    /// <summary>How many consecutive nodes are candidates; after <see cref="SplitByTime"/> exactly the nodes that occur as destinations.</summary>
    public int CandidateCount { get; }

    /// <summary>The id that a node had in the columns it was numbered from.</summary>
    /// <param name="node">A node of this data.</param>
    /// <returns>Its id; the node itself where the columns were taken as they are.</returns>
    public int IdOf(int node) => ids is null ? node : ids[node];

    /// <summary>The node of an id in the columns it was numbered from.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The node; null where no event has it.</returns>
    public int? NodeOf(int id)
    {
        var node = ids is null ? id : Array.IndexOf(ids, id);
        return node >= 0 && node < NodeCount ? node : null;
    }

    /// <summary>
    /// Splits at the 0.70 and 0.85 quantiles of the times, as TGB does (a time equal to the quantile falls before it), and numbers
    /// the nodes anew: first those that are only sources, then the destinations, in the order of their first events. So the candidates
    /// are exactly the nodes that occur as destinations, and renaming nodes changes nothing.
    /// </summary>
    /// <param name="sources">Source node of each event; <see cref="IdOf"/> gives it back.</param>
    /// <param name="destinations">Destination node of each event.</param>
    /// <param name="times">Ascending times.</param>
    /// <returns>The split data.</returns>
    /// <exception cref="InputException">Times are larger than <see cref="LinkRanges.Time"/>.</exception>
    public static LinkData SplitByTime(int[] sources, int[] destinations, double[] times)
    {
        ArgumentNullException.ThrowIfNull(times);
        Check(sources, destinations, times);
        var (from, to, ids, first) = NodeNumbering.Of(sources, destinations);
        return new LinkData(from, to, times, After(0.70), After(0.85), (first, ids.Length - first), ids);

        int After(double share)
        {
            var at = share * (times.Length - 1);
            var low = (int)at;
            var quantile = times[low] + (at - low) * (times[Math.Min(low + 1, times.Length - 1)] - times[low]);
            var index = low;
            while (index < times.Length && times[index] <= quantile)
            {
                index++;
            }

            return index;
        }
    }

    private static void Check(int[] sources, int[] destinations, double[] times)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(destinations);
        ArgumentNullException.ThrowIfNull(times);
        if (sources.Length == 0 || sources.Length != destinations.Length || sources.Length != times.Length)
        {
            throw new ArgumentException("The three columns must have the same length, at least 1.", nameof(sources));
        }

        for (var i = 0; i < times.Length; i++)
        {
            if (sources[i] < 0 || destinations[i] < 0 || !double.IsFinite(times[i]) || (i > 0 && times[i] < times[i - 1]))
            {
                throw new ArgumentException($"Event {i} has a negative node, a time that is not finite, or lies before its predecessor.", nameof(times));
            }
        }
    }
}
