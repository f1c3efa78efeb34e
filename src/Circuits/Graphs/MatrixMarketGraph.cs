using System.Globalization;

namespace Quiver.Circuits.Graphs;

/// <summary>Matrix Market coordinate files of symmetric matrices (SuiteSparse): "rows columns entries", then "i j [value]".</summary>
internal static class MatrixMarketGraph
{
    public static GraphFile Read(GraphText text)
    {
        var rows = text.Rows;
        var first = text.Cells(rows[0]);
        if (first.Length != 3 || !GraphFormats.TryWhole(first[0], out var n) || !GraphFormats.TryWhole(first[1], out var columns)
            || n != columns || !GraphFormats.TryWhole(first[2], out var entries))
        {
            throw text.Error(rows[0], "a graph in Matrix Market format is a square matrix of coordinates: 'rows columns entries'.");
        }

        if (entries != rows.Count - 1)
        {
            throw text.Error(rows[0], $"{entries} entries are said to follow, there are {rows.Count - 1}.");
        }

        var graph = new GraphAssembly(text, GraphFormat.MatrixMarket);
        graph.Number(n, 1, rows[0]);
        var values = new Dictionary<(int, int), double>();
        for (var r = 1; r < rows.Count; r++)
        {
            var cells = text.Cells(rows[r]);
            if (cells.Length is < 2 or > 3 || !GraphFormats.TryWhole(cells[0], out var a) || !GraphFormats.TryWhole(cells[1], out var b)
                || a < 1 || b < 1 || a > n || b > n)
            {
                throw text.Error(rows[r], $"an entry is a row and a column between 1 and {n} and, if wanted, a value.");
            }

            if (!values.TryAdd((a, b), cells.Length == 3 ? GraphFormats.Weight(text, rows[r], cells[2]) : 1))
            {
                throw text.Error(rows[r], $"entry {a},{b} stands there twice.");
            }
        }

        // "general" files hold both triangles, "symmetric" ones a single one.
        var both = values.Keys.Any(static k => k.Item1 < k.Item2) && values.Keys.Any(static k => k.Item1 > k.Item2);
        foreach (var ((a, b), value) in values)
        {
            if (both && a != b && (!values.TryGetValue((b, a), out var other) || other != value))
            {
                throw text.Error(rows[0], string.Create(CultureInfo.InvariantCulture, $"the matrix is not symmetric: see entry {a},{b}."));
            }

            if (value != 0)
            {
                graph.Add(a - 1, b - 1, value);
            }
        }

        return graph.Finish();
    }
}
