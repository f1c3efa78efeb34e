using System.Collections.Immutable;
using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.GFlowNet.BayesianNetworks;

/// <summary>Continuous data: points by variables.</summary>
public sealed class DataTable
{
    private static readonly string[] Missing = ["nan", "na", "n/a", "null", "none", "inf", "-inf"];
    private const string CountNote = "The first line counts the columns from 0, as pandas heads columns without names, and is no point; "
        + "where it is one, put a line of names above it.";

    private readonly double[,] values;

    private DataTable(ImmutableArray<string> variables, double[,] values)
    {
        Variables = variables;
        this.values = values;
    }

    /// <summary>The variables' names.</summary>
    public ImmutableArray<string> Variables { get; }

    /// <summary>Number of points.</summary>
    public int Points => values.GetLength(0);

    /// <summary>A value.</summary>
    /// <param name="point">Which point.</param>
    /// <param name="variable">Which variable.</param>
    public double this[int point, int variable] => values[point, variable];

    /// <summary>A copy of all values.</summary>
    /// <returns>[points, variables].</returns>
    public double[,] ToArray() => (double[,])values.Clone();

    /// <summary>What a reader of the result should know, such as that a column of row numbers was left out.</summary>
    public ImmutableArray<string> Notes { get; private init; } = [];

    /// <summary>Reads comma-separated numbers; a first line without numbers names the variables. Lines that begin with # are comments, and
    /// a first column without a name in front of named ones (pandas' and R's row numbers) is left out. A first line 0, 1, ..., n - 1 with
    /// others below it is pandas' heading of columns without names, and no point.</summary>
    /// <param name="path">A file, plain or packed by gzip.</param>
    /// <returns>The data; variables without a name are x0, x1, ...</returns>
    /// <exception cref="InputException">The file has no data, ragged lines or cells that are no finite numbers, or the first line has both
    /// names and numbers.</exception>
    public static DataTable Read(string path)
    {
        var lines = TextFile.Lines(path).Select((text, i) => (Cells: Cells(text), Text: text.Trim(), Line: i + 1))
            .Where(l => l.Text.Length > 0 && !l.Text.StartsWith('#')).ToArray();
        var first = lines.Length == 0 ? [] : lines[0].Cells;
        var named = first.Length > 0 && !Array.Exists(first, c => Number(c) is not null) && !Array.TrueForAll(first, IsMissing);
        var counted = lines.Length > 1 && (IsCount(first) || (first[0].Length == 0 && IsCount(first[1..])));
        var rows = named || counted ? lines[1..] : lines;
        if (rows.Length == 0)
        {
            throw new InputException(path, 0, "there is no data: lines of numbers with commas between them are expected.");
        }

        // R writes no name over its row names, pandas an empty one.
        var width = rows[0].Cells.Length;
        var unnamed = (counted && first[0].Length == 0) || (named && (first[0].Length == 0 ? first.Length == width
            : first.Length == width - 1 && rows.Index().All(r => IsRowName(r.Item.Cells[0], r.Index))));
        var skipped = unnamed ? 1 : 0;
        string[] names = named
            ? (unnamed && first.Length == width ? first[1..] : first)
            : [.. first.Skip(skipped).Select((_, i) => $"x{i}")];
        if (names.Length == 0 || Array.Exists(names, n => n.Length == 0))
        {
            throw new InputException(path, lines[0].Line, "a variable has no name.");
        }

        var values = new double[rows.Length, names.Length];
        foreach (var (k, (cells, _, line)) in rows.Index())
        {
            if (cells.Length != names.Length + skipped)
            {
                throw new InputException(path, line, $"{names.Length + skipped} {(unnamed ? "cells" : "numbers")} are expected here, as on "
                    + $"the lines above, not {cells.Length}.");
            }

            for (var i = 0; i < names.Length; i++)
            {
                var cell = cells[i + skipped];
                values[k, i] = Number(cell) ?? throw new InputException(path, line, $"'{cell}' is no finite number.");
            }
        }

        return new DataTable([.. names], values)
        {
            Notes =
            [
                .. unnamed ? new[] { "The first column has no name and is left out, as row numbers of pandas and R are." } : [],
                .. counted ? new[] { CountNote } : [],
            ],
        };
    }

    private static bool IsCount(string[] cells) =>
        cells.Length > 1 && cells.Index().All(c => c.Item == c.Index.ToString(CultureInfo.InvariantCulture));

    private static string[] Cells(string line) =>
        Array.ConvertAll(line.Split(','), c => c.Trim() is ['"', .. var inside, '"'] ? inside.Trim() : c.Trim());

    private static bool IsRowName(string cell, int row) => Number(cell) is not { } number || number == row + 1;

    private static bool IsMissing(string cell) => cell.Length == 0 || Missing.Contains(cell, StringComparer.OrdinalIgnoreCase);

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
