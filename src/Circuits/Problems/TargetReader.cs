using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Quiver.Core.Numbers;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Problems;

/// <summary>
/// Reads states and unitaries. A number is real (0.5, 1e-3, 1/2) or complex with i or j (0.5+0.5j); without such numbers real and imaginary
/// parts stand beside each other. Brackets, commas and semicolons separate like blanks, # begins a comment.
/// </summary>
public static partial class TargetReader
{
    private const long MaximumBytes = 1L << 26;

    /// <summary>Reads amplitudes: one per line, "re", "re im" or "re+imj"; or all in one line with i or j. Lines such as "011 0.6"
    /// name the basis state before its amplitude, in binary digits of which the first is qubit 0; states that no line names have 0.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The amplitudes in order.</returns>
    /// <exception cref="InputException">A line cannot be read.</exception>
    public static Complex[] ReadState(string path)
    {
        var rows = Rows(path);
        if (rows.Exists(static r => r.Numbers.Length > 1 && BasisStates.IsLabel(r.First)))
        {
            return BasisStates.Read(path, rows);
        }

        var complex = rows.Exists(static r => r.Complex);
        if (complex)
        {
            return [.. rows.SelectMany(static r => r.Numbers)];
        }

        return [.. rows.Select(r => r.Numbers.Length is 1 or 2
            ? new Complex(r.Numbers[0].Real, r.Numbers.Length > 1 ? r.Numbers[1].Real : 0)
            : throw new InputException(path, r.Line, $"an amplitude is one number or two (real and imaginary part), one amplitude a " +
                $"line; this line has {r.Numbers.Length} numbers."))];
    }

    /// <summary>Reads a matrix: one row per line, numbers with i or j, or real and imaginary parts in turn, or real entries
    /// alone.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The matrix, and how far products of columns may be off by the digits written.</returns>
    /// <exception cref="InputException">A line cannot be read, rows differ in length, or the matrix is not square.</exception>
    public static (ComplexMatrix Matrix, double Tolerance) ReadUnitary(string path)
    {
        var rows = Rows(path);
        var width = rows.Count > 0 ? rows[0].Numbers.Length : 0;
        if (rows.Find(r => r.Numbers.Length != width) is { } odd)
        {
            throw new InputException(path, odd.Line, $"this row has {odd.Numbers.Length} numbers, the first has {width}.");
        }

        var single = rows.Exists(static r => r.Complex) || width == rows.Count;
        if (!single && width != 2 * rows.Count)
        {
            var n = rows.Count;
            throw new InputException(
                path,
                rows[0].Line,
                $"a matrix of {n} rows has {n} numbers a row, or {2 * n} (a real and an imaginary part for every entry); this row has " +
                $"{width}.");
        }

        // Entries rounded to k digits are off by half a unit of the last one, in both parts: products of columns by sqrt(2 d) of it.
        var digits = rows.Max(static r => r.Digits);
        var tolerance = digits is < 2 or > 8 ? 1e-8 : 1.5 * Math.Sqrt(2 * rows.Count) * Math.Pow(10, -digits);
        if (single && width != rows.Count)
        {
            throw new InputException(
                path, rows[0].Line, $"a unitary has as many rows as columns; this matrix has {rows.Count} rows of {width}.");
        }

        return (
            ComplexMatrix.FromRows(
                [.. rows.Select(r => single ? r.Numbers : [.. r.Numbers.Chunk(2).Select(static p => new Complex(p[0].Real, p[1].Real))])]),
            tolerance);
    }

    private static List<TargetRow> Rows(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw InputException.NoFile(path);
        }

        if (file.Length > MaximumBytes)
        {
            throw new InputException(
                $"{path} has {file.Length:N0} bytes; states and unitaries are read from files of at most {MaximumBytes:N0}.");
        }

        var rows = new List<TargetRow>();
        var number = 0;
        foreach (var text in File.ReadLines(path))
        {
            number++;
            var cells = text.Split('#')[0].Split([' ', '\t', ',', ';', '[', ']', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
            if (cells.Length > 0)
            {
                Complex[] numbers =
                    [.. cells.Select(c => Parse(c) ?? throw new InputException(path, number, $"'{(c.Length > 40 ? c[..40] + "..." : c)}' " +
                        $"is no finite number."))];
                rows.Add(new TargetRow(cells[0], numbers, Array.Exists(cells, IsComplex), cells.Max(Digits), number));
            }
        }

        return rows.Count > 0 ? rows : throw new InputException($"{path}: no numbers.");
    }

    private static bool IsComplex(string cell) => cell.Length > 0 && cell[^1] is 'i' or 'j' or 'I' or 'J';

    private static int Digits(string cell) => Fraction().Matches(cell).Select(static m => m.Groups[1].Length).DefaultIfEmpty(0).Max();

    private static Complex? Parse(string cell)
    {
        if (!IsComplex(cell))
        {
            return Real(cell) is { } real ? new Complex(real, 0) : null;
        }

        // The last sign that is not the first character and no exponent's begins the imaginary part.
        var body = cell[..^1].TrimEnd('*');
        var split = 0;
        for (var k = body.Length - 1; k > 0; k--)
        {
            if (body[k] is '+' or '-' && body[k - 1] is not ('e' or 'E'))
            {
                split = k;
                break;
            }
        }

        var imaginary = body[split..];
        return (
            split == 0 ? 0 : Real(body[..split]), imaginary is "" or "+" ? 1 : imaginary is "-" ? -1 : Real(imaginary)) is ({ } re, { } im)
            ? new Complex(re, im)
            : null;
    }

    private static double? Real(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0)
        {
            return Real(text[..slash]) / Real(text[(slash + 1)..]) is { } quotient && double.IsFinite(quotient) ? quotient : null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;
    }

    [GeneratedRegex(@"\.(\d+)")]
    private static partial Regex Fraction();
}
