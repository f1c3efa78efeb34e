using System.Runtime.InteropServices;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>What happened so far between sources and destinations: last times and counts, updated event by event.</summary>
internal sealed class LinkHistory
{
    // Events between a look at a pair's place in memory and its use.
    private const int Ahead = 8;
    private readonly PairTable pairs;
    private readonly int[] lastRank;
    private readonly int[] counts;
    private readonly List<int>[]? neighbors;
    private readonly RecencyOrder? recency;
    private readonly FenwickTree? popularity;
    private bool counting;
    private int rank;
    private double rankTime = double.NegativeInfinity;

    /// <summary>Starts without events.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="score">What will be asked; only that is kept up to date.</param>
    public LinkHistory(int nodes, LexicographicScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        pairs = new PairTable(nodes);
        lastRank = new int[nodes];
        counts = new int[nodes];
        recency = score.Global == ScoreKey.GlobalRecency ? new RecencyOrder(nodes) : null;
        popularity = score.Global == ScoreKey.GlobalPopularity ? new FenwickTree() : null;
        if (score.Local.Contains(ScoreKey.CommonNeighbors))
        {
            neighbors = new List<int>[nodes];
        }
    }

    /// <summary>Time of the last event.</summary>
    public double Now { get; private set; } = double.NegativeInfinity;

    /// <summary>Destinations that occurred.</summary>
    public int SeenDestinations { get; private set; }

    /// <summary>What a source was linked to.</summary>
    /// <param name="source">The source.</param>
    /// <returns>One record for each destination, in order of first appearance.</returns>
    public ReadOnlySpan<PairRecord> Of(int source) => pairs.Of(source);

    /// <summary>The record of a pair; count 0 where there is none.</summary>
    /// <param name="source">The source.</param>
    /// <param name="destination">The destination.</param>
    /// <returns>The record.</returns>
    public PairRecord Of(int source, int destination) =>
        pairs.Find(source, destination) is var place and >= 0
            ? pairs.Of(source)[place]
            : new PairRecord(destination, 0, 0, double.NegativeInfinity);

    /// <summary>The order of a destination's last time, 0 for never.</summary>
    /// <param name="destination">The destination.</param>
    /// <returns>Higher is later; equal for equal times.</returns>
    public int LastRank(int destination) => lastRank[destination];

    /// <summary>How often a node was a destination.</summary>
    /// <param name="destination">The destination.</param>
    /// <returns>The count.</returns>
    public int Count(int destination) => counts[destination];

    /// <summary>The order of the last time observed; 0 before the first.</summary>
    public int Rank => rank;

    /// <summary>How many destinations have a higher global key than a node, and how many the same.</summary>
    /// <param name="node">The node, which counts among the latter where it was a destination.</param>
    /// <returns>Both numbers; of nodes that were no destination none is counted.</returns>
    public (int Above, int Same) Globally(int node)
    {
        if (!counting)
        {
            // Training events only leave their last state behind: counting begins when it is first asked for.
            counting = true;
            recency?.Begin(lastRank);
            for (var d = 0; d < counts.Length && popularity is not null; d++)
            {
                if (counts[d] > 0)
                {
                    popularity.Add(counts[d], 1);
                }
            }
        }

        if (recency is not null)
        {
            return recency.Around(node);
        }

        var above = popularity!.Above(counts[node]);
        return (above, counts[node] == 0 ? 0 : popularity.Above(counts[node] - 1) - above);
    }

    /// <summary>Nodes linked with a node in either direction, each once; only where common neighbours are asked for.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The nodes.</returns>
    public ReadOnlySpan<int> Neighbors(int node) => CollectionsMarshal.AsSpan(neighbors![node]);

    /// <summary>Takes in events.</summary>
    /// <param name="events">The events.</param>
    /// <param name="from">First event.</param>
    /// <param name="to">After the last event.</param>
    public void Observe(EventStream events, int from, int to)
    {
        ArgumentNullException.ThrowIfNull(events);
        var sources = events.Sources;
        var destinations = events.Destinations;
        var times = events.Times;
        for (var i = from; i < to; i++)
        {
            if (i + Ahead < to)
            {
                pairs.Prefetch(sources[i + Ahead], destinations[i + Ahead]);
            }

            Observe(sources[i], destinations[i], times[i]);
        }
    }

    /// <summary>Takes in one event.</summary>
    /// <param name="source">Source.</param>
    /// <param name="destination">Destination.</param>
    /// <param name="time">Time, not before that of the last event.</param>
    public void Observe(int source, int destination, double time)
    {
        if (time > rankTime)
        {
            (rankTime, rank) = (time, rank + 1);
        }

        Now = time;
        if (pairs.Add(source, destination, rank, time) && neighbors is not null && source != destination
            && pairs.Find(destination, source) < 0)
        {
            (neighbors[source] ??= []).Add(destination);
            (neighbors[destination] ??= []).Add(source);
        }

        SeenDestinations += counts[destination] == 0 ? 1 : 0;
        if (counting)
        {
            recency?.Move(destination, rank);
            if (popularity is not null)
            {
                if (counts[destination] > 0)
                {
                    popularity.Add(counts[destination], -1);
                }

                popularity.Add(counts[destination] + 1, 1);
            }
        }

        lastRank[destination] = rank;
        counts[destination]++;
    }
}
