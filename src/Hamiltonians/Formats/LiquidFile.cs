using System.Globalization;
using System.Text.RegularExpressions;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// LIQUi|&gt; integral files: <c>nuc=</c>, <c>p,q=</c> and <c>p,q,r,s=</c>, one a line or all on one line, orbitals from 0,
/// two-electron integrals in the order of a†_p a†_q a_r a_s, that is (ps|qr). They state no number of electrons. A file
/// with several lines that each hold a <c>nuc=</c> holds one molecule a line.
/// </summary>
internal static partial class LiquidFile
{
    public static MolecularIntegrals Read(string path, string? key, Notes notes)
    {
        using var lines = new TextLines(path);
        var molecules = new List<(IntegralTable Table, double Constant, bool HasConstant)>();
        var table = new IntegralTable(path);
        double constant = 0;
        var hasConstant = false;
        foreach (var raw in lines.All())
        {
            if (string.IsNullOrWhiteSpace(raw) || raw.TrimStart()[0] == '#')
            {
                continue;
            }

            var pairs = Pairs(raw, lines);
            if (hasConstant && pairs.Exists(p => p.Key == "nuc"))
            {
                molecules.Add((table, constant, hasConstant));
                (table, constant, hasConstant) = (new IntegralTable(path), 0, false);
            }

            foreach (var (name, text) in pairs)
            {
                if (name is "tst" or "info" or "orbs" or "consts" or "Ehf")
                {
                    continue;
                }

                if (!NumberText.TryParse(text, out var number) || number.Imaginary != 0)
                {
                    throw lines.Error($"'{SumCollector.Short(text)}' is not a finite number.");
                }

                if (name is "nuc")
                {
                    constant = number.Real;
                    hasConstant = true;
                    continue;
                }

                Put(table, name, number.Real, lines);
            }
        }

        molecules.Add((table, constant, hasConstant));
        var chosen = molecules[Choose(path, key, molecules.Count)];
        if (!chosen.HasConstant)
        {
            notes.Add("The file names no nuclear repulsion (nuc=): 0 was taken.");
        }

        notes.Add("Files of this format mark no end: one that is cut off after a whole integral would look the same.");
        if (!lines.Closed)
        {
            notes.Add("The last line has no line end: if the file is cut off there, what it says last is too short.");
        }

        return chosen.Table.Build(null, 0, 0, chosen.Constant);
    }

    private static int Choose(string path, string? key, int count)
    {
        if (key is null)
        {
            return count == 1 ? 0 : throw new InputException(path, 0,
                $"the file holds {count} molecules: choose one with option Key 1 to {count}.");
        }

        return int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= count
            ? number - 1
            : throw new InputException(path, 0, $"option Key {key}: the file holds {count} {(count == 1 ? "molecule" : "molecules")}, "
                + $"numbered from 1.");
    }

    private static List<(string Key, string Text)> Pairs(string raw, TextLines lines)
    {
        var result = new List<(string, string)>();
        var end = 0;
        foreach (Match match in PairPattern().Matches(raw))
        {
            if (raw.AsSpan(end, match.Index - end).Trim().Length > 0)
            {
                break;
            }

            result.Add((match.Groups[1].Value.Replace(" ", string.Empty, StringComparison.Ordinal), match.Groups[2].Value));
            end = match.Index + match.Length;
        }

        return result.Count > 0 && raw.AsSpan(end).Trim().IsEmpty
            ? result
            : throw lines.Error($"expected p,q=value or p,q,r,s=value, found '{SumCollector.Short(raw.AsSpan(end).Trim())}'.");
    }

    private static void Put(IntegralTable table, string key, double value, TextLines lines)
    {
        var index = key.Split(',').Select(t =>
            int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < IntegralTable.MaxOrbitals ? i : -1)
            .ToArray();
        if (index.Length is not (2 or 4) || index.Contains(-1))
        {
            throw lines.Error($"'{SumCollector.Short(key)}' is not two or four orbital numbers.");
        }

        if (index.Length == 2)
        {
            table.One(index[0], index[1], value, lines.Line);
        }
        else
        {
            table.Two(index[0], index[3], index[1], index[2], value, lines.Line);
        }
    }

    [GeneratedRegex(@"\G\s*([A-Za-z_]\w{0,31}|\d{1,9}(?:\s{0,4},\s{0,4}\d{1,9}){0,7})\s*=\s*([^\s=]+)", RegexOptions.CultureInvariant)]
    private static partial Regex PairPattern();
}
