using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Destinations that are true for a query beside its own: they are no negatives (tgbl-wiki-v2).</summary>
internal static class TrueDestinations
{
    /// <summary>Finds them: events of the same part with the same source and time.</summary>
    /// <param name="events">The events.</param>
    /// <param name="query">The query's event.</param>
    /// <param name="from">First event of the part.</param>
    /// <param name="to">After the last event of the part.</param>
    /// <param name="others">Receives distinct destinations other than the query's.</param>
    public static void Others(EventStream events, int query, int from, int to, List<int> others)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(others);
        others.Clear();
        var times = events.Times;
        var sources = events.Sources;
        var destinations = events.Destinations;
        var (time, source, own) = (times[query], sources[query], destinations[query]);
        for (var k = query - 1; k >= from && times[k] == time; k--)
        {
            if (sources[k] == source && destinations[k] != own && !others.Contains(destinations[k]))
            {
                others.Add(destinations[k]);
            }
        }

        for (var k = query + 1; k < to && times[k] == time; k++)
        {
            if (sources[k] == source && destinations[k] != own && !others.Contains(destinations[k]))
            {
                others.Add(destinations[k]);
            }
        }
    }
}
