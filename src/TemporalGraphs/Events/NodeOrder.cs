using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// Finds the order of <see cref="NodeNumbering"/> in three passes over the events, each of which may come in parts: all destinations,
/// then all sources, then both.
/// </summary>
internal sealed class NodeOrder
{
    // By id: 0 unknown, -1 a destination without a number, else the number plus one. An array where ids are dense, so that the cost
    // depends on the nodes.
    private readonly int[]? dense;
    private readonly Dictionary<int, int>? sparse;
    private readonly List<int> ids = [];

    /// <summary>Starts without events.</summary>
    /// <param name="nodes">Above the highest id.</param>
    /// <param name="events">Number of events.</param>
    public NodeOrder(int nodes, int events)
    {
        if (nodes <= Math.Max(1 << 12, 4L * events))
        {
            dense = new int[nodes];
        }
        else
        {
            sparse = [];
        }
    }

    /// <summary>The ids in the order of their numbers, as far as they have one.</summary>
    public IReadOnlyList<int> Ids => ids;

    /// <summary>Whether every id is its own number.</summary>
    public bool IsIdentity
    {
        get
        {
            for (var n = 0; n < ids.Count; n++)
            {
                if (ids[n] != n)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>First pass.</summary>
    /// <param name="destinations">A part of the destinations.</param>
    public void Destinations(ReadOnlySpan<int> destinations)
    {
        foreach (var d in destinations)
        {
            Value(d) = -1;
        }
    }

    /// <summary>Second pass: nodes that are only sources.</summary>
    /// <param name="sources">A part of the sources.</param>
    public void Sources(ReadOnlySpan<int> sources)
    {
        foreach (var s in sources)
        {
            ref var value = ref Value(s);
            if (value == 0)
            {
                ids.Add(s);
                value = ids.Count;
            }
        }
    }

    /// <summary>Third pass: destinations, in the order in which they are in any event.</summary>
    /// <param name="sources">A part of the sources.</param>
    /// <param name="destinations">The same part of the destinations.</param>
    public void Both(ReadOnlySpan<int> sources, ReadOnlySpan<int> destinations)
    {
        for (var i = 0; i < sources.Length; i++)
        {
            Meet(sources[i]);
            Meet(destinations[i]);
        }
    }

    /// <summary>Replaces ids by their numbers.</summary>
    /// <param name="column">The ids.</param>
    public void Apply(Span<int> column)
    {
        foreach (ref var id in column)
        {
            id = Value(id) - 1;
        }
    }

    private void Meet(int id)
    {
        ref var value = ref Value(id);
        if (value < 0)
        {
            ids.Add(id);
            value = ids.Count;
        }
    }

    private ref int Value(int id)
    {
        if (dense is not null)
        {
            return ref dense[id];
        }

        return ref CollectionsMarshal.GetValueRefOrAddDefault(sparse!, id, out _);
    }
}
