using System.Collections.Immutable;
using System.Globalization;
using Quiver.Core.Runs;
using TorchSharp;

namespace Quiver.GFlowNet.Environments;

/// <summary>A measured value for every word of a fixed length over an alphabet.</summary>
/// <param name="Letters">The alphabet.</param>
/// <param name="Length">Letters of a word.</param>
/// <param name="Values">One value a word; the word read as a number with the first letter most significant is its place.</param>
public sealed record WordTable(string Letters, int Length, ImmutableArray<double> Values)
{
    /// <summary>Reads a table: a header line, then one word and its values a line, separated by commas.</summary>
    /// <param name="path">A file, plain or packed by gzip.</param>
    /// <param name="letters">The alphabet in the order in which letters are numbered.</param>
    /// <param name="length">Letters of a word.</param>
    /// <param name="column">The header's name of the values; the words are in the first column.</param>
    /// <returns>The table.</returns>
    /// <exception cref="InputException">The file lacks the column or a word, or has a word twice or a value that is no number.</exception>
    public static WordTable Read(string path, string letters, int length, string column)
    {
        ArgumentException.ThrowIfNullOrEmpty(letters);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var lines = TextFile.Lines(path);
        var header = lines.Count == 0 ? [] : lines[0].Split(',');
        var place = Array.FindIndex(header, h => h.Trim() == column);
        if (place < 1)
        {
            throw new InputException(path, 1, $"the first line must name the columns, the word first, and have one called '{column}'.");
        }

        var values = new double[(long)Math.Pow(letters.Length, length)];
        Array.Fill(values, double.NaN);
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].Length == 0)
            {
                continue;
            }

            var cells = lines[i].Split(',');
            var index = Index(cells[0].Trim(), letters, length);
            if (index < 0)
            {
                throw new InputException(path, i + 1, $"'{cells[0]}' is no word of {length} letters out of {letters}.");
            }

            if (cells.Length <= place || !double.TryParse(cells[place], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                || !double.IsFinite(value))
            {
                throw new InputException(path, i + 1, $"a number is expected in column '{column}'.");
            }

            if (!double.IsNaN(values[index]))
            {
                throw new InputException(path, i + 1, $"the word {cells[0]} stands here a second time.");
            }

            values[index] = value;
        }

        var missing = values.Count(double.IsNaN);
        return missing == 0
            ? new WordTable(letters, length, [.. values])
            : throw new InputException(path, 0, $"{missing:N0} of the {values.Length:N0} words are missing; the whole table is needed.");
    }

    /// <summary>The rewards as a table over finished words of <see cref="WordSequence"/>.</summary>
    /// <param name="reward">R, above 0, from a value.</param>
    /// <param name="device">Where the table lives; null for the CPU.</param>
    /// <param name="modeShare">The share of the words, best first, that count as modes; 0 for none.</param>
    /// <returns>log R by word.</returns>
    public TabularReward Reward(Func<double, double> reward, torch.Device? device = null, double modeShare = 0)
    {
        ArgumentNullException.ThrowIfNull(reward);
        double[] logRewards = [.. Values.Select(v => Math.Log(reward(v)))];
        var modes = (int)Math.Ceiling(modeShare * logRewards.Length);
        return new TabularReward(logRewards, Length, 0, Letters.Length, device)
        {
            ModeLogReward = modes > 0 ? logRewards.OrderDescending().ElementAt(modes - 1) : double.PositiveInfinity,
        };
    }

    private static long Index(string word, string letters, int length)
    {
        var index = word.Length == length ? 0L : -1;
        for (var k = 0; k < length && index >= 0; k++)
        {
            var letter = letters.IndexOf(word[k], StringComparison.Ordinal);
            index = letter < 0 ? -1 : (index * letters.Length) + letter;
        }

        return index;
    }
}
