using System.Text;
using System.Text.RegularExpressions;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Tells a Hamiltonian file's format from its first bytes; the file's name plays no part.</summary>
internal static partial class FormatDetector
{
    private const int HeadBytes = 1 << 16;
    private const int DataLines = 8;

    public static string Detect(string path)
    {
        var bytes = new byte[HeadBytes];
        int length;
        using (var stream = File.OpenRead(path))
        {
            length = stream.ReadAtLeast(bytes, HeadBytes, throwOnEndOfStream: false);
        }

        if (length >= 8 && bytes[0] == 0x89 && bytes[1] == 'H' && bytes[2] == 'D' && bytes[3] == 'F')
        {
            return "hdf5";
        }

        if (TextSource.BinaryKind(bytes.AsSpan(0, length)) is { } kind)
        {
            throw new InputException(path, 0, $"this is {kind}.");
        }

        var decoder = TextSource.EncodingOf(bytes.AsSpan(0, Math.Min(256, length))).GetDecoder();
        decoder.Fallback = DecoderFallback.ReplacementFallback;
        var letters = new char[length + 1];
        var text = TextSource.WithoutMark(new string(letters, 0, decoder.GetChars(bytes, 0, length, letters, 0)));
        if (text.AsSpan().IndexOfAnyInRange('\0', '\u0008') >= 0)
        {
            throw new InputException(path, 0, "this is a binary file of a kind that is not known.");
        }

        var lines = text.ReplaceLineEndings("\n").Split('\n')
            .Select((line, at) => (Text: line.Trim(), Number: at + 1))
            .Where(line => line.Text.Length > 0 && line.Text[0] is not ('#' or '%' or '!')
                && !line.Text.StartsWith("//", StringComparison.Ordinal))
            .Take(DataLines)
            .ToArray();
        if (lines.Length == 0)
        {
            throw new InputException(path, 0, "the file holds nothing but comments.");
        }

        var first = lines[0].Text;
        if (first[0] == '{' || (first[0] == '[' && text.TrimStart()[1..].TrimStart().StartsWith('{')))
        {
            return "json";
        }

        if (QiskitPattern().IsMatch(text.TrimStart()))
        {
            return "qiskit";
        }

        if (SumPattern().IsMatch(first))
        {
            return "sum";
        }

        if (FcidumpReader.Recognises(first))
        {
            return "fcidump";
        }

        if (YamlPattern().IsMatch(text))
        {
            return "broombridge";
        }

        return FromLines(path, lines)
            ?? throw new InputException(path, lines[0].Number,
                $"no Hamiltonian format is recognised here; the known ones are "
                + $"{string.Join(", ", HamiltonianReader.FormatNames.Skip(1))}.");
    }

    private static string? FromLines(string path, (string Text, int Number)[] lines)
    {
        string? lastResort = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var (line, number) = lines[i];
            if (HeaderPattern().IsMatch(line))
            {
                return "openfermion";
            }

            if (LiquidPattern().IsMatch(line))
            {
                return "liquid";
            }

            if (GroupedPattern().IsMatch(line))
            {
                throw new InputException(path, number, "this is a grouping (a line '0.0,' opens each group), not a Hamiltonian; give "
                    + "the ungrouped file.");
            }

            if (line.Contains('[', StringComparison.Ordinal)
                && !(line.StartsWith("[]", StringComparison.Ordinal) && ConstantText.TryParse(line, out _)))
            {
                return "openfermion";
            }

            if (ConstantText.TryParse(line, out _))
            {
                lastResort ??= "labels";
                continue;
            }

            var parts = line.Split([' ', '\t', ',', ';', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Skip(1).Any(p => LadderPattern().IsMatch(p)))
            {
                return "fermion";
            }

            var letters = parts.Count(PauliText.IsIndexedLetter);
            if (letters > 0 && (parts.Length - letters == 1 || LikeNumber(parts[0])))
            {
                return "sparse";
            }

            if (parts.Length == 1 && line.All(char.IsAsciiLetterUpper))
            {
                return "alternating";
            }

            if (parts.Length > 1 && (parts.Count(p => p.All(char.IsAsciiLetter) && !LikeNumber(p)) == 1)
                && (parts.Length == 2 || line.Contains('(', StringComparison.Ordinal)) && (LikeNumber(parts[0]) || LikeNumber(parts[^1])))
            {
                lastResort = "labels";

                // A title such as "H 2" may stand before sparse lines.
                if (!parts.Contains("I") && (i > 0 || line.Any(c => c is 'I' or 'X' or 'Y' or 'Z')))
                {
                    return lastResort;
                }
            }
        }

        return lastResort;
    }

    /// <summary>Whether a text means to be a number, NaN and infinities included.</summary>
    private static bool LikeNumber(string text) => NumberText.TryParse(text, out _) || NumberLikePattern().IsMatch(text);

    [GeneratedRegex(@"^[A-Z][A-Za-z]*Operator:$", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderPattern();

    /// <summary>A coefficient, a star and an operator; or an operator with its qubit in brackets.</summary>
    [GeneratedRegex(@"^[+-]?\s*(?:[(\d.][^\[\]'""=]*[*@]|(?:Pauli)?[IXYZ]\((?:\d|wires)|Identity\(|[IXYZ]+\s+[+-]\s)", RegexOptions.CultureInvariant)]
    private static partial Regex SumPattern();

    [GeneratedRegex(@"^\s*(?:[A-Za-z_]\w*\s*=\s*)?(?:[A-Za-z_]\w*\.)*(?:SparsePauliOp|PauliSumOp|PauliOp|SummedOp|PauliList|SparseObservable|\[\s*(?:[\(\[]?\s*['""]|[\(\[]\s*(?:[\d.+-]|Pauli\()|(?:\w+\.)*PauliOp))", RegexOptions.CultureInvariant)]
    private static partial Regex QiskitPattern();

    [GeneratedRegex(@"^\s*""?(?:\$schema|problem_description|integral_sets|bibliography|format|generator)""?\s*:", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex YamlPattern();

    [GeneratedRegex(@"^(?:\d+,\d+(?:,\d+,\d+)?|tst|info|nuc|Ehf|orbs|consts)\s*=", RegexOptions.CultureInvariant)]
    private static partial Regex LiquidPattern();

    [GeneratedRegex(@"^0\.0,[IXYZ]+$", RegexOptions.CultureInvariant)]
    private static partial Regex GroupedPattern();

    [GeneratedRegex(@"^\d+\^$", RegexOptions.CultureInvariant)]
    private static partial Regex LadderPattern();

    [GeneratedRegex(@"^\(?[+-]?(?:\d|\.\d|nan\b|inf)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NumberLikePattern();
}
