using System.Globalization;

namespace Quiver.Circuits.Classification;

/// <summary>Tables whose numbers have decimal commas: <c>5,1;3,5;alpha</c>.</summary>
internal static class DecimalCommas
{
    private static readonly char[] Separators = [';', '\t', ' '];

    /// <summary>The separator of a file that commas would cut too.</summary>
    /// <param name="sample">The beginning of the file.</param>
    /// <returns>The first of semicolon, tab and blank that cuts every line into as many cells, at least two (blanks, which class
    /// names may hold, three), and leaves commas in numbers alone (a first line may be a header); null where commas separate.</returns>
    public static char? Separator(ReadOnlySpan<char> sample)
    {
        var lines = sample.ToString().Split('\n');
        var whole = lines.Where(static l => !string.IsNullOrWhiteSpace(l)).Take(Math.Max(1, lines.Length - 1)).ToArray();
        foreach (var separator in Separators)
        {
            var rows = Array.ConvertAll(whole, l => Cells(l, separator));
            var commas = rows.Skip(rows.Length > 1 ? 1 : 0).SelectMany(static r => r)
                .Where(static c => c.Contains(',', StringComparison.Ordinal)).ToArray();
            if (rows.Length > 0 && rows[0].Length > (separator == ' ' ? 2 : 1) && Array.TrueForAll(rows, r => r.Length == rows[0].Length)
                && commas.Length > 0 && Array.TrueForAll(commas, IsNumber))
            {
                return separator;
            }
        }

        return null;
    }

    /// <summary>Writes numbers with points, where some have decimal commas and none a point.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Replace(List<(string[] Cells, int Line)> rows)
    {
        if (!rows.Exists(static r => Array.Exists(r.Cells, IsNumber)) || rows.Exists(static r => Array.Exists(r.Cells, HasPoint)))
        {
            return false;
        }

        foreach (var (cells, _) in rows)
        {
            for (var c = 0; c < cells.Length; c++)
            {
                cells[c] = IsNumber(cells[c]) ? cells[c].Replace(',', '.') : cells[c];
            }
        }

        return true;
    }

    private static string[] Cells(string line, char separator) =>
        [.. line.Split(separator, separator == ' ' ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None)
            .Select(static c => c.Trim().Trim('"'))];

    // With digits on both sides: a comma before a blank separates.
    private static bool IsNumber(string cell) => cell.IndexOf(',', StringComparison.Ordinal) is > 0 and var at
        && cell.LastIndexOf(',') == at && char.IsAsciiDigit(cell[at - 1]) && at + 1 < cell.Length && char.IsAsciiDigit(cell[at + 1])
        && !cell.Contains('.', StringComparison.Ordinal)
        && double.TryParse(cell.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool HasPoint(string cell) => cell.Contains('.', StringComparison.Ordinal)
        && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
