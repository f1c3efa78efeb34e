using System.Globalization;
using System.Text;
using Quiver.Core.Runs;

namespace Quiver.GFlowNet.Phylogenetics;

/// <summary>The sequences of a NEXUS file (Maddison, Swofford, Maddison 1997): the first matrix of a data or characters block, interleaved
/// or not, by what its dimensions and its format say.</summary>
internal sealed class NexusMatrix
{
    private static readonly string[] Nucleotides = ["dna", "rna", "nucleotide"];
    private readonly string path;
    private int? taxa;
    private int? sites;
    private char gap = '-';
    private char missing = '?';
    private char? same;
    private bool interleaved;

    private NexusMatrix(string path) => this.path = path;

    /// <summary>Reads the sequences.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="path">Its name, for errors.</param>
    /// <returns>Names and letters; gaps are '-', unknown letters '?'.</returns>
    /// <exception cref="InputException">There is no whole matrix, it has not the announced shape, or its format is not one of nucleotides
    /// in rows.</exception>
    public static IReadOnlyList<(string Name, string Letters)> Read(string text, string path) => new NexusMatrix(path).Read(text);

    private IReadOnlyList<(string Name, string Letters)> Read(string text)
    {
        var block = string.Empty;
        foreach (var (command, ends) in Commands(WithoutComments(text)))
        {
            var words = Words(command);
            var verb = words.Count == 0 ? string.Empty : words[0];
            if (Is(verb, "#nexus"))
            {
                words.RemoveAt(0);
                verb = words.Count == 0 ? string.Empty : words[0];
            }

            if (Is(verb, "begin"))
            {
                block = words.Count > 1 ? words[1] : string.Empty;
            }
            else if (!Is(block, "data") && !Is(block, "characters"))
            {
                continue;
            }
            else if (Is(verb, "dimensions"))
            {
                (taxa, sites) = (Count(words, "ntax"), Count(words, "nchar"));
            }
            else if (Is(verb, "format"))
            {
                Format(words);
            }
            else if (Is(verb, "matrix"))
            {
                return ends ? Matrix(command[(command.IndexOf(verb, StringComparison.Ordinal) + verb.Length)..]) : throw Fault(
                    "the matrix does not end with ';': the file may be cut off.");
            }
        }

        throw Fault("the NEXUS file has no matrix of sequences in a data or characters block.");
    }

    private InputException Fault(string what) => new(path, 0, what);

    private string WithoutComments(string text)
    {
        var (kept, depth, quoted) = (new StringBuilder(text.Length), 0, false);
        foreach (var c in text)
        {
            quoted ^= c == '\'' && depth == 0;
            depth += quoted ? 0 : c == '[' ? 1 : c == ']' && depth > 0 ? -1 : 0;
            if (depth == 0 && (c != ']' || quoted))
            {
                kept.Append(c);
            }
        }

        return depth == 0 ? kept.ToString() : throw Fault("a comment '[' is not closed by ']'.");
    }

    private static IEnumerable<(string Command, bool Ends)> Commands(string text)
    {
        var (begin, quoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            quoted ^= text[i] == '\'';
            if (text[i] == ';' && !quoted)
            {
                yield return (text[begin..i], true);
                begin = i + 1;
            }
        }

        yield return (text[begin..], false);
    }

