namespace Quiver.GFlowNet.Phylogenetics;

/// <summary>The fewest changes that explain an alignment on a tree (Fitch 1971). Not safe for use from several threads at once.</summary>
/// <param name="alignment">The alignment.</param>
public sealed class Parsimony(Alignment alignment)
{
    private readonly byte[] sets = new byte[((2 * alignment.Taxa.Length) - 2) * alignment.PatternCount];

    /// <summary>Counts the changes.</summary>
    /// <param name="tree">A tree of the alignment's taxa, all of them or some.</param>
    /// <returns>The number, over all sites.</returns>
    public double Score(PhylogeneticTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var count = alignment.PatternCount;
        var patterns = alignment.Patterns.AsSpan();
        var weights = alignment.Weights.AsSpan();
        var score = 0.0;
        foreach (var node in tree.Postorder())
        {
            var own = sets.AsSpan(node * count, count);
            if (node < tree.Taxa)
            {
                patterns.Slice(node * count, count).CopyTo(own);
            }
            else
            {
                score += Join(sets.AsSpan(tree.Left(node) * count, count), sets.AsSpan(tree.Right(node) * count, count), own, weights);
            }
        }

        return score + Join(sets.AsSpan(tree.Top * count, count), patterns[..count], sets.AsSpan(0, count), weights);
    }

    /// <summary>Inserts the taxa in an order, each where the fewest changes arise (the first such edge), then improves by
    /// interchanges.</summary>
    /// <param name="order">All taxa, taxon 0 first.</param>
    /// <returns>A tree that no nearest-neighbour interchange improves.</returns>
    public PhylogeneticTree Greedy(int[] order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var taxa = alignment.Taxa.Length;
        var tree = PhylogeneticTree.FromInsertions([], taxa, order);
        for (var k = 3; k < taxa; k++)
        {
            var (best, place) = (double.PositiveInfinity, -1);
            foreach (var below in tree.Postorder())
            {
                tree.Insert(below, order[k], taxa + k - 2);
                var score = Score(tree);
                tree.Remove(order[k]);
                if (score < best)
                {
                    (best, place) = (score, below);
                }
            }

            tree.Insert(place, order[k], taxa + k - 2);
        }

        for (var current = Score(tree); ;)
        {
            var better = tree.Neighbours().Select(t => (Tree: t, Score: Score(t))).MinBy(t => t.Score);
            if (better.Tree is null || better.Score >= current)
            {
                return tree;
            }

            (tree, current) = better;
        }
    }

    private static double Join(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, Span<byte> joined, ReadOnlySpan<double> weights)
    {
        var changes = 0.0;
        for (var p = 0; p < a.Length; p++)
        {
            var both = (byte)(a[p] & b[p]);
            if (both == 0)
            {
                changes += weights[p];
                both = (byte)(a[p] | b[p]);
            }

            joined[p] = both;
        }

        return changes;
    }
}
