using Quiver.TemporalGraphs.Snapshots;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Queries that share one state: events <c>[Start, End)</c>, asked when the events before <c>Known</c> have been observed.</summary>
/// <param name="Start">First query.</param>
/// <param name="End">After the last query.</param>
/// <param name="Known">Events that are known.</param>
public readonly record struct QueryGroup(int Start, int End, int Known)
{
    /// <summary>Cuts a split into groups.</summary>
    /// <param name="data">The events.</param>
    /// <param name="from">First query.</param>
    /// <param name="to">After the last query.</param>
    /// <param name="freshness">What a query may know.</param>
    /// <returns>Groups in order; what is known never shrinks.</returns>
    public static IEnumerable<QueryGroup> Cut(LinkData data, int from, int to, Freshness freshness)
    {
        ArgumentNullException.ThrowIfNull(data);
        var times = data.Times;
        var known = 0;
        for (var start = from; start < to;)
        {
            var end = start + 1;
            switch (freshness.Kind)
            {
                case FreshnessKind.Batch:
                    end = Math.Min(to, start + Math.Max(1, (int)freshness.Size));
                    known = start;
                    break;
                case FreshnessKind.Event:
                    while (end < to && times[end] == times[start])
                    {
                        end++;
                    }

                    known = start;
                    while (known > 0 && times[known - 1] == times[start])
                    {
                        known--;
                    }

                    break;
                default:
                    var bin = Bin(start);
                    while (end < to && Bin(end) == bin)
                    {
                        end++;
                    }

                    while (known < start && Bin(known) < bin)
                    {
                        known++;
                    }

                    break;
            }

            yield return new QueryGroup(start, end, known);
            start = end;
        }

        double Bin(int i) => Bins.Floor(times[i], times[0], freshness.Size);
    }
}
