using QuikGraph;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Graphs;

/// <summary>
/// Reads weighted graphs: edge lists (plain, CSV, networkx), Gset and DIMACS files, METIS, adjacency lists, symmetric matrices and
/// Matrix Market. The whole file decides which it is; what the decision was, where another was possible, stands in the notes.
/// </summary>
public static class GraphReader
{
    /// <summary>Reads a graph.</summary>
    /// <param name="path">Text; # and // begin comments, so does % at the beginning of a line.</param>
    /// <returns>Vertices 0 to n-1 with all edges; parallel edges are added up, whole-numbered vertices come in ascending order.</returns>
    /// <exception cref="InputException">The file is missing or a line cannot be read.</exception>
    public static UndirectedGraph<int, TaggedUndirectedEdge<int, double>> Read(string path) => ReadFile(path).Graph;

    /// <summary>Reads a graph and says how it was read.</summary>
    /// <param name="path">Text; # and // begin comments, so does % at the beginning of a line.</param>
    /// <param name="format">The format; <see cref="GraphFormat.Auto"/> decides by the whole file.</param>
    /// <returns>The graph, the names of its vertices and what was assumed.</returns>
    /// <exception cref="InputException">The file is missing, in a format that is not read, cut off, or a line cannot be read.</exception>
    public static GraphFile ReadFile(string path, GraphFormat format = GraphFormat.Auto)
    {
        var text = GraphText.Read(path);
        if (text.Rows.Count == 0)
        {
            throw new InputException($"{path}: no edges.");
        }

        return (format == GraphFormat.Auto ? GraphFormats.Detect(text) : format) switch
        {
            GraphFormat.Gset => GsetGraph.Read(text),
            GraphFormat.Dimacs => DimacsGraph.Read(text),
            GraphFormat.Metis => MetisGraph.TryRead(text, out var problem) ?? throw problem!,
            GraphFormat.Matrix => MatrixGraph.Read(text),
            GraphFormat.Adjacency => AdjacencyGraph.Read(text),
            GraphFormat.MatrixMarket => MatrixMarketGraph.Read(text),
            _ => EdgeListGraph.Read(text, forced: format == GraphFormat.Edges),
        };
    }

    /// <summary>Builds a graph from edges.</summary>
    /// <param name="vertices">Vertices 0 to this minus 1.</param>
    /// <param name="edges">Ends and weights; parallel ones are added up, loops left out.</param>
    /// <returns>The graph.</returns>
    public static UndirectedGraph<int, TaggedUndirectedEdge<int,
        double>> Build(int vertices, IEnumerable<(int A, int B, double Weight)> edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        var graph = new UndirectedGraph<int, TaggedUndirectedEdge<int, double>>(allowParallelEdges: false);
        graph.AddVertexRange(Enumerable.Range(0, vertices));
        var sums = new SortedDictionary<(int, int), double>();
        foreach (var (a, b, weight) in edges)
        {
            if (a != b)
            {
                var key = (Math.Min(a, b), Math.Max(a, b));
                sums[key] = sums.GetValueOrDefault(key) + weight;
            }
        }

        foreach (var ((a, b), weight) in sums)
        {
            graph.AddEdge(new TaggedUndirectedEdge<int, double>(a, b, weight));
        }

        return graph;
    }
}
