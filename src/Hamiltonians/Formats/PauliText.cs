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
            text = comment < 0 ? text : text[..comment].TrimEnd();
            if (ConstantText.TryParse(text, out var constant))
            {
                collector.AddConstant(constant);
                continue;
            }

            var (label, number) = Split(lines, text);
            collector.Add(label, number, lines.Line);
        }

        collector.NoteEnd("line", lines.Closed, facts.Terms);
        return facts.AddTo(collector.File("labels", facts.Terms, facts.Qubits ?? 1));
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
                continue;
            }

            if (ConstantText.IsWord(label) && NumberText.TryParse(text, out var constant))
            {
                collector.AddConstant(constant);
            }
            else
            {
                collector.Add(label, text, lines.Line);
            }

            label = null;
        }

        if (label is not null)
        {
            throw lines.Error($"the file ends after the label '{SumCollector.Short(label)}': its coefficient is missing.");
        }

        collector.NoteEnd("pair of lines", lines.Closed, facts.Terms);
        return facts.AddTo(collector.File("alternating", facts.Terms, facts.Qubits ?? 1));
    }

    public static HamiltonianFile ReadSparse(string path, int atLeast)
    {
        using var lines = new TextLines(path);
        var facts = new CommentFacts();
        var collector = new SumCollector(path);
        var terms = new List<(string Number, string[] Letters, long Line)>();
        var qubits = 1;
        var first = true;
        foreach (var raw in lines.All())
        {
            var text = raw.Trim();
            if (facts.TryRead(text))
            {
                continue;
            }

            var comment = text.IndexOf('#', StringComparison.Ordinal);
            text = comment < 0 ? text : text[..comment].TrimEnd();
            if (ConstantText.TryParse(text, out var constant))
            {
                collector.AddConstant(constant);
                first = false;
                continue;
            }

            var parts = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0)
            {
                continue;
            }

            if (first && IsTitle(text, parts, path, lines.Line))
            {
                collector.Notes.Add($"Line {lines.Line} ('{SumCollector.Short(text)}') was taken for a title.");
                first = false;
                continue;
            }

            first = false;
            if (parts.Length > 1 && !NumberText.TryParse(parts[0], out _) && NumberText.TryParse(parts[^1], out _))
            {
                parts = [parts[^1], .. parts[..^1]];
            }

            if (parts.Length == 2 && parts[1] == "I")
            {
                parts = parts[..1];
            }

            foreach (var letter in parts.AsSpan(1))
            {
                qubits = Math.Max(qubits, Qubit(letter, path, lines.Line) + 1);
            }

            terms.Add((parts[0], parts[1..], lines.Line));
        }

        qubits = Math.Max(qubits, Math.Max(atLeast, facts.Qubits ?? 0));
        collector.RequireMemory(terms.Count, qubits);
        foreach (var (number, letters, at) in terms)
        {
            collector.Add(Label(letters, qubits, path, at), number, at);
        }

        collector.NoteEnd("line", lines.Closed, facts.Terms);
        return facts.AddTo(collector.File("sparse", facts.Terms, qubits));
    }

    /// <summary>
    /// A first line without a term is a title, unless it begins or ends with a number with a decimal point: that may be a
    /// constant in words that are not known, and must not be lost.
    /// </summary>
    private static bool IsTitle(string text, string[] parts, string path, long line)
    {
        var isTerm = NumberText.TryParse(parts[0], out _)
            ? parts.Skip(1).All(p => p == "I" || IsIndexedLetter(p))
            : (IsIndexedLetter(parts[0]) || parts[0] == "I")
                && (parts.Length == 1 || parts.Skip(1).SkipLast(1).All(IsIndexedLetter)
                && (IsIndexedLetter(parts[^1]) || NumberText.TryParse(parts[^1], out _)));
        if (isTerm)
        {
            return false;
        }

        if (Array.Exists([parts[0], parts[^1]], p => NumberText.TryParse(p, out _) && !p.All(char.IsAsciiDigit)))
        {
            throw new InputException(path, line, $"'{SumCollector.Short(text)}' is neither a term such as '0.5 X0 Z1' nor 'constant "
                + $"0.5'; put a # before it if it is a remark.");
        }

        return true;
    }

    /// <summary>A full label from letters such as X0 or Z12.</summary>
    public static string Label(IEnumerable<string> letters, int qubits, string path, long line)
    {
        var label = new char[qubits];
        Array.Fill(label, 'I');
        foreach (var letter in letters)
        {
            var q = Qubit(letter, path, line);
            if (q >= qubits)
            {
                throw new InputException(path, line, $"qubit {q} does not exist: there are {qubits}.");
            }

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
        if (letter.Length < 2 || letter[0] is not ('I' or 'X' or 'Y' or 'Z')
            || !int.TryParse(letter.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var q) || q > 4095)
        {
            throw new InputException(path, line, $"'{SumCollector.Short(letter)}' is not a Pauli letter with a qubit number, such as X0.");
        }

        return q;
    }

    /// <summary>Whether a text is a letter with a qubit number, such as X0.</summary>
    public static bool IsIndexedLetter(string text) =>
        text.Length > 1 && text[0] is 'I' or 'X' or 'Y' or 'Z' && text.Skip(1).All(char.IsAsciiDigit);

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
