namespace Quiver.TemporalGraphs.Training;

/// <summary>Time-sorted directed events with a train/validation/test split, as the neural link predictors read them.</summary>
public sealed class LinkData
{
    /// <summary>Checks and wraps the columns.</summary>
    /// <param name="sources">Source node of each event.</param>
    /// <param name="destinations">Destination node of each event.</param>
    /// <param name="times">Time of each event, ascending.</param>
    /// <param name="validationStart">Index of the first validation event.</param>
    /// <param name="testStart">Index of the first test event.</param>
    /// <exception cref="ArgumentException">Lengths differ, times descend or are not finite, ids are negative, or the split is out of order.</exception>
    public LinkData(int[] sources, int[] destinations, double[] times, int validationStart, int testStart)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(destinations);
        ArgumentNullException.ThrowIfNull(times);
        if (sources.Length == 0 || sources.Length != destinations.Length || sources.Length != times.Length)
        {
            throw new ArgumentException("The three columns must have the same length, at least 1.", nameof(sources));
        }

        if (validationStart <= 0 || testStart < validationStart || testStart > sources.Length)
        {
            throw new ArgumentException($"The split 0 < {validationStart} <= {testStart} <= {sources.Length} does not hold.", nameof(validationStart));
        }

        for (var i = 0; i < times.Length; i++)
        {
            if (sources[i] < 0 || destinations[i] < 0 || !double.IsFinite(times[i]) || (i > 0 && times[i] < times[i - 1]))
            {
                throw new ArgumentException($"Event {i} has a negative node, a time that is not finite, or lies before its predecessor.", nameof(times));
            }
        }

        if (Math.Max(-times[0], times[^1]) > LinkRanges.Time)
        {
            throw new ArgumentException(
                $"Times reach from {times[0]:G6} to {times[^1]:G6}; they may be at most {LinkRanges.Time:G} in size: count them in a larger unit.", nameof(times));
        }

        (Sources, Destinations, Times, ValidationStart, TestStart) = (sources, destinations, times, validationStart, testStart);
        NodeCount = Math.Max(sources.Max(), destinations.Max()) + 1;
        FirstCandidate = destinations.Min();
        CandidateCount = destinations.Max() - FirstCandidate + 1;
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

    /// <summary>The smallest node that is ever a destination: candidates are the ids from here on.</summary>
    public int FirstCandidate { get; }

    /// <summary>Whether no node is both a source and a destination.</summary>
    public bool Bipartite { get; }

    /// <summary>How many consecutive ids are candidates.</summary>
    public int CandidateCount { get; }

    /// <summary>Splits at the 0.70 and 0.85 quantiles of the times, as TGB does (a time equal to the quantile falls before it).</summary>
    /// <param name="sources">Source node of each event.</param>
    /// <param name="destinations">Destination node of each event.</param>
    /// <param name="times">Ascending times.</param>
    /// <returns>The split data.</returns>
    public static LinkData SplitByTime(int[] sources, int[] destinations, double[] times)
    {
        ArgumentNullException.ThrowIfNull(times);
        return new LinkData(sources, destinations, times, After(0.70), After(0.85));

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
}
