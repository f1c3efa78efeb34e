using System.Collections.Immutable;
using Quiver.Core.Runs;

namespace Quiver.GFlowNet.Phylogenetics;

/// <summary>Aligned DNA, equal columns counted once.</summary>
/// <param name="Taxa">Names of the taxa.</param>
/// <param name="Patterns">[taxon * PatternCount + pattern]: the nucleotides that a letter may stand for, A = 1, C = 2, G = 4, T = 8; gaps
/// and unknown letters may stand for any.</param>
/// <param name="Weights">How many columns each pattern stands for.</param>
public sealed record Alignment(ImmutableArray<string> Taxa, ImmutableArray<byte> Patterns, ImmutableArray<double> Weights)
{
    private const string Letters = "ACGTURYSWKMBDHVN?-X.O";
    private static readonly byte[] Codes = [1, 2, 4, 8, 8, 5, 10, 6, 9, 12, 3, 14, 13, 11, 7, 15, 15, 15, 15, 15, 15];

    /// <summary>Number of different columns.</summary>
    public int PatternCount => Weights.Length;

    /// <summary>Number of columns.</summary>
    public int Sites => (int)Weights.Sum();

    /// <summary>Reads FASTA, NEXUS or PHYLIP, told by its beginning.</summary>
    /// <param name="path">A file, plain or packed by gzip.</param>
    /// <returns>The alignment.</returns>
    /// <exception cref="InputException">The file is none of these, sequences differ in length, or a letter is no nucleotide.</exception>
    public static Alignment Read(string path) => Of(SequenceFile.Read(path), path);

    /// <summary>The first taxa alone.</summary>
    /// <param name="count">How many, 1 to the number there is.</param>
    /// <returns>Their alignment, its patterns counted anew.</returns>
    public Alignment First(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Taxa.Length);
        return Compress([.. Taxa.Take(count)], Enumerable.Range(0, PatternCount)
            .Select(p => (Enumerable.Range(0, count).Select(t => Patterns[(t * PatternCount) + p]).ToArray(), Weights[p])));
    }

    private static Alignment Of(IReadOnlyList<(string Name, string Letters)> sequences, string path)
    {
        if (sequences.Count < 3)
        {
            throw new InputException(path, 0, $"an alignment of at least 3 taxa is expected (found {sequences.Count}).");
        }

        var length = sequences[0].Letters.Length;
        foreach (var (name, letters) in sequences)
        {
            if (letters.Length != length || length == 0)
            {
                throw new InputException(path, 0, $"'{name}' has {letters.Length:N0} letters and '{sequences[0].Name}' {length:N0}: an "
                    + $"alignment has rows of one length.");
            }
        }

        if (sequences.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count() < sequences.Count)
        {
            throw new InputException(path, 0, "a taxon stands here twice.");
        }

        return Compress([.. sequences.Select(s => s.Name)],
            Enumerable.Range(0, length).Select(k => (sequences.Select(s => Code(s, k, path)).ToArray(), 1.0)));
    }

    private static byte Code((string Name, string Letters) sequence, int place, string path)
    {
        var letter = char.ToUpperInvariant(sequence.Letters[place]);
        var index = Letters.IndexOf(letter, StringComparison.Ordinal);
        return index >= 0
            ? Codes[index]
            : throw new InputException(path, 0, $"'{letter}' in '{sequence.Name}' at column {place + 1:N0} is no nucleotide.");
    }

    // Patterns in the order in which they first stand.
    private static Alignment Compress(ImmutableArray<string> taxa, IEnumerable<(byte[] Column, double Weight)> columns)
    {
        var (places, unique, weights) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<byte[]>(), new List<double>());
        foreach (var (column, weight) in columns)
        {
            var key = Convert.ToHexString(column);
            if (!places.TryGetValue(key, out var place))
            {
                places[key] = place = unique.Count;
                unique.Add(column);
                weights.Add(0);
            }

            weights[place] += weight;
        }

        var patterns = new byte[taxa.Length * unique.Count];
        for (var t = 0; t < taxa.Length; t++)
        {
            for (var p = 0; p < unique.Count; p++)
            {
                patterns[(t * unique.Count) + p] = unique[p][t];
            }
        }

        return new Alignment(taxa, [.. patterns], [.. weights]);
    }
}
