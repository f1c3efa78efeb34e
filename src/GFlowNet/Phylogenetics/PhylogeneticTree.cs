using System.Globalization;
using System.Text;
using Quiver.Core.Randomness;

namespace Quiver.GFlowNet.Phylogenetics;

/// <summary>
/// An unrooted binary tree of n taxa, hung up by taxon 0: its neighbour is <see cref="Top"/>, and every other node has an edge to its
/// parent. Nodes 0 to n - 1 are the taxa, n to 2 n - 3 the inner nodes.
/// </summary>
public sealed class PhylogeneticTree
{
    private readonly int[] parent;
    private readonly int[] left;
    private readonly int[] right;

    private PhylogeneticTree(int taxa, int top, int[] parent, int[] left, int[] right) =>
        (Taxa, Top, this.parent, this.left, this.right) = (taxa, top, parent, left, right);

    /// <summary>Number of taxa, n.</summary>
    public int Taxa { get; }

    /// <summary>Nodes, 2 n - 2; each but taxon 0 has an edge to its parent.</summary>
    public int Nodes => parent.Length;

    /// <summary>The neighbour of taxon 0.</summary>
    public int Top { get; private set; }

    /// <summary>Builds a tree by inserting one taxon after another.</summary>
    /// <param name="places">
    /// Entry k - 3 says on which edge taxon k is put, 0 to 2 k - 4; entries below 0 end the list. Edges are numbered as they arise:
    /// those to taxa 0, 1, 2 first, then, for each taxon, the half of the old edge that points to taxon 0, and the new taxon's own.
    /// </param>
    /// <param name="taxa">n of the full tree, at least 3.</param>
    /// <param name="order">Which taxon comes when, beginning with taxon 0; null for 0, 1, 2, ...</param>
    /// <returns>The tree of the taxa inserted so far; others hang nowhere.</returns>
    public static PhylogeneticTree FromInsertions(ReadOnlySpan<long> places, int taxa, int[]? order = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(taxa, 3);
        int Taxon(int k) => order is null ? k : order[k];
        var nodes = (2 * taxa) - 2;
        var (parent, left, right) = (Filled(nodes), Filled(nodes), Filled(nodes));
        var tree = new PhylogeneticTree(taxa, taxa, parent, left, right);
        (parent[taxa], left[taxa], right[taxa], parent[Taxon(1)], parent[Taxon(2)]) = (0, Taxon(1), Taxon(2), taxa, taxa);

        // Edge e is the one above node edges[e].
        var edges = new List<int> { taxa, Taxon(1), Taxon(2) };
        for (var k = 3; k < taxa && k - 3 < places.Length && places[k - 3] >= 0; k++)
        {
            tree.Insert(edges[(int)places[k - 3]], Taxon(k), taxa + k - 2);
            edges.Add(taxa + k - 2);
            edges.Add(Taxon(k));
        }

        return tree;
    }

    /// <summary>A node's parent; -1 for taxon 0 and for taxa that hang nowhere.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The parent.</returns>
    public int Parent(int node) => parent[node];

    /// <summary>An inner node's first child; -1 for a taxon.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The child.</returns>
    public int Left(int node) => left[node];

    /// <summary>An inner node's second child; -1 for a taxon.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The child.</returns>
    public int Right(int node) => right[node];

    /// <summary>A tree of its own with the same shape.</summary>
    /// <returns>The copy.</returns>
    public PhylogeneticTree Clone() => new(Taxa, Top, (int[])parent.Clone(), (int[])left.Clone(), (int[])right.Clone());

    /// <summary>All nodes below taxon 0, children before parents.</summary>
    /// <returns>2 n - 3 nodes of a full tree.</returns>
    public int[] Postorder()
    {
        var (order, open) = (new List<int>(Nodes), new Stack<int>([Top]));
        while (open.TryPop(out var node))
        {
            order.Add(node);
            if (left[node] >= 0)
            {
                open.Push(left[node]);
                open.Push(right[node]);
            }
        }

        order.Reverse();
        return [.. order];
    }

