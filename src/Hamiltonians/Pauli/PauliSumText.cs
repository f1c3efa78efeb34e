using System.Globalization;
using System.Numerics;
using System.Text;

namespace Quiver.Hamiltonians.Pauli;

/// <summary>
/// The text of a sum, as one writes it by hand: <c>-ZZI - IZZ + 0.7 * XII + (0.5-2i) * YIY - 3</c>. A number alone is a multiple of the
/// identity; the star may be left out. What is written is read back bit for bit.
/// </summary>
internal ref struct PauliSumText
{
    private readonly ReadOnlySpan<char> text;
    private int at;

    private PauliSumText(ReadOnlySpan<char> text) => this.text = text;

    public static PauliSum Parse(ReadOnlySpan<char> text)
    {
        var parser = new PauliSumText(text);
        var terms = parser.Terms();
        var qubits = 0;
        foreach (var (label, _, place) in terms)
        {
            if (label is not null && qubits > 0 && label.Length != qubits)
            {
                throw new FormatException(
                    $"The label {label} at position {place + 1} has {label.Length} letters, those before it {qubits}.");
            }

            qubits = label?.Length ?? qubits;
        }

        var builder = new PauliSumBuilder(qubits);
        foreach (var (label, coefficient, _) in terms)
        {
            builder.Add(label is null ? PauliString.Identity(qubits) : PauliString.Parse(label), coefficient);
        }

        return builder.Build(realTolerance: 0);
    }

    public static string Format(PauliSum sum)
    {
        if (sum.Count == 0)
        {
            return sum.Qubits == 0 ? "0" : $"0 * {PauliString.Identity(sum.Qubits)}";
        }

        var result = new StringBuilder();
        for (var i = 0; i < sum.Count; i++)
        {
            var term = Term(sum[i]);
            var negative = term[0] == '-';
            result.Append(i == 0 ? string.Empty : negative ? " - " : " + ").Append(i > 0 && negative ? term.AsSpan(1) : term);
        }

        return result.ToString();
    }

    public static string Term(PauliTerm term)
    {
        var (c, label) = (term.Coefficient, term.String.ToString());
        if (c.Imaginary == 0 && label.Length > 0 && Math.Abs(c.Real) == 1)
        {
            return c.Real < 0 ? "-" + label : label;
        }

        var number = c.Imaginary == 0
            ? Number(c.Real)
            : $"({Number(c.Real)}{(double.IsNegative(c.Imaginary) ? string.Empty : "+")}{Number(c.Imaginary)}i)";
        return label.Length > 0 ? $"{number} * {label}" : number;
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private List<(string? Label, Complex Coefficient, int Place)> Terms()
    {
        var terms = new List<(string?, Complex, int)>();
        SkipSpace();
        do
        {
            var negative = terms.Count == 0 ? TakeSign() ?? false : TakeSign() ?? throw Error("a + or - between terms");
            negative ^= TakeSign() ?? false;
            var coefficient = Coefficient(out var hasNumber);
            var start = at;
            while (at < text.Length && text[at] is 'I' or 'X' or 'Y' or 'Z')
            {
                at++;
            }

            var label = at > start ? text[start..at].ToString() : null;
            if (label is null && !hasNumber)
            {
                throw Error("a Pauli label of letters I, X, Y, Z or a number");
            }

            terms.Add((label, negative ? -coefficient : coefficient, start));
            SkipSpace();
        }
        while (at < text.Length);
        return terms;
    }

    private Complex Coefficient(out bool hasNumber)
    {
        hasNumber = true;
        Complex value;
        if (at < text.Length && text[at] == '(')
        {
            at++;
            SkipSpace();
            value = Part(TakeSign() ?? false);
            SkipSpace();
            value += TakeSign() is { } negative ? Part(negative) : Complex.Zero;
            SkipSpace();
            at += at < text.Length && text[at] == ')' ? 1 : throw Error("a closing bracket");
        }
        else if (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] is '.' or 'i' or 'j'))
        {
            value = Part(false);
        }
        else
        {
            hasNumber = false;
            return Complex.One;
        }

        SkipSpace();
        if (at < text.Length && text[at] == '*')
        {
            at++;
            SkipSpace();
            hasNumber = false;
        }

        return value;
    }

    // A real number, or an imaginary one that ends in i (or j).
    private Complex Part(bool negative)
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.' || IsExponent(start)))
        {
            at++;
        }

        var imaginary = at < text.Length && text[at] is 'i' or 'j';
        var value = 1.0;
        if ((at > start || !imaginary) && !double.TryParse(text[start..at], NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            throw Error("a number");
        }

        at += imaginary ? 1 : 0;
        value = negative ? -value : value;
        return imaginary ? new Complex(0, value) : value;
    }

    private readonly bool IsExponent(int start) => at > start
        && (text[at] is 'e' or 'E' || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E'));

    private bool? TakeSign()
    {
        if (at == text.Length || text[at] is not ('+' or '-' or '\u2212'))
        {
            return null;
        }

        var negative = text[at] != '+';
        at++;
        SkipSpace();
        return negative;
    }

    private void SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private readonly FormatException Error(string expected) => new(at < text.Length
        ? $"At position {at + 1} of the sum stands '{text[at]}' where {expected} is expected."
        : $"The sum ends where {expected} is expected.");
}
