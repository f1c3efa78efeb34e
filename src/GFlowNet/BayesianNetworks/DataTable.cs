using System.Collections.Immutable;
using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.GFlowNet.BayesianNetworks;

/// <summary>Continuous data: points by variables.</summary>
public sealed class DataTable
{
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

    /// <summary>Reads comma-separated numbers; a first line that is no numbers names the variables.</summary>
    /// <param name="path">A file, plain or packed by gzip.</param>
    /// <returns>The data; variables without a name are x0, x1, ...</returns>
    /// <exception cref="InputException">The file has no data, ragged lines or cells that are no finite numbers.</exception>
    public static DataTable Read(string path)
    {
        var lines = TextFile.Lines(path).Select((text, i) => (Text: text, Line: i + 1)).Where(l => l.Text.Trim().Length > 0).ToArray();
        var first = lines.Length == 0 ? [] : lines[0].Text.Split(',').Select(c => c.Trim()).ToArray();
        var named = !Array.TrueForAll(first, c => Number(c) is not null);
        var rows = named ? lines[1..] : lines;
        if (rows.Length == 0)
        {
            throw new InputException(path, 0, "there is no data: lines of numbers with commas between them are expected.");
        }

        var values = new double[rows.Length, first.Length];
        foreach (var (k, row) in rows.Index())
        {
            var cells = row.Text.Split(',');
            if (cells.Length != first.Length)
            {
                throw new InputException(path, row.Line, $"{first.Length} numbers are expected here, as on the first line, "
                    + $"not {cells.Length}.");
            }

            for (var i = 0; i < cells.Length; i++)
            {
                values[k, i] = Number(cells[i].Trim()) ?? throw new InputException(path, row.Line, $"'{cells[i]}' is no finite number.");
            }
        }

        return new DataTable(named ? [.. first] : [.. first.Select((_, i) => $"x{i}")], values);
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
