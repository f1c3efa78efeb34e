using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Events <c>[Start, End)</c> that share one state: they are asked when the events before <c>Known</c> have been
/// observed.</summary>
/// <param name="Start">First event.</param>
/// <param name="End">After the last event.</param>
/// <param name="Known">Events that are known.</param>
internal readonly record struct QueryGroup(int Start, int End, int Known)
{
    private const double MostSnapshots = 1e15;

    /// <summary>How many events the group holds.</summary>
    public int Count => End - Start;

    /// <summary>Cuts events into groups.</summary>
    /// <param name="events">The events.</param>
    /// <param name="from">First event.</param>
    /// <param name="to">After the last event.</param>
    /// <param name="freshness">What a query may know. Snapshots are counted from the first event of the stream, floor convention.</param>
    /// <param name="close">Whether a snapshot that began before <paramref name="from"/> ends there, so that all earlier events are
    /// known.</param>
    /// <returns>Groups in order; what is known never shrinks.</returns>
    /// <exception cref="InputException">The snapshots are too short to be numbered.</exception>
    public static IEnumerable<QueryGroup> Cut(EventStream events, int from, int to, Freshness freshness, bool close = false)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (freshness.Kind == FreshnessKind.Snapshot && events.Count > 0
            && !((events.Times[^1] - events.Times[0]) / freshness.Size < MostSnapshots))
        {
            throw new InputException(
                $"An interval of {freshness.Size:G6} cuts {events.Times[^1] - events.Times[0]:G6} units of time into more than " +
                $"{MostSnapshots:G} snapshots, "
                + "which cannot be numbered: take a longer one.");
        }

        return Groups(events, from, to, freshness, close);
    }

    private static IEnumerable<QueryGroup> Groups(EventStream events, int from, int to, Freshness freshness, bool close)
    {
        var known = close ? from : 0;
        for (var start = from; start < to;)
        {
            var end = freshness.Kind switch
            {
                FreshnessKind.Batch => start + Math.Min(to - start, Math.Max(1, (int)freshness.Size)),
                FreshnessKind.Event => AfterEqual(events.Times, start, to),
                _ => AfterBin(events.Times, start, to, freshness.Size),
            };
            known = freshness.Kind switch
            {
                FreshnessKind.Batch => start,
                FreshnessKind.Event => Math.Max(known, FirstEqual(events.Times, start)),
                _ => FirstOfBin(events.Times, known, start, freshness.Size),
            };
            yield return new QueryGroup(start, end, known);
            start = end;
        }
    }

    private static int AfterEqual(ReadOnlySpan<double> times, int start, int to)
    {
        var end = start + 1;
        while (end < to && times[end] == times[start])
        {
            end++;
        }

        return end;
    }

    private static int FirstEqual(ReadOnlySpan<double> times, int start)
    {
        var first = start;
        while (first > 0 && times[first - 1] == times[start])
        {
            first--;
        }

        return first;
    }

    private static int AfterBin(ReadOnlySpan<double> times, int start, int to, double interval)
    {
        var (bin, end) = (Bins.Floor(times[start], times[0], interval), start + 1);
        while (end < to && Bins.Floor(times[end], times[0], interval) == bin)
        {
            end++;
        }

        return end;
    }

    private static int FirstOfBin(ReadOnlySpan<double> times, int known, int start, double interval)
    {
        var bin = Bins.Floor(times[start], times[0], interval);
        while (known < start && Bins.Floor(times[known], times[0], interval) < bin)
        {
            known++;
        }

        return known;
    }
}