    /// <summary>The two trees that differ from this one around an inner edge (nearest-neighbour interchange).</summary>
    /// <returns>2 (n - 3) trees, in a fixed order; nodes keep their numbers.</returns>
    public IEnumerable<PhylogeneticTree> Neighbours()
    {
        for (var node = Taxa; node < Nodes; node++)
        {
            if (node != Top)
            {
                yield return Interchanged(node, first: true);
                yield return Interchanged(node, first: false);
            }
        }
    }

    /// <summary>A number of the shape, the same however nodes are numbered; others share it with a chance of about 2^-128.</summary>
    /// <returns>The number.</returns>
    public (ulong, ulong) Key()
    {
        var hash = new ulong[Nodes];
        var (a, b) = (0UL, 0UL);
        foreach (var node in Postorder())
        {
            // A split is the sum of its taxa's numbers on the side away from taxon 0; a tree is the sum of its splits' numbers.
            hash[node] = node < Taxa ? SeedMixing.SplitMix((ulong)node) : unchecked(hash[left[node]] + hash[right[node]]);
            a = unchecked(a + SeedMixing.SplitMix(hash[node]));
            b = unchecked(b + SeedMixing.SplitMix(hash[node] ^ 0x9E3779B97F4A7C15));
        }

        return (a, b);
    }

    /// <summary>The tree as Newick text.</summary>
    /// <param name="names">Names of the taxa.</param>
    /// <param name="lengths">The length of the edge above each node, or null.</param>
    /// <returns>One line, ending with a semicolon.</returns>
    public string Newick(IReadOnlyList<string> names, ReadOnlySpan<double> lengths)
    {
        ArgumentNullException.ThrowIfNull(names);
        var parts = new string[Nodes];
        foreach (var node in Postorder())
        {
            var text = new StringBuilder(node < Taxa ? names[node] : $"({parts[left[node]]},{parts[right[node]]})");
            if (node != Top && !lengths.IsEmpty)
            {
                text.Append(CultureInfo.InvariantCulture, $":{lengths[node]:G6}");
            }

            parts[node] = text.ToString();
        }

        var hook = lengths.IsEmpty ? string.Empty : string.Create(CultureInfo.InvariantCulture, $":{lengths[Top]:G6}");
        return Top < Taxa ? $"({names[0]},{parts[Top]});" : $"({names[0]}{hook},{parts[left[Top]]},{parts[right[Top]]});";
    }

    // Puts a taxon on the edge above a node by a new inner node.
    internal void Insert(int below, int taxon, int joint)
    {
        var above = parent[below];
        (parent[joint], left[joint], right[joint], parent[below], parent[taxon]) = (above, below, taxon, joint, joint);
        if (above == 0)
        {
            Top = joint;
        }
        else
        {
            Replace(above, below, joint);
        }
    }

    // Undoes Insert.
    internal void Remove(int taxon)
    {
        var joint = parent[taxon];
        var (other, above) = (left[joint] == taxon ? right[joint] : left[joint], parent[joint]);
        parent[other] = above;
        if (above == 0)
        {
            Top = other;
        }
        else
        {
            Replace(above, joint, other);
        }

        (parent[taxon], parent[joint], left[joint], right[joint]) = (-1, -1, -1, -1);
    }

    private PhylogeneticTree Interchanged(int node, bool first)
    {
        var tree = Clone();
        var above = parent[node];
        var sibling = left[above] == node ? right[above] : left[above];
        var child = first ? left[node] : right[node];
        tree.Replace(above, sibling, child);
        tree.Replace(node, child, sibling);
        (tree.parent[child], tree.parent[sibling]) = (above, node);
        return tree;
    }

    private void Replace(int at, int old, int fresh)
    {
        if (left[at] == old)
        {
            left[at] = fresh;
        }
        else
        {
            right[at] = fresh;
        }
    }

    private static int[] Filled(int count)
    {
        var values = new int[count];
        Array.Fill(values, -1);
        return values;
    }
}
