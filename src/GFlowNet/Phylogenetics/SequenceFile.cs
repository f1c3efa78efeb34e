using System.Globalization;
using System.Text;
using Quiver.Core.Runs;

namespace Quiver.GFlowNet.Phylogenetics;

/// <summary>Named sequences from FASTA, NEXUS (a matrix, interleaved or not) and PHYLIP (names end at the first blank).</summary>
internal static class SequenceFile
{
    public static IReadOnlyList<(string Name, string Letters)> Read(string path)
    {
        var lines = TextFile.Lines(path).Select(l => l.Trim()).ToList();
        var first = lines.Find(l => l.Length > 0) ?? string.Empty;
        if (first.StartsWith('>'))
        {
            return Fasta(lines);
        }

        if (first.StartsWith("#NEXUS", StringComparison.OrdinalIgnoreCase))
        {
            return NexusMatrix.Read(string.Join('\n', lines), path);
        }

        var head = Words(first);
        return head.Length >= 2 && int.TryParse(head[0], NumberStyles.None, CultureInfo.InvariantCulture, out var taxa)
            && int.TryParse(head[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sites)
            ? Phylip(lines, taxa, sites, path)
            : throw new InputException(path, 1, "FASTA (>name), NEXUS (#NEXUS) or PHYLIP (taxa and sites) is expected here.");
    }

    private static List<(string Name, string Letters)> Fasta(List<string> lines)
    {
        var found = new List<(string Name, StringBuilder Letters)>();
        foreach (var line in lines)
        {
            if (line.StartsWith('>'))
            {
                found.Add((Words(line[1..]).FirstOrDefault() ?? string.Empty, new StringBuilder()));
            }
            else
            {
                found[^1].Letters.Append(string.Concat(Words(line)));
            }
        }

        return [.. found.Select(f => (f.Name, f.Letters.ToString()))];
    }

    // Interleaved where that gives the announced shape (a name on each of the first lines, then blocks without names), else one taxon
    // after another; on one line each the two are the same.
    private static List<(string Name, string Letters)> Phylip(List<string> lines, int taxa, int sites, string path)
    {
        var rows = lines.SkipWhile(l => l.Length == 0).Skip(1).Where(l => l.Length > 0).Select(Words).ToArray();
        string Later(int taxon) => string.Concat(rows.Skip(taxa).Where((_, i) => i % taxa == taxon).SelectMany(w => w));
        var interleaved = rows.Take(taxa).Select((words, t) => (words[0], string.Concat(words.Skip(1)) + Later(t)));
        var sequential = new List<(string Name, string Letters)>();
        foreach (var words in rows)
        {
            if (sequential.Count == 0 || sequential[^1].Letters.Length >= sites)
            {
                sequential.Add((words[0], string.Concat(words.Skip(1))));
            }
            else
            {
                sequential[^1] = (sequential[^1].Name, sequential[^1].Letters + string.Concat(words));
            }
        }

        if (sequential.Exists(f => f.Letters.Contains('.', StringComparison.Ordinal)))
        {
            throw new InputException(path, 0, "'.' may be a gap or the letter of the first taxon: write '-' or the letter.");
        }

        bool Fits(List<(string Name, string Letters)> found) => found.Count == taxa && found.TrueForAll(f => f.Letters.Length == sites);
        var first = interleaved.ToList();
        return Fits(first) ? first
            : Fits(sequential) ? sequential
            : throw new InputException(path, 0, $"{taxa} taxa of {sites} letters are announced, and the sequences do not have that shape.");
    }

    private static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
