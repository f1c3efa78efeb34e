namespace Quiver.TemporalGraphs.Events;

/// <summary>Directed events in order of time, as columns. Immutable; slices share the columns.</summary>
public sealed class EventStream
{
    private readonly int[] sources;
    private readonly int[] destinations;
    private readonly double[] times;
    private readonly MappedColumns? mapped;
    private readonly float[]? weights;
    private readonly float[]? features;
    private readonly int start;

    /// <summary>Checks and wraps columns, which must not be changed afterwards.</summary>
    /// <param name="sources">Source node of each event, 0 or above.</param>
    /// <param name="destinations">Destination node of each event, 0 or above.</param>
    /// <param name="times">Finite, ascending times, in the data's own unit.</param>
    /// <param name="weights">A weight for each event; null for 1.</param>
    /// <param name="features">Row-major [events, width]; null for none.</param>
    /// <exception cref="ArgumentException">Lengths differ, an id is negative, a time is not finite or lies before the one before
    /// it.</exception>
    public EventStream(int[] sources, int[] destinations, double[] times, float[]? weights = null, float[]? features = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(destinations);
        ArgumentNullException.ThrowIfNull(times);
        if (sources.Length != destinations.Length || sources.Length != times.Length
            || (weights is not null && weights.Length != sources.Length)
            || (features is not null && (sources.Length == 0 || features.Length % sources.Length != 0)))
        {
            throw new ArgumentException("All columns must have the same length.", nameof(sources));
        }

        (this.sources, this.destinations, this.times, this.weights, this.features) = (sources, destinations, times, weights, features);
        Count = sources.Length;
        NodeCount = Highest(0, Count, -1) + 1;
        FeatureWidth = features is null ? 0 : features.Length / sources.Length;
    }

    /// <summary>Checks and wraps columns in a file.</summary>
    internal EventStream(MappedColumns mapped, CancellationToken cancellationToken)
    {
        (this.mapped, sources, destinations, times, Count) = (mapped, [], [], [], mapped.Count);
        var highest = -1;
        for (var at = 0; at < Count; at += EventArchive.Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var to = Math.Min(Count, at + EventArchive.Block);
            highest = Highest(at, to, highest);
            Passed(at, to);
        }

        NodeCount = highest + 1;
    }

    private EventStream(EventStream whole, int start, int count)
    {
        (mapped, sources, destinations, times, weights, features) =
            (whole.mapped, whole.sources, whole.destinations, whole.times, whole.weights, whole.features);
        (this.start, Count, NodeCount, FeatureWidth) = (start, count, whole.NodeCount, whole.FeatureWidth);
    }

    /// <summary>Number of events.</summary>
    public int Count { get; }

    /// <summary>Largest node id of the whole stream, plus one.</summary>
    public int NodeCount { get; }

    /// <summary>Features of each event.</summary>
    public int FeatureWidth { get; }

    /// <summary>Source nodes.</summary>
    public ReadOnlySpan<int> Sources =>
        mapped is null ? sources.AsSpan(start, Count) : mapped.Sources.Slice(start, Count);

    /// <summary>Destination nodes.</summary>
    public ReadOnlySpan<int> Destinations =>
        mapped is null ? destinations.AsSpan(start, Count) : mapped.Destinations.Slice(start, Count);

    /// <summary>Times.</summary>
    public ReadOnlySpan<double> Times =>
        mapped is null ? times.AsSpan(start, Count) : mapped.Times.Slice(start, Count);

    /// <summary>Weights; empty where all are 1.</summary>
    public ReadOnlySpan<float> Weights => weights is not null ? weights.AsSpan(start, Count)
        : mapped is { IsWeighted: true } ? mapped.Weights.Slice(start, Count) : default;

    /// <summary>Whether events have weights.</summary>
    public bool IsWeighted => weights is not null || mapped is { IsWeighted: true };

    /// <summary>The features of an event.</summary>
    /// <param name="index">Which event.</param>
    /// <returns><see cref="FeatureWidth"/> numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such event.</exception>
    public ReadOnlySpan<float> Features(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return features is null ? default : features.AsSpan((start + index) * FeatureWidth, FeatureWidth);
    }

