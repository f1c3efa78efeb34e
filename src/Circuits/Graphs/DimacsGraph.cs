using Quiver.Core.Runs;

namespace Quiver.Circuits.Graphs;

/// <summary>DIMACS graphs: comments "c ...", "p edge vertices edges" (or col), and lines "e a b [weight]".</summary>
internal static class DimacsGraph
{
    private static readonly string[] Letters = ["c", "p", "e", "n", "d", "v", "x", "a"];

    /// <summary>Whether every line begins with a letter of the format and one of them with p or e.</summary>
    public static bool Matches(GraphText text)
    {
        var found = false;
        foreach (var row in text.Rows)
        {
            var span = text.Span(row);
            var end = span.IndexOfAny(' ', '\t');
            var letter = (end < 0 ? span : span[..end]).ToString();
            if (!Letters.Contains(letter, StringComparer.Ordinal))
            {
                return false;
            }

            if (letter is "p" && text.Cells(row) is [_, _, var n, var m, ..] && GraphFormats.TryWhole(n, out int _)
                && GraphFormats.TryWhole(m, out int _))
            {
                return true;
            }

            found |= letter is "e" && text.Cells(row).Length is 3 or 4;
            if (letter is not "c" and not "e" and not "n")
            {
                return false;
            }
        }

        return found;
    }

    public static GraphFile Read(GraphText text)
    {
        var graph = new GraphAssembly(text, GraphFormat.Dimacs);
        var (vertices, edges) = (0, -1);
        var left = 0;
        foreach (var row in text.Rows)
        {
            var cells = text.Cells(row);
            switch (cells[0])
            {
                case "c":
                    break;
                case "p" when edges >= 0:
                    throw text.Error(row, "a second p line.");
                case "p" when cells.Length >= 4 && cells[1] is "edge" or "col" or "edges" && GraphFormats.TryWhole(cells[2], out vertices)
                    && GraphFormats.TryWhole(cells[3], out edges):
                    graph.Number(vertices, 1, row);
                    break;
                case "p":
                    throw text.Error(row, "only DIMACS graphs 'p edge VERTICES EDGES' (or col) are read; flows, shortest paths and "
                        + "formulas are not.");
                case "e" when cells.Length is 3 or 4:
                    if (edges >= 0 && (!Inside(cells[1], vertices) || !Inside(cells[2], vertices)))
                    {
                        throw text.Error(row, $"vertices lie between 1 and {vertices}.");
                    }

                    graph.Add(graph.Vertex(cells[1], row), graph.Vertex(cells[2], row),
                        cells.Length == 4 ? GraphFormats.Weight(text, row, cells[3]) : 1);
                    break;
                case "e":
                    throw text.Error(row, "an edge is 'e a b' and, if wanted, a weight.");
                case "a":
                    throw text.Error(row, "arcs have a direction; write edges 'e a b'.");
                default:
                    left++;
                    break;
            }
        }

        if (edges < 0)
        {
            graph.Notes.Add("There is no p line: the vertices are those of the edges.");
        }

        if (left > 0)
        {
            graph.Notes.Add($"{left} {(left == 1 ? "line that is" : "lines that are")} no edge (n, d, v, x) left out.");
        }

        var file = graph.Finish();
        return edges < 0 || edges == graph.Count || edges == file.Graph.EdgeCount
            ? file
            : throw new InputException($"{text.Path}: the p line says {edges} edges, the file has {graph.Count}: it is "
                + $"{(edges > graph.Count ? "cut off" : "longer than it says")}.");
    }

    private static bool Inside(string cell, int vertices) => GraphFormats.TryWhole(cell, out var v) && v >= 1 && v <= vertices;
}
