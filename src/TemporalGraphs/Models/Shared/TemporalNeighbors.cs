using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// Neighbours of a node before any time: every node's events (both directions) as one sorted run, so that a query of the past
/// is a binary search and never sees an event at or after its time.
/// </summary>
internal sealed class TemporalNeighbors
{
    private readonly int[] start;
    private readonly int[] events;
    private readonly EventStream data;

    /// <summary>Indexes all events.</summary>
    /// <param name="events">The events.</param>
    /// <param name="nodes">Nodes that may be asked for; those of the events always may.</param>
    public TemporalNeighbors(EventStream events, int nodes = 0)
    {
        ArgumentNullException.ThrowIfNull(events);
        data = events;
        nodes = Math.Max(nodes, events.NodeCount);
        start = new int[nodes + 1];
        var sources = events.Sources;
        var destinations = events.Destinations;
        for (var i = 0; i < sources.Length; i++)
        {
            start[sources[i] + 1]++;
            start[destinations[i] + 1]++;
        }

        for (var n = 0; n < nodes; n++)
        {
            start[n + 1] += start[n];
        }

        var fill = start.AsSpan(0, nodes).ToArray();
        this.events = new int[2 * sources.Length];
        for (var i = 0; i < sources.Length; i++)
        {
            this.events[fill[sources[i]]++] = i;
            this.events[fill[destinations[i]]++] = i;
        }
    }

    /// <summary>The latest neighbours with t' &lt; <paramref name="time"/>, newest first.</summary>
    /// <param name="node">The node.</param>
    /// <param name="time">The query time.</param>
    /// <param name="neighbors">Receives node ids; its length is the most asked for.</param>
    /// <param name="times">Receives their times.</param>
    /// <returns>How many were found.</returns>
    public int Recent(int node, double time, Span<int> neighbors, Span<double> times) =>
        RecentUpTo(node, Before(node, time), neighbors, times);

    /// <summary>The latest neighbours among the events with an index below <paramref name="limit"/>, newest first.</summary>
    /// <param name="node">The node.</param>
    /// <param name="limit">First event that does not count.</param>
    /// <param name="neighbors">Receives node ids.</param>
    /// <param name="times">Receives their times.</param>
    /// <returns>How many were found.</returns>
    public int RecentBeforeEvent(int node, int limit, Span<int> neighbors, Span<double> times)
    {
        var at = events.AsSpan(start[node], start[node + 1] - start[node]).BinarySearch(limit);
        at = at < 0 ? ~at : at;
        while (at > 0 && events[start[node] + at - 1] >= limit)
        {
            at--;
        }

        return RecentUpTo(node, at, neighbors, times);
    }

    /// <summary>Draws neighbours with t' &lt; <paramref name="time"/> uniformly and with replacement.</summary>
    /// <param name="node">The node.</param>
    /// <param name="time">The query time.</param>
    /// <param name="random">The source of the draws.</param>
    /// <param name="neighbors">Receives node ids.</param>
    /// <param name="times">Receives their times.</param>
    /// <returns>The number drawn: all that were asked for, or 0 for a node without a past.</returns>
    public int Uniform(int node, double time, Random random, Span<int> neighbors, Span<double> times)
    {
        ArgumentNullException.ThrowIfNull(random);
        var count = Before(node, time);
        for (var k = 0; k < neighbors.Length && count > 0; k++)
        {
            Take(node, random.Next(count), k, neighbors, times);
        }

        return count > 0 ? neighbors.Length : 0;
    }

    // Number of the node's events strictly before the time.
    private int Before(int node, double time)
    {
        int low = 0, high = start[node + 1] - start[node];
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (data.Times[events[start[node] + middle]] < time)
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

    private int RecentUpTo(int node, int count, Span<int> neighbors, Span<double> times)
    {
        var taken = Math.Min(count, neighbors.Length);
        for (var k = 0; k < taken; k++)
        {
            Take(node, count - 1 - k, k, neighbors, times);
        }

        return taken;
    }

    private void Take(int node, int position, int slot, Span<int> neighbors, Span<double> times)
    {
        var e = events[start[node] + position];
        neighbors[slot] = data.Sources[e] == node ? data.Destinations[e] : data.Sources[e];
        times[slot] = data.Times[e];
    }
}
