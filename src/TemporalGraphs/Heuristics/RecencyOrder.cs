namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>
/// Nodes in the order of their last time. Its size depends on the nodes and not on how many times there were: places are handed out
/// in ascending order, and are closed up when they run out.
/// </summary>
/// <param name="nodes">Number of nodes.</param>
internal sealed class RecencyOrder(int nodes)
{
    private const int Least = 1024;
    private readonly int[] places = new int[nodes];
    private FenwickTree tree = new();
    private int limit;
    private int last;
    private int lastRank;

    /// <summary>Starts from the order that is reached.</summary>
    /// <param name="ranks">The order of each node's last time; 0 for never.</param>
    public void Begin(ReadOnlySpan<int> ranks)
    {
        for (var node = 0; node < nodes; node++)
        {
            places[node] = ranks[node];
            lastRank = Math.Max(lastRank, ranks[node]);
        }

        CloseUp();
    }

    /// <summary>Moves a node to the end.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rank">The order of its last time, not below that of any other.</param>
    public void Move(int node, int rank)
    {
        if (rank > lastRank)
        {
            if (last == limit)
            {
                CloseUp();
            }

            (lastRank, last) = (rank, last + 1);
        }

        if (places[node] > 0)
        {
            tree.Add(places[node], -1);
        }

        tree.Add(last, 1);
        places[node] = last;
    }

    /// <summary>How many nodes have a later last time than a node, and how many the same.</summary>
    /// <param name="node">The node.</param>
    /// <returns>Both numbers; the node itself counts among the latter, unless it has no last time, like all that have none.</returns>
    public (int Above, int Same) Around(int node)
    {
        var above = tree.Above(places[node]);
        return (above, places[node] == 0 ? 0 : tree.Above(places[node] - 1) - above);
    }

    // Renumbers the places 1, 2, ... without gaps; equal ones stay equal.
    private void CloseUp()
    {
        var order = Enumerable.Range(0, nodes).Where(n => places[n] > 0).ToArray();
        Array.Sort(Array.ConvertAll(order, n => places[n]), order);
        (tree, last) = (new FenwickTree(), 0);
        var before = 0;
        foreach (var node in order)
        {
            (last, before) = (places[node] > before ? last + 1 : last, places[node]);
            places[node] = last;
            tree.Add(last, 1);
        }

        limit = Math.Max(Least, 4 * order.Length);
    }
}
