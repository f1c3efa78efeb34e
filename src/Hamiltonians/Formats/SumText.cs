using System.Globalization;
using System.Numerics;
using System.Text;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Reads sums as they are printed: Qiskit's opflow (<c>0.39 * IZ</c>, one term a line with + or - before it; the last letter
/// is qubit 0) and PennyLane (<c>0.39 * (Z(0) @ X(1)) + ...</c>, also with PauliZ, Z0 and *). Brackets nest to a bounded depth.
/// </summary>
internal sealed class SumText
{
    private const int MaxDepth = 32;
    private readonly string path;
    private readonly string text;
    private int at;
    private long line = 1;
    private int depth;

    private SumText(string path, string text)
    {
        this.path = path;
        this.text = text;
    }

    public static HamiltonianFile Read(string path, int atLeast)
    {
        var text = new StringBuilder();
        using var lines = new TextLines(path);
        foreach (var raw in lines.All())
        {
            var comment = raw.IndexOf('#', StringComparison.Ordinal);
            text.Append(comment < 0 ? raw : raw[..comment]).Append('\n');
        }

        var parser = new SumText(path, text.ToString());
        var terms = parser.Sum();
        if (parser.at < parser.text.Length)
        {
            throw parser.Error($"'{parser.text[parser.at]}' is not expected here.");
        }

        return Collect(path, terms, atLeast);
    }

    private static HamiltonianFile Collect(string path, List<Term> terms, int atLeast)
    {
        var labelled = terms.Exists(t => t.Label is not null);
        if (labelled && terms.Find(t => t.Letters.Count > 0) is { } mixed)
        {
            throw new InputException(path, mixed.Line, "labels such as IZ and letters with qubit numbers such as Z(0) stand in one sum.");
        }

        var collector = new SumCollector(path);
        collector.NoteEnd("term", closed: true, promised: null);
        if (labelled)
        {
            collector.Notes.Add("Sums of labels are Qiskit's (opflow): the last letter of a label was read as qubit 0.");
            foreach (var term in terms)
            {
                if (term.Label is null)
                {
                    collector.AddConstant(term.Value);
                    continue;
                }

                var letters = term.Label.ToCharArray();
                Array.Reverse(letters);
                collector.Add(letters, term.Value, term.Line);
            }

            return collector.File("sum") with { LabelsReversed = true };
        }

        var qubits = terms.SelectMany(t => t.Letters.Select(l => PauliText.Qubit(l, path, t.Line) + 1)).Append(1).Append(atLeast).Max();
        collector.RequireMemory(terms.Count, qubits);
        foreach (var term in terms)
        {
            collector.Add(PauliText.Label(term.Letters, qubits, path, term.Line), term.Value, term.Line);
        }

        return collector.File("sum");
    }

    private List<Term> Sum()
    {
        if (++depth > MaxDepth)
        {
            throw Error($"brackets are nested more than {MaxDepth} deep.");
        }

        var result = new List<Term>();
        var first = true;
        while (true)
        {
            Skip();
            var sign = Peek();
            if (sign is '+' or '-')
            {
                at++;
            }
            else if (!first)
            {
                depth--;
                return result;
            }

            var product = Product();
            result.AddRange(sign == '-' ? product.ConvertAll(t => t with { Value = -t.Value }) : product);
            first = false;
        }
    }

    private List<Term> Product()
    {
        var left = Factor();
        while (true)
        {
            Skip();
            if (Peek() is not ('*' or '@'))
            {
                return left;
            }

            at++;
            left = Times(left, Factor());
        }
    }

    private List<Term> Times(List<Term> left, List<Term> right)
    {
        if (left.Count > 1 && right.Count > 1)
        {
            throw Error("a product of two sums is not supported: multiply it out.");
        }

        var result = new List<Term>(Math.Max(left.Count, right.Count));
        foreach (var a in left)
        {
            foreach (var b in right)
            {
                if (a.Letters.Count + b.Letters.Count > SumCollector.MaxQubits)
                {
                    throw Error($"a product has more than {SumCollector.MaxQubits} factors.");
                }

                result.Add(a.Label is null || b.Label is null
                    ? new Term(a.Value * b.Value, a.Label ?? b.Label, [.. a.Letters, .. b.Letters], a.Line)
                    : throw Error($"'{SumCollector.Short(a.Label)}' and '{SumCollector.Short(b.Label)}' are multiplied: write one label "
                        + $"a term."));
            }
        }

        return result;
    }

    private List<Term> Factor()
    {
        Skip();
        var c = Peek();
        if (c == '(')
        {
            at++;
            var inside = Sum();
            Skip();
            if (Peek() != ')')
            {
                throw Error(at >= text.Length ? "the brackets do not close: the file looks cut off."
                    : $"'{text[at]}' stands where ')' was expected.");
            }

            at++;
            return inside.Count > 1 && inside.TrueForAll(t => t.Label is null && t.Letters.Count == 0)
                ? [inside[0] with { Value = inside.Aggregate(Complex.Zero, (sum, t) => sum + t.Value) }]
                : inside;
        }

        if (c is '+' or '-')
        {
            at++;
            return Times([new Term(c == '-' ? -1 : 1, null, [], line)], Factor());
        }

        return char.IsAsciiDigit(c) || c == '.' ? [Number()] : char.IsAsciiLetter(c) ? [Operator()]
            : throw Error(at >= text.Length ? "the sum ends after a sign: the file looks cut off."
            : $"'{SumCollector.Short([c])}' is not expected in a sum of Pauli terms.");
    }

    private Term Number()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '.'
            || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E')))
        {
            at++;
        }

        return NumberText.TryParse(text.AsSpan(start, at - start), out var value)
            ? new Term(value, null, [], line)
            : throw Error($"'{SumCollector.Short(text.AsSpan(start, at - start))}' is not a finite number.");
    }

    private Term Operator()
    {
        var start = at;
        while (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
        {
            at++;
        }

        var word = text[start..at];
        var letter = word.StartsWith("Pauli", StringComparison.Ordinal) ? word[5..] : word == "Identity" ? "I" : word;
        if (PauliText.IsIndexedLetter(letter))
        {
            return new Term(1, null, letter[0] == 'I' ? [] : [letter], line);
        }

        if (Peek() != '(')
        {
            return word.All(char.IsAsciiLetter) ? new Term(1, word, [], line)
                : throw Error($"'{SumCollector.Short(word)}' is not a Pauli label.");
        }

        var close = text.IndexOf(')', at);
        var wire = close < 0 ? string.Empty : text[(at + 1)..close].Trim();
        wire = wire.StartsWith("wires", StringComparison.Ordinal) ? wire[5..].Trim(' ', '=', '[', ']') : wire;
        if (close < 0 || letter is not ("I" or "X" or "Y" or "Z")
            || !int.TryParse(wire, NumberStyles.None, CultureInfo.InvariantCulture, out var q))
        {
            throw Error(close < 0 ? "the brackets do not close: the file looks cut off."
                : $"'{SumCollector.Short(text.AsSpan(start, close + 1 - start))}' is not a Pauli letter with a qubit number, such as "
                + $"Z(0).");
        }

        at = close + 1;
        return new Term(1, null, letter == "I" ? [] : [letter + q.ToString(CultureInfo.InvariantCulture)], line);
    }

    private char Peek() => at < text.Length ? text[at] : '\0';

    private void Skip()
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\f')
        {
            line += text[at++] == '\n' ? 1 : 0;
        }
    }

    private InputException Error(string message) => new(path, line, message);

    private sealed record Term(Complex Value, string? Label, List<string> Letters, long Line);
}
