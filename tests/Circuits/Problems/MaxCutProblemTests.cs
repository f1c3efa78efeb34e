using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Graphs;
using Quiver.Circuits.Problems;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Problems;

public sealed class MaxCutProblemTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void BestCut_ByGrayCode_IsThatOfAllCutsAndOfTheGroundState(int seed)
    {
        var random = new Random(seed);
        var graph = GraphReader.Build(8, Enumerable.Range(0, 20).Select(_ => (random.Next(8), random.Next(8), (double)random.Next(-3, 5))));
        var best = Enumerable.Range(0, 256).Max(side => graph.Edges.Where(e => ((side >> e.Source) & 1) != ((side >> e.Target) & 1)).Sum(e => e.Tag));
        var (weight, bits) = MaxCutProblem.BruteForce(graph);
        Assert.Equal(best, weight);
        Assert.Equal(weight, graph.Edges.Where(e => ((bits >> e.Source) & 1) != ((bits >> e.Target) & 1)).Sum(e => e.Tag));
        var problem = MaxCutProblem.Create("g", graph);
        Assert.Equal(-best, GroundState.Find(problem.Observable, null, TestContext.Current.CancellationToken).Energy, 8);
        Assert.Equal(-best, problem.LeastCost);
    }

    [Fact]
    public void RegularGraph_HasItsDegreesAndFollowsItsSeed()
    {
        var graph = RegularGraph.Create(12, 3, 5);
        Assert.All(graph.Vertices, v => Assert.Equal(3, graph.AdjacentDegree(v)));
        Assert.Equal(graph.Edges.Select(e => (e.Source, e.Target)), RegularGraph.Create(12, 3, 5).Edges.Select(e => (e.Source, e.Target)));
        Assert.NotEqual(graph.Edges.Select(e => (e.Source, e.Target)), RegularGraph.Create(12, 3, 6).Edges.Select(e => (e.Source, e.Target)));
        Assert.Throws<ArgumentException>(() => RegularGraph.Create(5, 3, 0));
    }

    [Fact]
    public void Qaoa_OnARingOfSix_ReachesTheKnownRatios()
    {
        // Farhi et al. 2014: (2p + 1) / (2p + 2) on a ring longer than 2p.
        var problem = MaxCutProblem.Create("ring", GraphReader.Build(6, Enumerable.Range(0, 6).Select(i => (i, (i + 1) % 6, 1.0))));
        foreach (var p in new[] { 1, 2 })
        {
            var result = Vqe.Fit("qaoa", problem, QaoaAnsatz.Create(problem, p), new VqeOptions(Starts: 8));
            Assert.Equal(((2.0 * p) + 1) / ((2 * p) + 2), -result.Cost / 6, 4);
        }
    }

    [Fact]
    public void Reader_OfGsetAndEdgeLists_ReadsTheSameGraph()
    {
        using var folder = new TemporaryFolder();
        var (gset, list) = (Path.Combine(folder.Path, "g"), Path.Combine(folder.Path, "l"));
        File.WriteAllText(gset, "3 3\n1 2 1\n2 3 -2\n3 1 1\n");
        File.WriteAllText(list, "# a comment\n7 10\n10,20,-2\n20\t7 0.5\n7 20 0.5\n5 5\n");
        Assert.Equal([(0, 1, 1.0), (0, 2, 1.0), (1, 2, -2.0)], GraphReader.Read(gset).Edges.Select(e => (e.Source, e.Target, e.Tag)));
        var other = GraphReader.Read(list);
        Assert.Equal(4, other.VertexCount);
        Assert.Equal([(1, 2, 1.0), (1, 3, 1.0), (2, 3, -2.0)], other.Edges.Select(e => (e.Source, e.Target, e.Tag)));
        File.WriteAllText(list, "1 2\n1 x\n");
        Assert.Contains(":2", Assert.Throws<InputException>(() => GraphReader.Read(list)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Qaoa_OfOneRoundOnACubicGraphWithoutTriangles_BeatsTheProvenRatio()
    {
        // K(3,3): bipartite, so the best cut is all 9 edges. Farhi et al. prove 0.6924 of the edges at least for p = 1.
        var problem = MaxCutProblem.Create("k33", GraphReader.Build(6, from a in Enumerable.Range(0, 3) from b in Enumerable.Range(3, 3) select (a, b, 1.0)));
        Assert.Equal(9, problem.MaximumCut);
        var result = Vqe.Fit("qaoa", problem, QaoaAnsatz.Create(problem, 1), new VqeOptions(Starts: 6));
        Assert.InRange(-result.Cost / 9, 0.6924, 1);
    }

    [Fact]
    public void Cost_OfABasisState_IsMinusItsCut()
    {
        var problem = MaxCutProblem.Create("g", RegularGraph.Create(10, 3, 2));
        var (weight, side) = MaxCutProblem.BruteForce(problem.Graph);
        var builder = new CircuitBuilder(10);
        for (var v = 0; v < 10; v++)
        {
            if (((side >> v) & 1) == 1)
            {
                builder.X(v);
            }
        }

        using var cost = problem.CreateCost();
        cost.Use(builder.Build());
        Assert.Equal(-weight, cost.Value([]), 12);
    }

    [Theory]
    [InlineData("weights", 15)]
    [InlineData("negative", 15)]
    [InlineData("bipartite", 14)]
    [InlineData("isolated", 14)]
    [InlineData("disconnected", 14)]
    public void BruteForce_GraphsOfMoreThanOneBlock_IsThatOfEveryCutByItself(string kind, int vertices)
    {
        var graph = Kinds(kind, vertices);
        var problem = MaxCutProblem.Create(kind, graph);
        var best = Enumerable.Range(0, 1 << (vertices - 1)).Max(problem.Cut);
        Assert.Equal(best, problem.MaximumCut!.Value, 10);
        var side = problem.BestSide!.Sum(v => 1 << (vertices - 1 - v));
        Assert.Equal(best, problem.Cut(side), 10);
        if (kind == "bipartite")
        {
            Assert.Equal(graph.Edges.Sum(static e => e.Tag), best, 10);
        }
    }

    [Fact]
    public void BruteForce_NoCutAboveZero_IsTheEmptyOne()
    {
        var problem = MaxCutProblem.Create("negative", GraphReader.Build(5, Enumerable.Range(0, 4).Select(i => (i, i + 1, -1.0 - i))));
        Assert.Equal(0, problem.MaximumCut);
        Assert.Empty(problem.BestSide!);
        Assert.Throws<ArgumentException>(() => MaxCutProblem.BruteForce(RegularGraph.Create(26, 3, 0)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-14)]
    [InlineData(1e308)]
    public void Create_WeightsOfNoOrdinarySize_AreRefusedByName(double weight)
    {
        var error = Assert.Throws<ArgumentException>(
            () => MaxCutProblem.Create("g", GraphReader.Build(3, [(0, 1, weight), (1, 2, weight), (0, 2, weight)])));
        Assert.Contains("weigh", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BestSampled_ProductsAndEntangledStates_AreCutsOfTheState()
    {
        var problem = MaxCutProblem.Create("ring", GraphReader.Build(4, Enumerable.Range(0, 4).Select(i => (i, (i + 1) % 4, 1.0 + i))));
        var stop = TestContext.Current.CancellationToken;
        var exact = new CircuitBuilder(4).RY(Math.PI, 1).X(3).Build();
        Assert.Equal(10, await CutSampling.BestAsync(problem, exact, 1, 0, stop));

        // GHZ of a cut through two of the edges: both outcomes weigh 1 + 4.
        var pair = new CircuitBuilder(4).H(0).CX(0, 1).CX(1, 2).CX(2, 3).X(0).Build();
        Assert.Equal(5, await CutSampling.BestAsync(problem, pair, 50, 3, stop));

        // One coin a vertex finds the best of 8 cuts in 200 measurements.
        var coins = new CircuitBuilder(4).H(0).H(1).H(2).H(3).Build();
        Assert.Equal(10, await CutSampling.BestAsync(problem, coins, 200, 3, stop));
        Assert.Equal(
            await CutSampling.BestAsync(problem, coins, 2, 5, stop), await CutSampling.BestAsync(problem, coins, 2, 5, stop));
        await Assert.ThrowsAsync<ArgumentException>(() => CutSampling.BestAsync(problem, new CircuitBuilder(3).Build(), 1, 0, stop));
    }

    private static QuikGraph.UndirectedGraph<int, QuikGraph.TaggedUndirectedEdge<int, double>> Kinds(string kind, int n)
    {
        var random = new Random(n);
        return GraphReader.Build(n, from a in Enumerable.Range(0, n)
                                    from b in Enumerable.Range(a + 1, n - a - 1)
                                    where kind switch
                                    {
                                        "bipartite" => a < n / 2 && b >= n / 2 && random.Next(3) > 0,
                                        "isolated" => a != 3 && b != 3 && random.Next(3) == 0,
                                        "disconnected" => a < n / 2 == b < n / 2,
                                        _ => random.Next(2) == 0,
                                    }
                                    select (a, b, kind == "negative" ? random.NextDouble() - 0.6 : kind == "weights" ? random.NextDouble() : 1.0));
    }
}
