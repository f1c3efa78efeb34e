using System.Globalization;

namespace Quiver.Circuits.Graphs;

/// <summary>Files whose first line says "vertices edges" (Gset, rudy, Biq Mac): one line per edge follows, vertices from 1 or from
/// 0.</summary>
internal static class GsetGraph
{
    /// <summary>Whether the first line can only be a header; an edge list may look like one.</summary>
    /// <exception cref="Quiver.Core.Runs.InputException">It is a header, but the rest does not fit it.</exception>
    public static bool Matches(GraphText text)
    {
        var rows = text.Rows;
        var first = text.Cells(rows[0]);
        if (rows.Count < 2 || first.Length != 2 || !GraphFormats.TryWhole(first[0], out var vertices)
            || !GraphFormats.TryWhole(first[1], out var edges) || vertices == 0)
        {
            return false;
        }

        // Labels 1 to n (or 0 to n-1) and as many lines as the header says.
        var (least, most, weighted, plain, repeats) = (long.MaxValue, long.MinValue, 0, 0, false);
        var labels = new HashSet<long>();
        for (var r = 1; r < rows.Count; r++)
        {
            var cells = text.Cells(rows[r]);
            if (cells.Length is < 2 or > 3 || !Label(cells[0], out var a) || !Label(cells[1], out var b))
            {
                return false;
            }

            (least, most) = (Math.Min(least, Math.Min(a, b)), Math.Max(most, Math.Max(a, b)));
            weighted += cells.Length - 2;
            plain += 3 - cells.Length;
            repeats |= (a == vertices && b == edges) || (a == edges && b == vertices);
            if (labels.Count <= GraphAssembly.MaximumVertices)
            {
                labels.Add(a);
                labels.Add(b);
            }
        }

        var fits = least >= 0 && (least >= 1 ? most <= vertices : most < vertices);
        var counts = edges == rows.Count - 1;
        if (plain == 0)
        {
            // The header alone has two columns.
            return fits || counts;
        }

        if (weighted > 0 || !fits)
        {
            return false;
        }

        if (counts)
        {
            // As an edge, the first line would be a loop, a repetition, or the only one with a number above all others.
            return vertices == edges || edges > vertices || repeats;
        }

        return (edges > vertices + 1 || edges == vertices) && labels.Count == vertices && edges > rows.Count - 1
            ? throw text.Error(
                rows[0],
                $"this line may say {vertices} vertices and {edges} edges, but {rows.Count - 1} lines follow; where it is an edge, use "
                    + $"option GraphFormat edges.")
            : false;
    }

    public static GraphFile Read(GraphText text)
    {
        var rows = text.Rows;
        var first = text.Cells(rows[0]);
        if (first.Length < 2 || !GraphFormats.TryWhole(first[0], out var vertices) || !GraphFormats.TryWhole(first[1], out var edges)
            || vertices == 0)
        {
            throw text.Error(rows[0], "a Gset file begins with the numbers of vertices and edges.");
        }

        if (edges != rows.Count - 1)
        {
            var fault = edges > rows.Count - 1 ? "cut off" : "longer than it says";
            throw text.Error(rows[0], $"the first line says {edges} edges, but {rows.Count - 1} lines follow: the file is {fault}.");
        }

        var zero = false;
        for (var r = 1; r < rows.Count && !zero; r++)
        {
            zero = text.Cells(rows[r]).Take(2).Any(static c => GraphAssembly.Name(c) is "0");
        }

        var graph = new GraphAssembly(text, GraphFormat.Gset);
        graph.Number(vertices, zero ? 0 : 1, rows[0]);
        if (zero)
        {
            graph.Notes.Add("Vertices are counted from 0.");
        }

        for (var r = 1; r < rows.Count; r++)
        {
            var cells = text.Cells(rows[r]);
            if (cells.Length is < 2 or > 3 || !Inside(cells[0], vertices, zero) || !Inside(cells[1], vertices, zero))
            {
                throw text.Error(rows[r], $"an edge is two vertices between {(zero ? 0 : 1)} and {(zero ? vertices - 1 : vertices)} "
                    + $"and, if wanted, a weight.");
            }

            graph.Add(graph.Vertex(cells[0], rows[r]), graph.Vertex(cells[1], rows[r]),
                cells.Length == 3 ? GraphFormats.Weight(text, rows[r], cells[2]) : 1);
        }

        if (rows.Count > 1 && text.Cells(rows[1]).Length == 2)
        {
            graph.Notes.Add($"The first line, {vertices} {edges}, was read as numbers of vertices and edges; if it is an edge, use "
                + $"option GraphFormat edges.");
        }

        return graph.Finish();
    }

    private static bool Inside(string cell, int vertices, bool zero) =>
        Label(cell, out var v) && (zero ? v >= 0 && v < vertices : v >= 1 && v <= vertices);

    private static bool Label(string cell, out long value) =>
        long.TryParse(GraphAssembly.Name(cell), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
