using System.Numerics;
using Quiver.Circuits.Gates;
using QuikGraph;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Problems;

/// <summary>Max-Cut: the cost is minus the expected weight of the cut, that is the sum over edges of w (Z Z - 1) / 2.</summary>
public sealed class MaxCutProblem : ObservableProblem
{
    /// <summary>The largest graph whose best cut is found by looking at all of them.</summary>
    public const int ExactVertices = 24;

    private MaxCutProblem(string name, PauliSum sum, UndirectedGraph<int, TaggedUndirectedEdge<int, double>> graph, double? best)
        : base(name, sum, null, -best, string.Empty)
    {
        Graph = graph;
        MaximumCut = best;
    }

    /// <summary>The graph.</summary>
    public UndirectedGraph<int, TaggedUndirectedEdge<int, double>> Graph { get; }

    /// <summary>The weight of the best cut; null above 24 vertices.</summary>
    public double? MaximumCut { get; }

    /// <summary>A circuit within one per cent of the best cut counts as good.</summary>
    public override double Tolerance => 0.01 * Math.Abs(MaximumCut ?? 1);

    /// <summary>Builds the problem.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="graph">Vertices 0 to n-1, 2 to 24 of them.</param>
    /// <param name="exact">Whether to find the best cut.</param>
    /// <returns>The problem.</returns>
    /// <exception cref="ArgumentException">Too many vertices or no edges.</exception>
    public static MaxCutProblem Create(string name, UndirectedGraph<int, TaggedUndirectedEdge<int, double>> graph, bool exact = true)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var n = graph.VertexCount;
        if (n is < 2 or > ExactVertices || graph.EdgeCount == 0)
        {
            throw new ArgumentException($"Max-Cut circuits are simulated for graphs of 2 to {ExactVertices} vertices with edges; this "
                + $"one has {n} and {graph.EdgeCount} edges.", nameof(graph));
        }

        var builder = new PauliSumBuilder(n);
        foreach (var edge in graph.Edges)
        {
            var letters = new char[n];
            Array.Fill(letters, 'I');
            builder.Add(PauliString.Parse(letters), -edge.Tag / 2);
            (letters[edge.Source], letters[edge.Target]) = ('Z', 'Z');
            builder.Add(PauliString.Parse(letters), edge.Tag / 2);
        }

        return new MaxCutProblem(name, builder.Build(), graph, exact ? BruteForce(graph).Weight : null);
    }

    /// <summary>The best cut by looking at all 2^(n-1), each one vertex away from the last (Gray code).</summary>
    /// <param name="graph">At most 24 vertices, numbered from 0.</param>
    /// <returns>Its weight and one side as bits, vertex 0 the lowest.</returns>
    public static (double Weight, uint Side) BruteForce(UndirectedGraph<int, TaggedUndirectedEdge<int, double>> graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var n = graph.VertexCount;
        if (n > ExactVertices)
        {
            throw new ArgumentException($"All cuts are looked at for at most {ExactVertices} vertices, not {n}.", nameof(graph));
        }

        var neighbours = Enumerable.Range(0, n)
            .Select(v => graph.AdjacentEdges(v).Select(e => (Other: e.Source == v ? e.Target : e.Source, e.Tag)).ToArray()).ToArray();
        var (best, bestSide, weight, side) = (0.0, 0u, 0.0, 0u);
        for (var k = 1u; k < 1u << (n - 1); k++)
        {
            var v = BitOperations.TrailingZeroCount(k);
            var own = (side >> v) & 1;
            foreach (var (other, w) in neighbours[v])
            {
                weight += ((side >> other) & 1) == own ? w : -w;
            }

            side ^= 1u << v;
            if (weight > best + 1e-12)
            {
                (best, bestSide) = (weight, side);
            }
        }

        return (best, bestSide);
    }
}
