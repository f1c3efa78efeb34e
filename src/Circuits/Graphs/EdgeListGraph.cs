using System.Globalization;
using System.Text.RegularExpressions;

namespace Quiver.Circuits.Graphs;

/// <summary>Edge lists: two vertices and, if wanted, a weight or a networkx dictionary on every line; with or without a line of column
/// names.</summary>
internal static partial class EdgeListGraph
{
    private static readonly HashSet<string> ColumnNames = new(
        ["source", "target", "from", "to", "src", "dst", "u", "v", "i", "j", "node1", "node2", "node_1", "node_2", "fromnodeid", "tonodeid",
            "vertex1", "vertex2", "start", "end", "weight", "w"],
        StringComparer.OrdinalIgnoreCase);

    public static GraphFile Read(GraphText text, bool forced)
    {
        var rows = text.Rows;
        var graph = new GraphAssembly(text, GraphFormat.Edges);
        var start = 0;
        var first = text.Cells(rows[0]);
        if (IsHeader(text, first))
        {
            graph.Notes.Add($"The first line was read as column names ({string.Join(", ", first)}).");
            start = 1;
        }
        else if (!forced && rows.Count > 2 && first.Length == 2 && GraphFormats.TryWhole(first[0], out var n) && n > 0
            && GraphFormats.TryWhole(first[1], out var m) && m == rows.Count - 1
            && rows.Skip(1).All(r => text.Cells(r).Take(2).All(c => long.TryParse(c, CultureInfo.InvariantCulture, out var v) && v <= n)))
        {
            graph.Notes.Add($"The first line, {n} {m}, was read as an edge; if it says {n} vertices and {m} edges, use option "
                + $"GraphFormat gset.");
        }

        var (weighted, plain) = (0, 0);
        var unused = false;
        for (var r = start; r < rows.Count; r++)
        {
            var cells = text.Cells(rows[r]);
            if (cells.Length is < 2 or > 3)
            {
                throw text.Error(rows[r], $"an edge is two vertices and, if wanted, a weight; this line has {cells.Length} "
                    + $"{(cells.Length == 1 ? "entry" : "entries")}.");
            }

            double weight = 1;
            if (cells.Length == 3 && cells[2].StartsWith('{'))
            {
                var found = WeightOf().Match(cells[2]);
                weight = found.Success ? GraphFormats.Weight(text, rows[r], found.Groups[1].Value) : 1;
                unused |= !found.Success && cells[2].Trim('{', '}', ' ').Length > 0;
                weighted += found.Success ? 1 : 0;
                plain += found.Success ? 0 : 1;
            }
            else if (cells.Length == 3)
            {
                weight = GraphFormats.Weight(text, rows[r], cells[2]);
                weighted++;
            }
            else
            {
                plain++;
            }

            if (!IsName(cells[0]) || !IsName(cells[1]))
            {
                throw text.Error(rows[r], $"'{(IsName(cells[0]) ? cells[1] : cells[0])}' is no vertex: vertices are whole numbers or "
                    + $"names.");
            }

            graph.Add(graph.Vertex(cells[0], rows[r]), graph.Vertex(cells[1], rows[r]), weight);
        }

        if (weighted > 0 && plain > 0)
        {
            graph.Notes.Add($"{plain} of {weighted + plain} edges have no weight and count as 1.");
        }

        if (unused)
        {
            graph.Notes.Add("Edge attributes other than 'weight' were left out.");
        }

        RequireOneKind(text, start);
        return graph.Finish();
    }

    // Numbers everywhere but in the first line, or words that name columns.
    private static bool IsHeader(GraphText text, string[] first)
    {
        if (first.Length is < 2 or > 3 || text.Rows.Count < 2 || IsWhole(first[0]) || IsWhole(first[1]))
        {
            return false;
        }

        var second = text.Cells(text.Rows[1]);
        return Array.TrueForAll(first, ColumnNames.Contains) || (second.Length >= 2 && IsWhole(second[0]) && IsWhole(second[1]))
            || (first.Length == 3 && second.Length == 3 && !first[2].StartsWith('{') && !IsNumber(first[2]) && IsNumber(second[2]));
    }

    // A word among whole numbers is a slip of the pen, not a vertex.
    private static void RequireOneKind(GraphText text, int start)
    {
        var (whole, other) = (0, -1);
        for (var r = start; r < text.Rows.Count; r++)
        {
            foreach (var cell in text.Cells(text.Rows[r]).Take(2))
            {
                whole += IsWhole(cell) ? 1 : 0;
                other = !IsWhole(cell) && other < 0 ? r : other;
            }
        }

        if (other >= 0 && whole > text.Rows.Count - start)
        {
            throw text.Error(text.Rows[other], "an edge is two vertex numbers and, if wanted, a weight; most vertices of this file are "
                + "numbers.");
        }
    }

    private static bool IsWhole(string cell) =>
        long.TryParse(GraphAssembly.Name(cell), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsName(string cell) => cell.Length > 0 && (IsWhole(cell) || !IsNumber(cell));

    [GeneratedRegex(@"['""](?:weight|w)['""]\s*:\s*([^,}\s]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WeightOf();
}
