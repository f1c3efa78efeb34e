using System.Globalization;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Plain text forms: <c>label coefficient</c> in either order (comments after #), alternating lines of label and
/// coefficient, and sparse lines such as <c>0.5 X0 Z3</c>.
/// </summary>
internal static class PauliText
{
    private static readonly char[] Separators = [' ', '\t', ',', ';', ':'];

    public static HamiltonianFile ReadLabels(string path)
    {
        using var lines = new TextLines(path);
        var collector = new SumCollector(path);
        var facts = new CommentFacts();
        foreach (var raw in lines.All())
        {
            var text = raw.Trim();
            if (facts.TryRead(text))
            {
                continue;
            }

            var comment = text.IndexOf('#', StringComparison.Ordinal);
            var (label, number) = Split(lines, comment < 0 ? text : text[..comment].TrimEnd());
            collector.Add(label, number, lines.Line);
        }

        return facts.AddTo(new HamiltonianFile { Sum = collector.Build(facts.Terms), Format = "labels" });
    }

    public static HamiltonianFile ReadAlternating(string path)
    {
        using var lines = new TextLines(path);
        var collector = new SumCollector(path);
        var facts = new CommentFacts();
        string? label = null;
        foreach (var raw in lines.All())
        {
            var text = raw.Trim();
            if (facts.TryRead(text))
            {
                continue;
            }

            if (label is null)
            {
                label = text;
            }
            else
            {
                collector.Add(label, text, lines.Line);
                label = null;
            }
        }

        if (label is not null)
        {
            throw lines.Error($"the file ends after the label '{SumCollector.Short(label)}': its coefficient is missing.");
        }

        return facts.AddTo(new HamiltonianFile { Sum = collector.Build(facts.Terms), Format = "alternating" });
    }

    public static HamiltonianFile ReadSparse(string path, int atLeast)
    {
        using var lines = new TextLines(path);
        var facts = new CommentFacts();
        var terms = new List<(string Number, string[] Letters, long Line)>();
        var qubits = 1;
        var first = true;
        foreach (var raw in lines.All())
        {
            if (facts.TryRead(raw.Trim()))
            {
                continue;
            }

            var parts = raw.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
            var isNumber = NumberText.TryParse(parts[0], out _);
            if (first && !isNumber && !IsIndexedLetter(parts[0]) && (parts.Length == 1 || !parts.Skip(1).All(IsIndexedLetter)))
            {
                // A first line that is no number is a title.
                first = false;
                continue;
            }

            first = false;
            if (!isNumber && parts.Length > 1 && IsIndexedLetter(parts[0]) && NumberText.TryParse(parts[^1], out _))
            {
                parts = [parts[^1], .. parts[..^1]];
            }

            foreach (var letter in parts.AsSpan(1))
            {
                qubits = Math.Max(qubits, Qubit(letter, path, lines.Line) + 1);
            }

            terms.Add((parts[0], parts[1..], lines.Line));
        }

        qubits = Math.Max(qubits, Math.Max(atLeast, facts.Qubits ?? 0));

        var collector = new SumCollector(path);
        foreach (var (number, letters, at) in terms)
        {
            collector.Add(Label(letters, qubits, path, at), number, at);
        }

        return facts.AddTo(new HamiltonianFile { Sum = collector.Build(facts.Terms), Format = "sparse" });
    }

    /// <summary>A full label from letters such as X0 or Z12.</summary>
    public static string Label(IEnumerable<string> letters, int qubits, string path, long line)
    {
        var label = new char[qubits];
        Array.Fill(label, 'I');
        foreach (var letter in letters)
        {
            var q = Qubit(letter, path, line);
            if (label[q] != 'I')
            {
                throw new InputException(path, line, $"qubit {q} stands twice in one term.");
            }

            label[q] = letter[0];
        }

        return new string(label);
    }

    public static int Qubit(string letter, string path, long line)
    {
        if (letter.Length < 2 || letter[0] is not ('I' or 'X' or 'Y' or 'Z') || !int.TryParse(letter.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var q) || q > 4095)
        {
            throw new InputException(path, line, $"'{SumCollector.Short(letter)}' is not a Pauli letter with a qubit number, such as X0.");
        }

        return q;
    }

    /// <summary>Whether a text is a letter with a qubit number, such as X0.</summary>
    public static bool IsIndexedLetter(string text) => text.Length > 1 && text[0] is 'I' or 'X' or 'Y' or 'Z' && text.Skip(1).All(char.IsAsciiDigit);

    private static (string Label, string Number) Split(TextLines lines, string text)
    {
        // A complex number in parentheses may hold spaces.
        if (text[0] == '(' && text.IndexOf(')', StringComparison.Ordinal) is var close and > 0)
        {
            return (text[(close + 1)..].Trim(Separators), text[..(close + 1)].Replace(" ", string.Empty, StringComparison.Ordinal));
        }

        if (text[^1] == ')' && text.LastIndexOf('(') is var open and > 0)
        {
            return (text[..open].Trim(Separators), text[open..].Replace(" ", string.Empty, StringComparison.Ordinal));
        }

        var parts = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2)
        {
            throw lines.Error($"expected a Pauli label and a coefficient, found '{SumCollector.Short(text)}'.");
        }

        var labelFirst = parts[0][0] is 'I' or 'X' or 'Y' or 'Z' || (char.IsAsciiLetter(parts[0][0]) && !char.IsAsciiLetter(parts[1][0]));
        return labelFirst ? (parts[0], parts[1]) : (parts[1], parts[0]);
    }
}
