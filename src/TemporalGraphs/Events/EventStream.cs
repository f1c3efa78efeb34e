namespace Quiver.TemporalGraphs.Events;

/// <summary>Directed events in order of time, as columns. Immutable; slices share the columns.</summary>
public sealed class EventStream
{
    private readonly int[] sources;
    private readonly int[] destinations;
    private readonly double[] times;
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

        var highest = -1;
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i] < 0 || destinations[i] < 0 || !double.IsFinite(times[i]) || (i > 0 && times[i] < times[i - 1]))
            {
                throw new ArgumentException(
                    $"Event {i} has a negative node, a time that is not finite, or lies before the event before it.", nameof(times));
            }

            highest = Math.Max(highest, Math.Max(sources[i], destinations[i]));
        }

        (this.sources, this.destinations, this.times, this.weights, this.features) = (sources, destinations, times, weights, features);
        (Count, NodeCount) = (sources.Length, highest + 1);
        FeatureWidth = features is null ? 0 : features.Length / sources.Length;
    }

    private EventStream(EventStream whole, int start, int count)
    {
        (sources, destinations, times, weights, features) = (whole.sources, whole.destinations, whole.times, whole.weights, whole.features);
        (this.start, Count, NodeCount, FeatureWidth) = (start, count, whole.NodeCount, whole.FeatureWidth);
    }

    /// <summary>Number of events.</summary>
    public int Count { get; }

    /// <summary>Largest node id of the whole stream, plus one.</summary>
    public int NodeCount { get; }

    /// <summary>Features of each event.</summary>
    public int FeatureWidth { get; }

    /// <summary>Source nodes.</summary>
    public ReadOnlySpan<int> Sources => sources.AsSpan(start, Count);

    /// <summary>Destination nodes.</summary>
    public ReadOnlySpan<int> Destinations => destinations.AsSpan(start, Count);

    /// <summary>Times.</summary>
    public ReadOnlySpan<double> Times => times.AsSpan(start, Count);

    /// <summary>Weights; empty where all are 1.</summary>
    public ReadOnlySpan<float> Weights => weights is null ? default : weights.AsSpan(start, Count);

    /// <summary>Whether events have weights.</summary>
    public bool IsWeighted => weights is not null;

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
    internal EventStream WithNodes(int[] newSources, int[] newDestinations) => start == 0 && Count == times.Length
        ? new EventStream(newSources, newDestinations, times, weights, features)
        : new EventStream(
            newSources, newDestinations, Times.ToArray(), weights is null ? null : Weights.ToArray(),
            features is null ? null : features.AsSpan(start * FeatureWidth, Count * FeatureWidth).ToArray());

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
