using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Graphs;
using Quiver.Circuits.Problems;
using QuikGraph;

namespace Quiver.Circuits.Tests.Ansatz;

public sealed class QaoaCostTests
{
    // 14 vertices: more than one block of amplitudes.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(7, 3)]
    [InlineData(14, 2)]
    [InlineData(15, 3)]
    [InlineData(18, 2)]
    public void ValueAndGradient_AnyGraph_AreThoseOfTheCircuit(int vertices, int rounds)
    {
        var random = new Random(vertices);
        var graph = new UndirectedGraph<int, TaggedUndirectedEdge<int, double>>();
        graph.AddVertexRange(Enumerable.Range(0, vertices));
        for (var a = 0; a < vertices; a++)
        {
            for (var b = a + 1; b < vertices; b++)
            {
                if (b == a + 1 || random.Next(3) == 0)
                {
                    graph.AddEdge(new TaggedUndirectedEdge<int, double>(a, b, 3 * (random.NextDouble() - 0.3)));
                }
            }
        }

        var problem = MaxCutProblem.Create("graph", graph, exact: false);
        var circuit = QaoaAnsatz.Create(problem, rounds);
        var x = Enumerable.Range(0, 2 * rounds).Select(_ => random.NextDouble() - 0.5).ToArray();
        var (fast, slow) = (new double[x.Length], new double[x.Length]);
        using var own = new QaoaCost(problem);
        using var other = problem.CreateCost();
        own.Use(circuit);
        other.Use(circuit);
        var expected = other.ValueAndGradient(x, slow);
        Assert.Equal(expected, own.Value(x), 9);
        Assert.Equal(expected, own.ValueAndGradient(x, fast), 9);
        Assert.All(fast.Zip(slow), static p => Assert.Equal(p.Second, p.First, 8));
    }

    [Fact]
    public void Fit_EighteenVertices_OneRoundIsWorthWhatItIsOnThreeRegularGraphs()
    {
        var problem = MaxCutProblem.Create("regular", RegularGraph.Create(18, 3, 1));
        var fit = QaoaFit.Fit("qaoa", problem, problem, 1, new VqeOptions(Starts: 1, Iterations: 5));

        // At least 0.6924 of all edges (Farhi, Goldstone, Gutmann 2014), hence of the best cut.
        Assert.InRange(-fit.Cost / problem.MaximumCut!.Value, 0.6924, 0.9);
    }
}
