using System.Globalization;
using Quiver.Hamiltonians.Pauli;
using QuikGraph;

namespace Quiver.Circuits.Problems;

/// <summary>Max-Cut: the cost is minus the expected weight of the cut, that is the sum over edges of w (Z Z - 1) / 2.</summary>
public sealed class MaxCutProblem : ObservableProblem
{
    /// <summary>The largest graph whose best cut is found by looking at all of them.</summary>
    public const int ExactVertices = 24;

    // Weights are compared with cuts, prices and tolerances of ordinary size.
    private const double LeastWeight = 1e-6;
    private const double MostWeight = 1e9;

    private MaxCutProblem(
        string name, PauliSum sum, UndirectedGraph<int, TaggedUndirectedEdge<int, double>> graph, (double Weight, uint Side)? best,
        IReadOnlyList<string> names)
        : base(name, sum, null, -best?.Weight, string.Empty)
    {
        Graph = graph;
        VertexNames = names;
        MaximumCut = best?.Weight;
        BestSide = best is { Side: var side } ? [.. graph.Vertices.Where(v => ((side >> v) & 1) == 1).Order()] : null;
    }

    /// <summary>The graph.</summary>
    public UndirectedGraph<int, TaggedUndirectedEdge<int, double>> Graph { get; }

    /// <summary>What the vertices are called, in order.</summary>
    public IReadOnlyList<string> VertexNames { get; }

    /// <summary>The weight of the best cut, at least 0; null where it was not looked for.</summary>
    public double? MaximumCut { get; }

    /// <summary>The vertices on one side of a best cut, ascending; null where it was not looked for.</summary>
    public IReadOnlyList<int>? BestSide { get; }

    /// <summary>A circuit within one per cent of the best cut counts as good.</summary>
    public override double Tolerance => 0.01 * Math.Abs(MaximumCut ?? 1);

    /// <summary>Builds the problem.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="graph">Vertices 0 to n-1, 2 to 24 of them; weights of any sign, the largest from 1e-6 to 1e9.</param>
    /// <param name="exact">Whether to find the best cut.</param>
    /// <param name="names">What the vertices are called; null for their numbers.</param>
    /// <returns>The problem.</returns>
    /// <exception cref="ArgumentException">Too many vertices, no edges, no weight other than 0, or weights of no ordinary
    /// size.</exception>
    public static MaxCutProblem Create(
        string name, UndirectedGraph<int, TaggedUndirectedEdge<int, double>> graph, bool exact = true, IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var n = graph.VertexCount;
        if (n is < 2 or > ExactVertices || graph.EdgeCount == 0)
        {
            throw new ArgumentException($"Max-Cut circuits are simulated for graphs of 2 to {ExactVertices} vertices with edges; this "
                + $"one has {n} and {graph.EdgeCount} edges.", nameof(graph));
        }

        var largest = graph.Edges.Max(static e => Math.Abs(e.Tag));
        if (largest == 0)
        {
            throw new ArgumentException("Every edge weighs 0, so that all cuts weigh the same: give at least one edge a weight.",
                nameof(graph));
        }

        if (!(largest is >= LeastWeight and <= MostWeight))
        {
            throw new ArgumentException($"The largest weight is {largest:G3}; Max-Cut takes graphs whose largest weight lies between "
                + $"{LeastWeight:G1} and {MostWeight:G1}: multiply all weights by one number, which changes no best cut.", nameof(graph));
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

        return new MaxCutProblem(
            name, builder.Build(), graph, exact ? BruteForce(graph) : null,
            names ?? [.. Enumerable.Range(0, n).Select(static v => v.ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>The best cut by looking at all 2^(n-1), in the order of a Gray code, on all cores.</summary>
    /// <param name="graph">At most 24 vertices, numbered from 0.</param>
    /// <returns>Its weight and one side as bits, vertex 0 the lowest.</returns>
    /// <exception cref="ArgumentException">More vertices.</exception>
    public static (double Weight, uint Side) BruteForce(UndirectedGraph<int, TaggedUndirectedEdge<int, double>> graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.VertexCount <= ExactVertices
            ? CutEnumeration.Best(graph)
            : throw new ArgumentException(
                $"All cuts are looked at for at most {ExactVertices} vertices, not {graph.VertexCount}.", nameof(graph));
    }

    /// <summary>The weight of a cut.</summary>
    /// <param name="state">A basis index: vertex 0 is the most significant of n bits, which tell the side.</param>
    /// <returns>The sum of the weights of edges between the sides.</returns>
    public double Cut(int state) =>
        Graph.Edges.Sum(e => (((state >> (Qubits - 1 - e.Source)) ^ (state >> (Qubits - 1 - e.Target))) & 1) == 1 ? e.Tag : 0);
}
