using System.Globalization;
using System.IO.Compression;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Classification;

/// <summary>Reads tables of numbers whose last column is the class: CSV, plain or gzipped, with or without a header.</summary>
public static class ClassificationReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">.csv or .csv.gz.</param>
    /// <returns>The rows; classes keep their numbers, names become numbers in order of appearance.</returns>
    /// <exception cref="InputException">The file is missing, a row is short or long, or a cell is no finite number.</exception>
    public static ClassificationData Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"There is no file {path}.");
        }

        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        var features = new List<double[]>();
        var labels = new List<string>();
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            var cells = line.Split(',', StringSplitOptions.TrimEntries);
            if (line.Length == 0)
            {
                continue;
            }

            if (number == 1 && IsHeader(cells))
            {
                continue;
            }

            if (cells.Length < 2 || (features.Count > 0 && cells.Length != features[0].Length + 1))
            {
                throw new InputException(path, number, features.Count > 0 ? $"this row has {cells.Length} columns, the first has {features[0].Length + 1}." : "a row has features and, last, a class.");
            }

            var row = new double[cells.Length - 1];
            for (var c = 0; c < row.Length; c++)
            {
                if (!double.TryParse(cells[c], NumberStyles.Float, CultureInfo.InvariantCulture, out row[c]) || !double.IsFinite(row[c]))
                {
                    throw new InputException(path, number, $"'{cells[c]}' in column {c + 1} is no finite number.");
                }
            }

            features.Add(row);
            labels.Add(cells[^1]);
        }

        if (features.Count == 0)
        {
            throw new InputException($"{path}: no rows.");
        }

        return new ClassificationData(Name(path), [.. features], Numbers(labels));
    }

    // A table of scikit-learn begins "rows,features,name,name..."; others begin with column names.
    private static bool IsHeader(string[] cells) => Array.Exists(cells, static c => !double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    private static int[] Numbers(List<string> labels)
    {
        var whole = labels.Select(static l => int.TryParse(l, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < 1000 ? value : -1).ToArray();
        if (Array.TrueForAll(whole, static w => w >= 0))
        {
            return whole;
        }

        var names = new List<string>();
        return [.. labels.Select(l =>
        {
            var index = names.IndexOf(l);
            if (index < 0)
            {
                index = names.Count;
                names.Add(l);
            }

            return index;
        })];
    }

    private static string Name(string path)
    {
        var name = Path.GetFileName(path);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? name[..dot] : name;
    }
}