    /// <summary>A run of events; nothing is copied.</summary>
    /// <param name="from">First event.</param>
    /// <param name="to">After the last event.</param>
    /// <returns>The events from <paramref name="from"/> to <paramref name="to"/>.</returns>
    public EventStream Slice(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, Count);
        return new EventStream(this, start + from, to - from);
    }

    /// <summary>The events with from &lt;= time &lt; to; nothing is copied.</summary>
    /// <param name="from">First time.</param>
    /// <param name="to">After the last time.</param>
    /// <returns>The events.</returns>
    public EventStream Between(double from, double to)
    {
        var first = LowerBound(from);
        return Slice(first, Math.Max(first, LowerBound(to)));
    }

    /// <summary>When the next event is due: the last time, and the median step between the last thousand distinct times. Asked at the
    /// last time itself, predictors would see what happened then as happening now.</summary>
    /// <exception cref="InvalidOperationException">There is no event.</exception>
    public double NextTime
    {
        get
        {
            if (Count == 0)
            {
                throw new InvalidOperationException("There must be at least 1 event.");
            }

            var column = Times;
            var steps = new List<double>();
            for (var k = column.Length - 1; k > 0 && steps.Count < 1000; k--)
            {
                if (column[k] > column[k - 1])
                {
                    steps.Add(column[k] - column[k - 1]);
                }
            }

            steps.Sort();
            return column[^1] + (steps.Count == 0 ? 0 : steps[steps.Count / 2]);
        }
    }

    /// <summary>
    /// Splits at the 0.70 and 0.85 quantiles of the times, as TGB does (a time equal to the quantile falls before it), and numbers
    /// the nodes anew (<see cref="NodeNumbering"/>), so that the candidates are exactly the nodes that occur as destinations and
    /// renaming nodes changes nothing.
    /// </summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The split.</returns>
    /// <exception cref="InvalidOperationException">There is no event.</exception>
    /// <exception cref="ArgumentException">There are too few times for a split.</exception>
    /// <exception cref="Quiver.Core.Runs.InputException">Times are larger than <see cref="LinkSplit.MostTime"/>.</exception>
    public LinkSplit Split(CancellationToken cancellationToken = default)
    {
        if (Count == 0)
        {
            throw new InvalidOperationException("There must be at least 1 event to split.");
        }

        var (from, to, numbering, candidates) = NodeNumbering.Number(Sources, Destinations, cancellationToken);
        Passed(0, Count);
        var numbered = from is null || to is null ? this : WithNodes(from, to);
        return new LinkSplit(numbered, After(0.70), After(0.85), candidates, numbering);

        int After(double share)
        {
            var column = Times;
            var at = share * (column.Length - 1);
            var low = (int)at;
            var quantile = column[low] + (at - low) * (column[Math.Min(low + 1, column.Length - 1)] - column[low]);
            var index = low;
            while (index < column.Length && column[index] <= quantile)
            {
                index++;
            }

            return index;
        }
    }

    /// <summary>The same events between other nodes.</summary>
    internal EventStream WithNodes(int[] newSources, int[] newDestinations) => mapped is null && start == 0 && Count == times.Length
        ? new EventStream(newSources, newDestinations, times, weights, features)
        : new EventStream(
            newSources, newDestinations, Times.ToArray(), IsWeighted ? Weights.ToArray() : null,
            features is null ? null : features.AsSpan(start * FeatureWidth, Count * FeatureWidth).ToArray());

    /// <summary>Says that a run through the events is done with some of them, whose memory may be given back where they lie in a
    /// file.</summary>
    /// <param name="from">First event.</param>
    /// <param name="to">After the last event.</param>
    internal void Passed(int from, int to) => mapped?.Passed(start + from, start + to);

    // The highest node of some events, all of which are checked.
    private int Highest(int from, int to, int highest)
    {
        var s = Sources;
        var d = Destinations;
        var t = Times;
        for (var i = from; i < to; i++)
        {
            if (s[i] < 0 || d[i] < 0 || !double.IsFinite(t[i]) || (i > 0 && t[i] < t[i - 1]))
            {
                throw Bad(i, nameof(times));
            }

            highest = Math.Max(highest, Math.Max(s[i], d[i]));
        }

        return highest;
    }

    private static ArgumentException Bad(int index, string column) =>
        new($"Event {index} has a negative node, a time that is not finite, or lies before the event before it.", column);

    private int LowerBound(double time)
    {
        var (low, high) = (0, Count);
        var column = Times;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (column[middle] < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
