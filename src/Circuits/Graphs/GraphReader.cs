using System.Globalization;
using QuikGraph;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Graphs;

/// <summary>Reads weighted graphs: Gset files (first line "vertices edges", vertices from 1) and edge lists ("a b [weight]").</summary>
public static class GraphReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Text; lines that begin with # or % are left out.</param>
    /// <returns>Vertices 0 to n-1 with all edges; parallel edges are added up, in an edge list vertices are numbered in ascending order.</returns>
    /// <exception cref="InputException">The file is missing or a line cannot be read.</exception>
    public static UndirectedGraph<int, TaggedUndirectedEdge<int, double>> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"There is no file {path}.");
        }

        var lines = File.ReadLines(path).Select((text, i) => (Text: text.Trim(), Number: i + 1)).Where(l => l.Text.Length > 0 && l.Text[0] is not ('#' or '%')).ToArray();
        if (lines.Length == 0)
        {
            throw new InputException($"{path}: no edges.");
        }

        var rows = lines.Select(l => (Cells: l.Text.Split([' ', '\t', ',', ';'], StringSplitOptions.RemoveEmptyEntries), l.Number)).ToArray();
        var first = rows[0].Cells;
        var gset = first.Length == 2 && rows.Length > 1 && int.TryParse(first[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count == rows.Length - 1
            && int.TryParse(first[0], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0;
        var edges = (gset ? rows.Skip(1) : rows).Select(r => Edge(path, r.Cells, r.Number)).ToArray();
        if (gset)
        {
            var vertices = int.Parse(first[0], CultureInfo.InvariantCulture);
            if (Array.FindIndex(edges, e => e.A < 1 || e.B < 1 || e.A > vertices || e.B > vertices) is >= 0 and var bad)
            {
                throw new InputException(path, rows[bad + 1].Number, $"vertices lie between 1 and {vertices}.");
            }

            return Build(vertices, edges.Select(e => ((int)e.A - 1, (int)e.B - 1, e.Weight)));
        }

        var names = edges.SelectMany(e => new[] { e.A, e.B }).Distinct().Order().ToArray();
        return Build(names.Length, edges.Select(e => (Array.BinarySearch(names, e.A), Array.BinarySearch(names, e.B), e.Weight)));
    }

    /// <summary>Builds a graph from edges.</summary>
    /// <param name="vertices">Vertices 0 to this minus 1.</param>
    /// <param name="edges">Ends and weights; parallel ones are added up, loops left out.</param>
    /// <returns>The graph.</returns>
    public static UndirectedGraph<int, TaggedUndirectedEdge<int, double>> Build(int vertices, IEnumerable<(int A, int B, double Weight)> edges)
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

    private static (long A, long B, double Weight) Edge(string path, string[] cells, int line)
    {
        double weight = 1;
        return cells.Length is 2 or 3
            && long.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var a)
            && long.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var b)
            && (cells.Length == 2 || (double.TryParse(cells[2], NumberStyles.Float, CultureInfo.InvariantCulture, out weight) && double.IsFinite(weight)))
            ? (a, b, weight)
            : throw new InputException(path, line, "an edge is two vertex numbers and, if wanted, a weight.");
    }
}
