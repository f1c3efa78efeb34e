using System.Runtime.InteropServices;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>What happened so far between sources and destinations: last times and counts, updated event by event.</summary>
internal sealed class LinkHistory
{
    private readonly List<PairRecord>[] pairs;
    private readonly Dictionary<long, int> places = [];
    private readonly int[] lastRank;
    private readonly int[] counts;
    private readonly List<int>[]? neighbors;
    private readonly FenwickTree tree = new();
    private readonly bool trackRecency;
    private readonly bool trackPopularity;
    private bool counting;
    private int rank;
    private double rankTime = double.NegativeInfinity;

    /// <summary>Starts without events.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="score">What will be asked; only that is kept up to date.</param>
    public LinkHistory(int nodes, LexicographicScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        pairs = new List<PairRecord>[nodes];
        lastRank = new int[nodes];
        counts = new int[nodes];
        trackRecency = score.Global == ScoreKey.GlobalRecency;
        trackPopularity = score.Global == ScoreKey.GlobalPopularity;
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
    public ReadOnlySpan<PairRecord> Of(int source) => CollectionsMarshal.AsSpan(pairs[source]);

    /// <summary>The record of a pair; count 0 where there is none.</summary>
    /// <param name="source">The source.</param>
    /// <param name="destination">The destination.</param>
    /// <returns>The record.</returns>
    public PairRecord Of(int source, int destination) =>
        places.TryGetValue(Key(source, destination), out var place)
            ? pairs[source][place]
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

    /// <summary>How many destinations have a higher global key.</summary>
    /// <param name="value">The key: order of the last time, or count.</param>
    /// <returns>The number.</returns>
    public int GloballyAbove(int value)
    {
        if (!counting)
        {
            // Training events only leave their last state behind: the tree is built when it is first asked.
            counting = true;
            for (var d = 0; d < counts.Length; d++)
            {
                if (counts[d] > 0)
                {
                    tree.Add(trackRecency ? lastRank[d] : counts[d], 1);
                }
            }
        }

        return tree.Above(value);
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
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, Key(source, destination), out var known);
        var list = pairs[source] ??= [];
        if (known)
        {
            ref var record = ref CollectionsMarshal.AsSpan(list)[place];
            record = record with { LastRank = rank, Count = record.Count + 1, LastTime = time };
        }
        else
        {
            place = list.Count;
            list.Add(new PairRecord(destination, rank, 1, time));
            if (neighbors is not null && source != destination && !places.ContainsKey(Key(destination, source)))
            {
                (neighbors[source] ??= []).Add(destination);
                (neighbors[destination] ??= []).Add(source);
            }
        }

        SeenDestinations += counts[destination] == 0 ? 1 : 0;
        if (counting && trackRecency)
        {
            Move(lastRank[destination], rank);
        }

        if (counting && trackPopularity)
        {
            Move(counts[destination], counts[destination] + 1);
        }

        lastRank[destination] = rank;
        counts[destination]++;
    }

    private void Move(int from, int to)
    {
        if (from > 0)
        {
            tree.Add(from, -1);
        }

        tree.Add(to, 1);
    }

    private static long Key(int source, int destination) => ((long)source << 32) | (uint)destination;
}
