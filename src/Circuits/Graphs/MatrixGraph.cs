using System.Globalization;

namespace Quiver.Circuits.Graphs;

/// <summary>Symmetric square matrices of weights; 0 means no edge.</summary>
internal static class MatrixGraph
{
    /// <summary>Whether there are as many numbers in every row as rows; three rows of three might be edges with weights.</summary>
    public static bool Matches(GraphText text)
    {
        var n = text.Rows.Count;
        if (n is < 3 or > 2000 || text.Rows.Exists(r =>
            text.Cells(r) is var cells && (cells.Length != n || Array.Exists(cells, c => !IsNumber(text, c)))))
        {
            return false;
        }

        return n > 3 || Asymmetry(Entries(text)) is null
            && Enumerable.Range(0, n).All(i => text.Cells(text.Rows[i])[i] is "0" or "0.0" or "0.");
    }

    public static GraphFile Read(GraphText text)
    {
        var matrix = Entries(text);
        if (Asymmetry(matrix) is { } place)
        {
            var (r, c) = (place.Row, place.Column);
            throw text.Error(
                text.Rows[r],
                FormattableString.Invariant($"the matrix is not symmetric: entry {r + 1},{c + 1} is {matrix[r][c]}, entry {c + 1},{r + 1} is {matrix[c][r]}."));
        }

        var graph = new GraphAssembly(text, GraphFormat.Matrix);
        graph.Number(matrix.Length, 0, text.Rows[0]);
        for (var a = 0; a < matrix.Length; a++)
        {
            for (var b = a; b < matrix.Length; b++)
            {
                if (matrix[a][b] != 0)
                {
                    graph.Add(a, b, matrix[a][b]);
                }
            }
        }

        graph.Notes.Add($"Read as the matrix of weights of a graph of {matrix.Length} vertices.");
        return graph.Finish();
    }

    private static double[][] Entries(GraphText text)
    {
        var n = text.Rows.Count;
        return [.. text.Rows.Select(r => text.Cells(r) is var cells && cells.Length == n
            ? cells.Select(c => GraphFormats.Weight(text, r, c)).ToArray()
            : throw text.Error(r, $"a matrix of {n} rows has {n} columns, this row has {cells.Length}."))];
    }

    private static (int Row, int Column)? Asymmetry(double[][] matrix)
    {
        for (var a = 0; a < matrix.Length; a++)
        {
            for (var b = 0; b < a; b++)
            {
                if (Math.Abs(matrix[a][b] - matrix[b][a]) > 1e-12 * Math.Max(Math.Abs(matrix[a][b]), Math.Abs(matrix[b][a])))
                {
                    return (a, b);
                }
            }
        }

        return null;
    }

    private static bool IsNumber(GraphText text, string cell) =>
        double.TryParse(text.Semicolons ? cell.Replace(',', '.') : cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var v)
            && double.IsFinite(v);
}
