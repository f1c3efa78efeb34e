using System.Globalization;
using System.Runtime.InteropServices;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Classification;

/// <summary>
/// Reads tables of numbers with a class in the last column: CSV (comma, semicolon, tab or blanks; quotes as in RFC 4180; decimal
/// commas where something else separates), plain or gzipped. Whether the first line is a header is decided by the whole file.
/// </summary>
public static class ClassificationReader
{
    private static readonly HashSet<string> ClassColumns = new(["class", "label", "target", "species", "y", "category"],
        StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> IndexColumns = new(["", "unnamed: 0", "id", "index"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a file.</summary>
    /// <param name="path">A table.</param>
    /// <returns>The rows; classes are numbered from 0, numbers in ascending order, names in order of appearance.</returns>
    /// <exception cref="InputException">The file is missing or cut off, a row is short or long, or a cell is no finite number.</exception>
    public static ClassificationData Read(string path)
    {
        var notes = new Notes();
        var rows = DelimitedText.Read(path, notes);
        if (rows.Count == 0)
        {
            throw new InputException($"{path}: no rows.");
        }

        var header = Header(path, rows, notes);
        if (header is not null)
        {
            rows.RemoveAt(0);
        }

        if (rows.Count == 0)
        {
            throw new InputException($"{path}: no rows after the header.");
        }

        var width = rows[0].Cells.Length;
        if (rows.Find(r => r.Cells.Length != width) is { Cells: not null } odd)
        {
            throw new InputException(path, odd.Line, $"this row has {odd.Cells.Length} columns, the first has {width}.");
        }

        var names = header?.Length == width ? header : null;
        var index = Index(rows, names, notes);
        var label = Label(names, width, notes);
        if (width - (index >= 0 ? 1 : 0) < 2)
        {
            throw new InputException(path, rows[0].Line, "a row has features and, last, a class.");
        }

        var used = Enumerable.Range(0, width).Where(c => c != label && c != index).ToArray();
        var features = new double[rows.Count][];
        for (var r = 0; r < rows.Count; r++)
        {
            features[r] = new double[used.Length];
            for (var k = 0; k < used.Length; k++)
            {
                var cell = rows[r].Cells[used[k]];
                if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out features[r][k])
                    || !double.IsFinite(features[r][k]))
                {
                    throw new InputException(path, rows[r].Line, $"'{cell}' in column {used[k] + 1} is no finite number.");
                }
            }
        }

        if (rows.Find(r => r.Cells[label].Length == 0) is { Cells: not null } empty)
        {
            throw new InputException(path, empty.Line, $"column {label + 1}, the class, is empty.");
        }

        var (labels, classes) = Classes(path, [.. rows.Select(r => r.Cells[label])], notes);
        return new ClassificationData(Name(path), [.. features.Select(ImmutableCollectionsMarshal.AsImmutableArray)], [.. labels])
        {
            ClassNames = classes,
            Notes = notes.Sentences,
        };
    }

    // A header differs from what stands below it: words above numbers, another width (scikit-learn: rows, features, class names), or
    // a name of the class column that is no class.
    private static string[]? Header(string path, List<(string[] Cells, int Line)> rows, Notes notes)
    {
        var first = rows[0].Cells;
        var others = rows.Skip(1).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var width = others[0].Cells.Length;
        if (first.Length != width)
        {
            return first.Length >= 2 && others.TrueForAll(r => r.Cells.Length == width)
                && first[0] == others.Count.ToString(CultureInfo.InvariantCulture)
                    && first[1] == (width - 1).ToString(CultureInfo.InvariantCulture)
                ? Said(first)
                : throw new InputException(path, others[0].Line, $"this row has {width} columns, the first has {first.Length}.");
        }

        var words = Enumerable.Range(0, width)
            .Where(c => !IsNumber(first[c]) && others.Exists(r => c < r.Cells.Length && IsNumber(r.Cells[c]))).ToArray();
        if (words.Length > 0)
        {
            // One slip among the features of a file without a header is an error of that row, which the caller names.
            return words.Length == 1 && words[0] < width - 1 && first.Count(static c => !IsNumber(c)) == 1 && first[words[0]].Length > 0
                && Known(first[^1], others)
                ? null
                : Said(first);
        }

        var counted = Enumerable.Range(0, width - 1).All(c => first[c] == c.ToString(CultureInfo.InvariantCulture))
            || Enumerable.Range(0, width - 1).All(c => first[c] == (c + 1).ToString(CultureInfo.InvariantCulture));
        return !IsNumber(first[^1]) && !Known(first[^1], others)
            && ((counted && width > 3) || ClassColumns.Contains(first[^1])) ? Said(first) : null;

        string[] Said(string[] header)
        {
            notes.Add($"The first line was read as a header "
                + $"({string.Join(", ", header.Take(5))}{(header.Length > 5 ? ", ..." : string.Empty)}).");
            return header;
        }
    }

    private static bool Known(string label, List<(string[] Cells, int Line)> rows) =>
        rows.Exists(r => string.Equals(r.Cells[^1], label, StringComparison.Ordinal));

    // A first column without a name, or one called id or index that counts the rows.
    private static int Index(List<(string[] Cells, int Line)> rows, string[]? header, Notes notes)
    {
        if (header is null || !IndexColumns.Contains(header[0]) || header.Length < 3)
        {
            return -1;
        }

        var start = int.TryParse(rows[0].Cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var s) ? s : -1;
        if (start is not (0 or 1) || !Enumerable.Range(0, rows.Count)
            .All(r => rows[r].Cells[0] == (start + r).ToString(CultureInfo.InvariantCulture)))
        {
            return -1;
        }

        notes.Add($"The first column{(header[0].Length > 0 ? $" ({header[0]})" : string.Empty)} counts the rows and was left out.");
        return 0;
    }

    private static int Label(string[]? header, int width, Notes notes)
    {
        if (header is null || ClassColumns.Contains(header[^1]))
        {
            return width - 1;
        }

        var named = Enumerable.Range(0, width).Where(c => ClassColumns.Contains(header[c])).ToArray();
        if (named.Length != 1)
        {
            return width - 1;
        }

        notes.Add($"Column {named[0] + 1} ({header[named[0]]}) was read as the class.");
        return named[0];
    }

    private static (int[] Labels, string[] Names) Classes(string path, string[] cells, Notes notes)
    {
        var distinct = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = cells.Select(Plain).ToArray();
        foreach (var name in names)
        {
            distinct.TryAdd(name, distinct.Count);
        }

        var order = distinct.Keys.ToArray();
        if (Array.TrueForAll(order, IsNumber))
        {
            var fractions = Array.Exists(order,
                static n => double.Parse(n, NumberStyles.Float, CultureInfo.InvariantCulture) is var v && v != Math.Floor(v));
            if (order.Length > (fractions ? 2 : 20) && (fractions || order.Length > 0.2 * cells.Length))
            {
                throw new InputException($"{path}: the last column has {order.Length} different numbers in {cells.Length} rows: those "
                    + $"are no classes.");
            }

            order = [.. order.OrderBy(static n => double.Parse(n, NumberStyles.Float, CultureInfo.InvariantCulture))];
        }

        if (order.Length > 1000)
        {
            throw new InputException($"{path}: the last column has {order.Length} different entries: those are no classes.");
        }

        var number = order.Index().ToDictionary(static o => o.Item, static o => o.Index, StringComparer.Ordinal);
        if (order.Index().Any(static o => o.Item != o.Index.ToString(CultureInfo.InvariantCulture)))
        {
            var some = string.Join(", ", order.Take(6).Select((n, i) => $"{n} = {i}"));
            notes.Add($"Classes are numbered from 0: {some}{(order.Length > 6 ? ", ..." : string.Empty)}.");
        }

        return ([.. names.Select(n => number[n])], order);
    }

    // 1.0 and 1 are one class.
    private static string Plain(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : cell;

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Name(string path)
    {
        var name = Path.GetFileName(path);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? name[..dot] : name;
    }
}
