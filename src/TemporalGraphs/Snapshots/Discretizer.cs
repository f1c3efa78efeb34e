using System.Globalization;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Snapshots;

/// <summary>
/// Builds snapshots from events as they come: the input mapper of UTG. Buffers go from one snapshot to the next, so a step
/// costs only its own events.
/// </summary>
/// <param name="rules">How.</param>
/// <param name="first">The stream's first time.</param>
/// <exception cref="ArgumentException">The interval is not above 0.</exception>
public sealed class Discretizer(Discretization rules, double first)
{
    /// <summary>The most empty intervals that are kept.</summary>
    public const long MostEmpty = 10_000_000;

    private readonly Discretization rules = Checked(rules);
    private readonly List<(long Pair, int Order, float Weight)> open = [];
    private long bin = long.MinValue;
    private long kept;

    /// <summary>All snapshots of a stream.</summary>
    /// <param name="events">The events.</param>
    /// <param name="rules">How.</param>
    /// <returns>Snapshots in order.</returns>
    /// <exception cref="ArgumentException">The interval is not above 0, or an interval is empty and that is an error.</exception>
    public static List<Snapshot> Snapshots(EventStream events, Discretization rules)
    {
        ArgumentNullException.ThrowIfNull(events);
        Checked(rules);
        if (events.Count > 0 && (events.Times[^1] - events.Times[0]) / rules.Interval is > Bins.Most or double.NaN)
        {
            throw new ArgumentException($"Intervals of {rules.Interval} cut the times from {events.Times[0]} to {events.Times[^1]} into "
                + $"more than 2^53; take longer ones.", nameof(rules));
        }

        var result = new List<Snapshot>();
        if (events.Count == 0)
        {
            return result;
        }

        if (rules.Empty == EmptyBins.Keep)
        {
            Refuse(events, rules);
        }

        var discretizer = new Discretizer(rules, events.Times[0]);
        var sources = events.Sources;
        var destinations = events.Destinations;
        var times = events.Times;
        var weights = events.Weights;
        for (var i = 0; i < events.Count; i++)
        {
            discretizer.Add(sources[i], destinations[i], times[i], weights.IsEmpty ? 1 : weights[i], result);
        }

        discretizer.Close(result);
        return result;
    }

    private static Discretization Checked(Discretization rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return rules.Interval > 0 && double.IsFinite(rules.Interval)
            ? rules : throw new ArgumentException($"An interval is a number above 0, not {rules.Interval}.", nameof(rules));
    }

    // Empty intervals are counted before any is made.
    private static void Refuse(EventStream events, Discretization rules)
    {
        var times = events.Times;
        var first = times[0];
        var (start, last, full) = (rules.Bin(first, first), long.MinValue, 0L);
        foreach (var time in times)
        {
            var bin = rules.Bin(time, first);
            full += bin == last ? 0 : 1;
            last = bin;
        }

        if (last - start + 1 - full is > MostEmpty and var empty)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Of {last - start + 1:N0} intervals {empty:N0} are empty, more than the "
                    + $"{MostEmpty:N0} that are kept: take a longer interval, or leave empty ones out."),
                nameof(rules));
        }
    }

    /// <summary>Snapshots as an event stream: every edge becomes an event at its snapshot's time, so that one time is one batch.</summary>
    /// <param name="snapshots">Snapshots in order.</param>
    /// <returns>The events.</returns>
    public static EventStream ToEvents(IReadOnlyList<Snapshot> snapshots)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        var edges = snapshots.SelectMany(s => s.Edges().Select(e => (e.Source, e.Target, s.Time, e.Weight))).ToArray();
        return new EventStream(Array.ConvertAll(edges, e => e.Source), Array.ConvertAll(edges, e => e.Target),
            Array.ConvertAll(edges, e => e.Time), Array.ConvertAll(edges, e => e.Weight));
    }

    /// <summary>Takes in one event, in order of time.</summary>
    /// <param name="source">Source.</param>
    /// <param name="destination">Destination.</param>
    /// <param name="time">Time, not before that of the last event.</param>
    /// <param name="weight">Weight.</param>
    /// <param name="closed">Receives the snapshots that this event closes.</param>
    public void Add(int source, int destination, double time, float weight, ICollection<Snapshot> closed)
    {
        ArgumentNullException.ThrowIfNull(closed);
        var now = rules.Bin(time, first);
        if (now != bin)
        {
            Close(closed);
            if (bin != long.MinValue && rules.Empty == EmptyBins.Keep && (kept += now - bin - 1) > MostEmpty)
            {
                throw new ArgumentException(
                    $"Up to the interval number {now} there are {kept} empty ones, more than the {MostEmpty} that are kept: take a "
                        + $"longer interval, or leave empty ones out.", nameof(time));
            }

            for (var empty = bin + 1; bin != long.MinValue && empty < now; empty++)
            {
                if (rules.Empty == EmptyBins.Raise)
                {
                    throw new ArgumentException($"The interval number {empty} has no events; a longer interval, or another rule for "
                        + $"empty ones, is needed.", nameof(time));
                }

                if (rules.Empty == EmptyBins.Skip)
                {
                    break;
                }

                closed.Add(new Snapshot(empty, rules.TimeOf(empty, first), [], [0], [], []));
            }

            bin = now;
        }

        open.Add((((long)source << 32) | (uint)destination, open.Count, weight));
    }

    /// <summary>Closes the interval that is open.</summary>
    /// <param name="closed">Receives its snapshot.</param>
    public void Close(ICollection<Snapshot> closed)
    {
        ArgumentNullException.ThrowIfNull(closed);
        if (open.Count == 0)
        {
            return;
        }

        open.Sort(static (a, b) => a.Pair != b.Pair ? a.Pair.CompareTo(b.Pair) : a.Order.CompareTo(b.Order));
        var (sources, offsets, targets, weights) = (new List<int>(), new List<int>(), new List<int>(open.Count),
            new List<float>(open.Count));
        for (var i = 0; i < open.Count; i++)
        {
            var (pair, _, weight) = open[i];
            if (i > 0 && pair == open[i - 1].Pair)
            {
                weights[^1] += rules.Merge switch
                {
                    MergeRule.Sum => weight,
                    MergeRule.Count => 1,
                    _ => 0,
                };
                continue;
            }

            var source = (int)(pair >> 32);
            if (sources.Count == 0 || sources[^1] != source)
            {
                sources.Add(source);
                offsets.Add(targets.Count);
            }

            targets.Add((int)pair);
            weights.Add(rules.Merge == MergeRule.Count ? 1 : weight);
        }

        offsets.Add(targets.Count);
        closed.Add(new Snapshot(bin, rules.TimeOf(bin, first), [.. sources], [.. offsets], [.. targets], [.. weights]));
        open.Clear();
    }
}
