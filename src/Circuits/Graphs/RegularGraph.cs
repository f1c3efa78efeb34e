using QuikGraph;

namespace Quiver.Circuits.Graphs;

/// <summary>Random regular graphs by the pairing model: stubs are paired at random until no loop and no double edge is left.</summary>
public static class RegularGraph
{
    private const int MostPaired = 6;

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

        if ((long)vertices * degree > 2_000_000)
        {
            throw new ArgumentException($"Graphs of at most 1,000,000 edges are drawn, not {(long)vertices * degree / 2}.",
                nameof(vertices));
        }

        // Dense graphs are what a sparse one leaves out: the pairing model takes e^((d^2 - 1) / 4) attempts.
        if (degree > MostPaired && degree > (vertices - 1) / 2)
        {
            var rest = Create(vertices, vertices - 1 - degree, seed);
            return GraphReader.Build(vertices,
                from a in Enumerable.Range(0, vertices)
                from b in Enumerable.Range(a + 1, vertices - a - 1)
                where !rest.ContainsEdge(a,
                b)
                select (a, b, 1.0));
        }

        if (degree > MostPaired)
        {
            return GraphReader.Build(vertices, Switched(vertices, degree, new Random(seed)).Select(static e => (e.A, e.B, 1.0)));
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

    // A circulant graph whose edges are exchanged at random: a-b, c-d become a-d, c-b where that makes no loop and no double edge.
    private static List<(int A, int B)> Switched(int vertices, int degree, Random random)
    {
        var edges = new List<(int A, int B)>();
        var present = new HashSet<(int, int)>();
        for (var v = 0; v < vertices; v++)
        {
            for (var k = 1; k <= degree / 2; k++)
            {
                Add(v, (v + k) % vertices);
            }

            if (degree % 2 == 1 && v < vertices / 2)
            {
                Add(v, v + (vertices / 2));
            }
        }

        for (var step = 0; step < 20 * edges.Count; step++)
        {
            var (i, j) = (random.Next(edges.Count), random.Next(edges.Count));
            var ((a, b), (c, d)) = (edges[i], random.Next(2) == 0 ? edges[j] : (edges[j].B, edges[j].A));
            if (a == d || b == c || i == j || present.Contains(Key(a, d)) || present.Contains(Key(c, b)))
            {
                continue;
            }

            present.Remove(Key(a, b));
            present.Remove(Key(c, d));
            present.Add(Key(a, d));
            present.Add(Key(c, b));
            (edges[i], edges[j]) = ((a, d), (c, b));
        }

        return edges;

        void Add(int a, int b)
        {
            present.Add(Key(a, b));
            edges.Add((a, b));
        }
    }

    private static (int, int) Key(int a, int b) => (Math.Min(a, b), Math.Max(a, b));
}
