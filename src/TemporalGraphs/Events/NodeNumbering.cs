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
        var order = new NodeOrder(Math.Max(Highest(sources), Highest(destinations)) + 1, sources.Length);
        order.Destinations(destinations);
        cancellationToken.ThrowIfCancellationRequested();
        order.Sources(sources);
        cancellationToken.ThrowIfCancellationRequested();
        var first = order.Ids.Count;
        order.Both(sources, destinations);
        cancellationToken.ThrowIfCancellationRequested();
        var candidates = new NodeRange(first, order.Ids.Count - first);
        return order.IsIdentity
            ? (null, null, Identity(order.Ids.Count), candidates)
            : (Numbers(sources), Numbers(destinations), new NodeNumbering(order.Ids.Count, [.. order.Ids]), candidates);

        int[] Numbers(ReadOnlySpan<int> column)
        {
            var numbers = column.ToArray();
            order.Apply(numbers);
            return numbers;
        }

        static int Highest(ReadOnlySpan<int> column)
        {
            var highest = 0;
            foreach (var id in column)
            {
                highest = Math.Max(highest, id);
            }

            return highest;
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
}
