using Quiver.GFlowNet.Phylogenetics;

namespace Quiver.GFlowNet.Tests.Phylogenetics;

public sealed class LikelihoodTests
{
    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(6, 3)]
    public void Pruning_IsTheSumOverInnerNucleotides(int taxa, int seed)
    {
        var alignment = Alignments.Small(taxa, 25, seed);
        var random = new Random(seed);
        var branches = new BranchPosterior(alignment);
        foreach (var tree in PhylogeneticTreeTests.All(taxa).Where((_, i) => i % 7 == 0))
        {
            var lengths = Enumerable.Range(0, tree.Nodes).Select(_ => -0.3 * Math.Log(1 - random.NextDouble())).ToArray();
            Assert.Equal(BruteForce(alignment, tree, lengths), branches.LogLikelihood(tree, lengths), 1e-9);
            var prior = lengths.Skip(1).Sum(b => Math.Log(10) - (10 * b));
            Assert.Equal(BruteForce(alignment, tree, lengths) + prior, branches.LogJoint(tree, lengths), 1e-9);
        }
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 5)]
    public void Parsimony_IsTheLeastOverInnerNucleotides(int taxa, int seed)
    {
        var alignment = Alignments.Small(taxa, 10, seed);
        var parsimony = new Parsimony(alignment);
        var scores = PhylogeneticTreeTests.All(taxa).Select(t => (Tree: t, Score: parsimony.Score(t))).ToArray();
        foreach (var (tree, score) in scores.Where((_, i) => i % 5 == 0))
        {
            var least = Enumerable.Range(0, alignment.PatternCount)
                .Sum(p => alignment.Weights[p] * Assignments(alignment, tree, p).Min(x => Edges(tree).Count(e => x[e.Node] != x[e.Parent])));
            Assert.Equal(least, score);
        }

        var greedy = parsimony.Greedy([.. Enumerable.Range(0, taxa)]);
        Assert.True(greedy.Neighbours().All(t => parsimony.Score(t) >= parsimony.Score(greedy)));
    }

    [Fact]
    public void Integral_OfOneBranchShape_IsNearItsSamples()
    {
        var alignment = Alignments.Small(5, 60, 4);
        var branches = new BranchPosterior(alignment);
        foreach (var tree in PhylogeneticTreeTests.All(5))
        {
            var (lengths, shapes) = (Enumerable.Repeat(0.1, tree.Nodes).ToArray(), new double[tree.Nodes]);
            var approximate = branches.LogIntegral(tree, lengths, shapes, 1e-6);
            var (sampled, error) = branches.Sample(tree, lengths, shapes, 4000, new Random(3));
            Assert.InRange(error, 1e-4, 0.1);
            Assert.Equal(sampled, approximate, 0.5);

            // The mode: no branch moved alone makes it better.
            var best = Height(lengths);
            for (var node = 1; node < tree.Nodes; node++)
            {
                foreach (var factor in new[] { 0.9, 1.1 })
                {
                    var moved = (double[])lengths.Clone();
                    moved[node] *= factor;
                    Assert.True(Height(moved) <= best + 1e-4);
                }
            }

            double Height(double[] at) => branches.LogJoint(tree, at) + at.Skip(1).Sum(Math.Log);
        }
    }

    [Fact]
    public void Integral_OverPriorDraws_IsTheSame()
    {
        // The slow twin: the mean likelihood over lengths drawn from the prior.
        var alignment = Alignments.Small(4, 6, 6);
        var branches = new BranchPosterior(alignment);
        var tree = PhylogeneticTreeTests.All(4).First();
        var random = new Random(5);
        var sum = 0.0;
        const int Draws = 100_000;
        for (var s = 0; s < Draws; s++)
        {
            var drawn = Enumerable.Range(0, tree.Nodes).Select(_ => -Math.Log(1 - random.NextDouble()) / 10).ToArray();
            sum += Math.Exp(branches.LogLikelihood(tree, drawn)) / Draws;
        }

        var (lengths, shapes) = (Enumerable.Repeat(0.1, tree.Nodes).ToArray(), new double[tree.Nodes]);
        branches.LogIntegral(tree, lengths, shapes);
        Assert.Equal(Math.Log(sum), branches.Sample(tree, lengths, shapes, 20_000, new Random(1)).LogIntegral, 0.03);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 3)]
    [InlineData(6, 105)]
    [InlineData(8, 10395)]
    public void Count_IsTheOddDoubleFactorial(int taxa, double trees) => Assert.Equal(trees, TreeSearch.Count(taxa));

    [Fact]
    public void Search_OverAllTrees_IsTheirMean()
    {
        var alignment = Alignments.Small(5, 12, 9);
        var found = TreeSearch.Run(alignment, 2, 1000, 2000, 1);
        Assert.Equal(15, found.Trees);
        var branches = new BranchPosterior(alignment);
        var mean = PhylogeneticTreeTests.All(5).Average(tree =>
        {
            var (lengths, shapes) = (Enumerable.Repeat(0.1, tree.Nodes).ToArray(), new double[tree.Nodes]);
            branches.LogIntegral(tree, lengths, shapes);
            return Math.Exp(branches.Sample(tree, lengths, shapes, 4000, new Random(2)).LogIntegral + 200);
        });
        Assert.InRange(found.StandardError, 1e-5, 0.1);
        Assert.Equal(Math.Log(mean) - 200, found.LogMarginal, 6 * found.StandardError);
        Assert.Equal(found, TreeSearch.Run(alignment, 2, 1000, 2000, 1));
    }

    private static IEnumerable<(int Node, int Parent)> Edges(PhylogeneticTree tree) => tree.Postorder().Select(n => (n, tree.Parent(n)));

    // All nucleotides of all nodes that agree with a pattern's tips.
    private static IEnumerable<int[]> Assignments(Alignment alignment, PhylogeneticTree tree, int pattern)
    {
        for (var number = 0; number < 1 << (2 * tree.Nodes); number++)
        {
            var agrees = true;
            for (var t = 0; t < tree.Taxa && agrees; t++)
            {
                agrees = (alignment.Patterns[(t * alignment.PatternCount) + pattern] >> (number >> (2 * t) & 3) & 1) != 0;
            }

            if (agrees)
            {
                yield return [.. Enumerable.Range(0, tree.Nodes).Select(n => number >> (2 * n) & 3)];
            }
        }
    }

    private static double BruteForce(Alignment alignment, PhylogeneticTree tree, double[] lengths)
    {
        var inner = tree.Nodes - tree.Taxa;
        var sum = 0.0;
        for (var p = 0; p < alignment.PatternCount; p++)
        {
            var site = 0.0;
            for (var number = 0; number < 1 << (2 * inner); number++)
            {
                int At(int node) => number >> (2 * (node - tree.Taxa)) & 3;
                var product = 0.25;
                foreach (var (node, parent) in Edges(tree))
                {
                    // Sums over what ambiguous tips may be.
                    var keep = Math.Exp(-4 * lengths[node] / 3);
                    double Change(int x, int y) => x == y ? 0.25 + (0.75 * keep) : 0.25 - (0.25 * keep);
                    int[] own = node < tree.Taxa ? Tip(node) : [At(node)];
                    int[] above = parent < tree.Taxa ? Tip(parent) : [At(parent)];
                    product *= own.Sum(x => above.Sum(y => Change(y, x)));
                }

                site += product;
            }

            sum += alignment.Weights[p] * Math.Log(site);

            int[] Tip(int taxon) => [.. Enumerable.Range(0, 4).Where(x => (alignment.Patterns[(taxon * alignment.PatternCount) + p] >> x & 1) != 0)];
        }

        return sum;
    }
}
