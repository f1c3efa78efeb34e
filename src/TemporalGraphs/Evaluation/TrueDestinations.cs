using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Destinations that are true for a query beside its own: they are no negatives (tgbl-wiki-v2). Queries of one time are
/// sorted once, so that a snapshot of many events costs each of them no more than a search. Not for several threads.</summary>
/// <param name="events">The events.</param>
/// <param name="from">First event of the part.</param>
/// <param name="to">After the last event of the part.</param>
internal sealed class TrueDestinations(EventStream events, int from, int to)
{
    // Source and destination of the events [start, end) of one time, ascending.
    private (int Start, int End) block;
    private (int Source, int Destination)[] links = [];

    /// <summary>Finds them: events of the same part with the same source and time.</summary>
    /// <param name="query">The query's event.</param>
    /// <param name="others">Receives distinct destinations other than the query's, ascending.</param>
    public void Others(int query, List<int> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        others.Clear();
        if (query < block.Start || query >= block.End)
        {
            Sort(query);
        }

        var (source, own) = (events.Sources[query], events.Destinations[query]);
        var first = Array.BinarySearch(links, 0, block.End - block.Start, (source, int.MinValue));
        for (var k = first < 0 ? ~first : first; k < block.End - block.Start && links[k].Source == source; k++)
        {
            var destination = links[k].Destination;
            if (destination != own && (others.Count == 0 || others[^1] != destination))
            {
                others.Add(destination);
            }
        }
    }

    private void Sort(int query)
    {
        var times = events.Times;
        var (start, end) = (query, query + 1);
        while (start > from && times[start - 1] == times[query])
        {
            start--;
        }

        while (end < to && times[end] == times[query])
        {
            end++;
        }

        block = (start, end);
        if (links.Length < end - start)
        {
            links = new (int, int)[Math.Max(end - start, 2 * links.Length)];
        }

        for (var k = start; k < end; k++)
        {
            links[k - start] = (events.Sources[k], events.Destinations[k]);
        }

        Array.Sort(links, 0, end - start);
    }
}
