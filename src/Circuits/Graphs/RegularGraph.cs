using QuikGraph;

namespace Quiver.Circuits.Graphs;

/// <summary>Random regular graphs by the pairing model: stubs are paired at random until no loop and no double edge is left.</summary>
public static class RegularGraph
{
    /// <summary>Draws a graph.</summary>
    /// <param name="vertices">Number of vertices.</param>
    /// <param name="degree">Edges at every vertex, below the number of vertices; their product must be even.</param>
    /// <param name="seed">Fixes the graph.</param>
    /// <returns>A graph with weights 1.</returns>
    /// <exception cref="ArgumentException">There is no such graph.</exception>
    public static UndirectedGraph<int, TaggedUndirectedEdge<int, double>> Create(int vertices, int degree, int seed)
    {
        if (vertices < 1 || degree < 0 || degree >= vertices || (vertices * (long)degree) % 2 != 0)
        {
            throw new ArgumentException($"There is no graph of {vertices} vertices with {degree} edges at each.", nameof(degree));
        }

        var random = new Random(seed);
        var stubs = Enumerable.Range(0, vertices * degree).Select(i => i / degree).ToArray();
        while (true)
        {
            random.Shuffle(stubs);
            var edges = new HashSet<(int, int)>();
            var simple = true;
            for (var i = 0; i < stubs.Length && simple; i += 2)
            {
                simple = stubs[i] != stubs[i + 1] && edges.Add((Math.Min(stubs[i], stubs[i + 1]), Math.Max(stubs[i], stubs[i + 1])));
            }

            if (simple)
            {
                return GraphReader.Build(vertices, edges.Select(e => (e.Item1, e.Item2, 1.0)));
            }
        }
    }
}
