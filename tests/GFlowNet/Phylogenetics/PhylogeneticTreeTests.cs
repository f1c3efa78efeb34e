using Quiver.GFlowNet.Phylogenetics;

namespace Quiver.GFlowNet.Tests.Phylogenetics;

public sealed class PhylogeneticTreeTests
{
    [Theory]
    [InlineData(4, 3)]
    [InlineData(5, 15)]
    [InlineData(6, 105)]
    [InlineData(7, 945)]
    public void Insertions_GiveEveryTreeOnce(int taxa, int count)
    {
        var trees = All(taxa).ToArray();
        Assert.Equal(count, trees.Length);
        Assert.Equal(count, trees.Select(t => t.Key()).Distinct().Count());
        Assert.Equal(count, trees.Select(Splits).Distinct(StringComparer.Ordinal).Count());
        Assert.All(trees, t => Assert.Equal((2 * taxa) - 3, t.Postorder().Length));
    }

    [Fact]
    public void Neighbours_DifferByOneSplit_BothWays()
    {
        var trees = All(6).ToDictionary(t => t.Key());
        foreach (var tree in trees.Values)
        {
            var near = tree.Neighbours().ToArray();
            Assert.Equal(6, near.Select(t => t.Key()).Distinct().Count());
            Assert.All(near, t =>
            {
                Assert.Equal(2, Splits(trees[t.Key()]).Split(' ').Intersect(Splits(tree).Split(' '), StringComparer.Ordinal).Count());
                Assert.Contains(tree.Key(), t.Neighbours().Select(u => u.Key()));
                for (var node = 1; node < t.Nodes; node++)
                {
                    Assert.True(t.Parent(node) == 0 ? t.Top == node : t.Left(t.Parent(node)) == node || t.Right(t.Parent(node)) == node);
                }
            });
        }
    }

    [Fact]
    public void InsertedTaxon_TakenOut_LeavesTheTree()
    {
        foreach (var tree in All(5).Take(15))
        {
            var bigger = PhylogeneticTree.FromInsertions([0, 1, -1], 6);
            var before = bigger.Key();
            foreach (var below in bigger.Postorder())
            {
                bigger.Insert(below, 5, 9);
                Assert.NotEqual(before, bigger.Key());
                bigger.Remove(5);
                Assert.Equal(before, bigger.Key());
            }

            Assert.Equal(tree.Key(), tree.Clone().Key());
        }
    }

    [Fact]
    public void Newick_NamesEveryTaxonOnce()
    {
        var tree = PhylogeneticTree.FromInsertions([0, 2], 5);
        Assert.Equal(tree.Newick(["a", "b", "c", "d", "e"], []).Count(char.IsLetter), 5);
        Assert.Equal("(a:0.5,b:0.5,c:0.5);", PhylogeneticTree.FromInsertions([], 3).Newick(["a", "b", "c"], [.5, .5, .5, .5]));
    }

    internal static IEnumerable<PhylogeneticTree> All(int taxa)
    {
        IEnumerable<long[]> places = [[]];
        for (var k = 3; k < taxa; k++)
        {
            var edges = (2 * k) - 3;
            places = places.SelectMany(p => Enumerable.Range(0, edges).Select(e => (long[])[.. p, e]));
        }

        return places.Select(p => PhylogeneticTree.FromInsertions(p, taxa));
    }

    // The taxa below each inner edge, as text.
    private static string Splits(PhylogeneticTree tree)
    {
        var sets = new SortedSet<int>[tree.Nodes];
        var splits = new List<string>();
        foreach (var node in tree.Postorder())
        {
            sets[node] = node < tree.Taxa ? [node] : [.. sets[tree.Left(node)], .. sets[tree.Right(node)]];
            if (node >= tree.Taxa && node != tree.Top)
            {
                splits.Add(string.Join(',', sets[node]));
            }
        }

        return string.Join(' ', splits.Order(StringComparer.Ordinal));
    }
}