    // Words, '=' and texts in double quotes.
    private static List<string> Words(string command)
    {
        var (words, quoted) = (new List<string>(), false);
        foreach (var part in command.Split('"'))
        {
            words.AddRange(quoted ? [part] : part.Replace("=", " = ", StringComparison.Ordinal)
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            quoted = !quoted;
        }

        return words;
    }

    private static bool Is(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string? Value(List<string> words, string key)
    {
        var place = words.FindIndex(w => Is(w, key));
        return place >= 0 && place + 2 < words.Count && words[place + 1] == "=" ? words[place + 2] : null;
    }

    private static int? Count(List<string> words, string key) =>
        int.TryParse(Value(words, key), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private void Format(List<string> words)
    {
        bool Has(string key) => words.Exists(w => Is(w, key));
        char? Letter(string key) => Value(words, key) is { Length: 1 } one ? one[0] : null;
        if (Value(words, "datatype") is { } type && !Nucleotides.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            throw Fault($"its format says datatype={type}; sequences of nucleotides (DNA, RNA, nucleotide) are read.");
        }

        if (Array.Find(["equate", "transpose", "nolabels", "labels", "tokens"], k => Has(k)) is { } other)
        {
            throw Fault($"its format says '{other}', which is not read: write names in front of rows of plain letters.");
        }

        (gap, missing, same) = (Letter("gap") ?? gap, Letter("missing") ?? missing, Letter("matchchar"));
        interleaved = Has("interleave") && !Is(Value(words, "interleave") ?? "yes", "no");
    }

    private List<(string Name, string Letters)> Matrix(string text)
    {
        string[] lines = [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
        var blocks = Interleaved(lines);
        var wrapped = interleaved || sites is null ? null : Sequential(lines);
        var found = wrapped is not null && Fits(wrapped) ? wrapped : blocks;
        if (!Fits(found))
        {
            var odd = found.FirstOrDefault(f => sites is { } s && f.Letters.Length != s);
            throw Fault($"its dimensions announce {taxa?.ToString(CultureInfo.InvariantCulture) ?? "some"} taxa of "
                + $"{sites?.ToString(CultureInfo.InvariantCulture) ?? "some"} letters; found are {found.Count} taxa"
                + (odd.Name is null ? "." : $", and '{odd.Name}' has {odd.Letters.Length} letters."));
        }

        return [.. found.Select((f, t) => (f.Name, Plain(f, t == 0 ? null : found[0].Letters)))];
    }

    private bool Fits(List<(string Name, string Letters)> found) => (taxa is null || found.Count == taxa)
        && (sites is null || found.TrueForAll(f => f.Letters.Length == sites));

    // A name, in quotes where it has blanks, and the letters behind it.
    private static (string Name, string Letters) Row(string line)
    {
        var end = line.StartsWith('\'') ? line.IndexOf('\'', 1) + 1 : 0;
        while (end > 0 && end < line.Length && line[end] == '\'')
        {
            end = line.IndexOf('\'', end + 1) + 1;
        }

        if (end <= 0)
        {
            end = line.IndexOfAny([' ', '\t']);
            end = end < 0 ? line.Length : end;
        }

        return (line[..end].Trim('\''), Letters(line[end..]));
    }

    private static string Letters(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static List<(string Name, string Letters)> Interleaved(string[] lines) =>
        [.. lines.Select(Row).GroupBy(r => r.Name, StringComparer.Ordinal).Select(g => (g.Key, string.Concat(g.Select(r => r.Letters))))];

    // A sequence goes on over lines until it has all its letters.
    private List<(string Name, string Letters)> Sequential(string[] lines)
    {
        var found = new List<(string Name, string Letters)>();
        foreach (var line in lines)
        {
            if (found.Count > 0 && found[^1].Letters.Length < sites)
            {
                found[^1] = (found[^1].Name, found[^1].Letters + Letters(line));
            }
            else
            {
                found.Add(Row(line));
            }
        }

        return found;
    }

    private string Plain((string Name, string Letters) row, string? first)
    {
        var letters = row.Letters.ToCharArray();
        for (var k = 0; k < letters.Length; k++)
        {
            // A letter of the first row may itself be a gap or unknown.
            letters[k] = letters[k] == same && first is not null && k < first.Length ? first[k] : letters[k];
            letters[k] = letters[k] == gap ? '-' : letters[k] == missing ? '?' : letters[k];
            if (letters[k] == '.' || letters[k] == same)
            {
                throw Fault($"'{letters[k]}' in '{row.Name}' at column {k + 1:N0} "
                    + (same is null ? "may be a gap or the letter of the first taxon: say 'format matchchar=.' or 'format gap=.'."
                        : "has no first row to take its letter from."));
            }
        }

        return new string(letters);
    }
}
