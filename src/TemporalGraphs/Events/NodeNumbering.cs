using System.Runtime.InteropServices;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// Numbers nodes so that exactly those that occur as destinations have the highest numbers: first the nodes that are only
/// sources, then the destinations, each in the order in which they first occur. The numbers follow the order of the events and
/// nothing else, so renaming nodes changes no number.
/// </summary>
public sealed class NodeNumbering
{
    private readonly int[]? ids;
    private Dictionary<int, int>? nodes;

    private NodeNumbering(int count, int[]? ids) => (Count, this.ids) = (count, ids);

    /// <summary>Number of nodes.</summary>
    public int Count { get; }

    /// <summary>The id of every node; empty where nodes keep their ids.</summary>
    public ReadOnlySpan<int> Ids => ids;

    /// <summary>Whether nodes keep their ids.</summary>
    public bool IsIdentity => ids is null;

    /// <summary>Nodes that keep their ids 0, 1, ...</summary>
    /// <param name="count">How many.</param>
    /// <returns>The numbering.</returns>
    public static NodeNumbering Identity(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new NodeNumbering(count, null);
    }

    /// <summary>A numbering of which the id of every node is known.</summary>
    /// <param name="ids">The id of node 0, 1, ...; each once.</param>
    /// <returns>The numbering.</returns>
    /// <exception cref="ArgumentException">An id occurs twice.</exception>
    public static NodeNumbering Of(ReadOnlySpan<int> ids)
    {
        var numbering = new NodeNumbering(ids.Length, ids.ToArray());
        _ = numbering.Nodes;
        return numbering;
    }

    /// <summary>The id that a node had in the events it was numbered from.</summary>
    /// <param name="node">The node.</param>
    /// <returns>Its id.</returns>
    public int IdOf(int node) => ids is null ? node : ids[node];

    /// <summary>The node of an id.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The node; null where no event had it.</returns>
    public int? NodeOf(int id) => ids is null ? (id >= 0 && id < Count ? id : null) : Nodes.TryGetValue(id, out var node) ? node : null;

    /// <summary>The same events in these numbers.</summary>
    /// <param name="events">Events by id.</param>
    /// <returns>The events by node; the same object where nodes keep their ids.</returns>
    /// <exception cref="InputException">A node was not among the events from which the numbers come.</exception>
    public EventStream Apply(EventStream events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (ids is null)
        {
            return events.NodeCount <= Count ? events : throw Unknown(events.NodeCount - 1);
        }

        return events.WithNodes(
            Array.ConvertAll(events.Sources.ToArray(), Required), Array.ConvertAll(events.Destinations.ToArray(), Required));

        int Required(int id) => Nodes.TryGetValue(id, out var node) ? node : throw Unknown(id);

        static InputException Unknown(int id) =>
            new($"Node {id} did not occur in the events from which the nodes were numbered: train again with these events.");
    }

    /// <summary>Numbers the nodes of two columns.</summary>
    /// <param name="sources">Ids of the sources, 0 or above.</param>
    /// <param name="destinations">Ids of the destinations, 0 or above.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The columns in new numbers (null where no number changes), the numbering, and the destinations.</returns>
    internal static (int[]? Sources, int[]? Destinations, NodeNumbering Numbering, NodeRange Candidates) Number(
        ReadOnlySpan<int> sources, ReadOnlySpan<int> destinations, CancellationToken cancellationToken)
    {
        var map = Map.Create(sources, destinations);
        foreach (var d in destinations)
        {
            map.Value(d) = -1;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var ids = new List<int>();
        foreach (var s in sources)
        {
            ref var value = ref map.Value(s);
            if (value == 0)
            {
                ids.Add(s);
                value = ids.Count;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        var first = ids.Count;
        for (var i = 0; i < sources.Length; i++)
        {
            Meet(sources[i]);
            Meet(destinations[i]);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var same = true;
        for (var n = 0; n < ids.Count && same; n++)
        {
            same = ids[n] == n;
        }

        var candidates = new NodeRange(first, ids.Count - first);
        return same
            ? (null, null, Identity(ids.Count), candidates)
            : (Numbers(sources), Numbers(destinations), new NodeNumbering(ids.Count, [.. ids]), candidates);

        int[] Numbers(ReadOnlySpan<int> column)
        {
            var numbers = new int[column.Length];
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = map.Value(column[i]) - 1;
            }

            return numbers;
        }

        void Meet(int id)
        {
            ref var value = ref map.Value(id);
            if (value < 0)
            {
                ids.Add(id);
                value = ids.Count;
            }
        }
    }

    private Dictionary<int, int> Nodes
    {
        get
        {
            if (nodes is null)
            {
                var made = new Dictionary<int, int>(ids!.Length);
                for (var node = 0; node < ids.Length; node++)
                {
                    made.Add(ids[node], node);
                }

                nodes = made;
            }

            return nodes;
        }
    }

    /// <summary>Values by id, 0 at first: an array where ids are dense, otherwise a dictionary, so that the cost depends on the
    /// nodes.</summary>
    private sealed class Map
    {
        private readonly int[]? dense;
        private readonly Dictionary<int, int>? sparse;

        private Map(int[]? dense, Dictionary<int, int>? sparse) => (this.dense, this.sparse) = (dense, sparse);

        public static Map Create(ReadOnlySpan<int> sources, ReadOnlySpan<int> destinations)
        {
            var highest = 0;
            foreach (var id in sources)
            {
                highest = Math.Max(highest, id);
            }

            foreach (var id in destinations)
            {
                highest = Math.Max(highest, id);
            }

            return highest < Math.Max(1 << 16, 4L * sources.Length) ? new Map(new int[highest + 1], null) : new Map(null, []);
        }

        public ref int Value(int id)
        {
            if (dense is not null)
            {
                return ref dense[id];
            }

            return ref CollectionsMarshal.GetValueRefOrAddDefault(sparse!, id, out _);
        }
    }
}
