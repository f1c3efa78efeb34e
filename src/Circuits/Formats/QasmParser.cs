using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>Tokens of one file with a position, and the expressions between them.</summary>
internal sealed class QasmParser(List<QasmToken> tokens, string file)
{
    private int at;

    public QasmToken Current => tokens[at];

    public bool AtEnd => Current.Kind == QasmTokenKind.End;

    public InputException Error(string message, int line = 0) => new(file, line > 0 ? line : Current.Line, message);

    public QasmToken Take() => tokens[AtEnd ? at : at++];

    public bool TryTake(string text)
    {
        if (Current.Kind is QasmTokenKind.Sign or QasmTokenKind.Word && string.Equals(Current.Text, text, StringComparison.Ordinal))
        {
            at++;
            return true;
        }

        return false;
    }

    public void Expect(string text, string where)
    {
        if (!TryTake(text))
        {
            throw Error($"expected '{text}' {where}, found '{Current.Text}'.");
        }
    }

    public string Word(string what)
    {
        if (Current.Kind != QasmTokenKind.Word)
        {
            throw Error($"expected {what}, found '{Current.Text}'.");
        }

        return Take().Text;
    }

    public int Integer(string what)
    {
        if (Current.Kind != QasmTokenKind.Number || !int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            throw Error($"expected {what}, a whole number, found '{Current.Text}'.");
        }

        at++;
        return value;
    }

    public void Back(int position) => at = position;

    public int Position => at;

    /// <summary>A sum of products; names are looked up in the given scope.</summary>
    public Angle Expression(IReadOnlyDictionary<string, Angle> names)
    {
        var value = Product(names);
        while (true)
        {
            var line = Current.Line;
            if (TryTake("+"))
            {
                value = Sum(value, Product(names), line);
            }
            else if (TryTake("-"))
            {
                value = Sum(value, -Product(names), line);
            }
            else
            {
                return value;
            }
        }
    }

    private Angle Product(IReadOnlyDictionary<string, Angle> names)
    {
        var value = Factor(names);
        while (true)
        {
            var line = Current.Line;
            if (TryTake("*"))
            {
                var right = Factor(names);
                value = value.IsFree && right.IsFree
                    ? throw Error("a product of two free parameters is not linear; angles may only be scaled and shifted.", line)
                    : value.IsFree ? right.Offset * value : value.Offset * right;
            }
            else if (TryTake("/"))
            {
                var right = Constant(Factor(names), "a divisor", line);
                value = right == 0 ? throw Error("division by zero.", line) : new Angle(value.Parameter, value.Scale / right, value.Offset / right);
            }
            else
            {
                return value;
            }
        }
    }

    private Angle Factor(IReadOnlyDictionary<string, Angle> names)
    {
        if (TryTake("-"))
        {
            return -Factor(names);
        }

        if (TryTake("+"))
        {
            return Factor(names);
        }

        var value = Atom(names);
        var line = Current.Line;
        return TryTake("^") || TryTake("**")
            ? Math.Pow(Constant(value, "a base", line), Constant(Factor(names), "an exponent", line))
            : value;
    }

    private Angle Atom(IReadOnlyDictionary<string, Angle> names)
    {
        var token = Take();
        switch (token.Kind)
        {
            case QasmTokenKind.Number:
                return double.TryParse(token.Text.Replace("_", string.Empty, StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw Error($"'{token.Text}' is not a number.", token.Line);
            case QasmTokenKind.Sign when string.Equals(token.Text, "(", StringComparison.Ordinal):
                var inner = Expression(names);
                Expect(")", "after the expression");
                return inner;
            case QasmTokenKind.Word:
                break;
            default:
                throw Error($"expected a number or a name in the expression, found '{token.Text}'.", token.Line);
        }

        if (names.TryGetValue(token.Text, out var named))
        {
            return named;
        }

        switch (token.Text)
        {
            case "pi" or "π":
                return Math.PI;
            case "tau" or "τ":
                return Math.Tau;
            case "euler" or "ℇ":
                return Math.E;
            default:
                break;
        }

        Func<double, double>? function = token.Text switch
        {
            "sin" => Math.Sin,
            "cos" => Math.Cos,
            "tan" => Math.Tan,
            "exp" => Math.Exp,
            "ln" or "log" => Math.Log,
            "sqrt" => Math.Sqrt,
            "arcsin" or "asin" => Math.Asin,
            "arccos" or "acos" => Math.Acos,
            "arctan" or "atan" => Math.Atan,
            _ => null,
        };
        if (function is null)
        {
            throw Error($"'{token.Text}' is neither a parameter nor a known constant or function.", token.Line);
        }

        Expect("(", $"after {token.Text}");
        var argument = Constant(Expression(names), $"the argument of {token.Text}", token.Line);
        Expect(")", $"after the argument of {token.Text}");
        return function(argument);
    }

    private double Constant(Angle angle, string what, int line) => angle.IsFree
        ? throw Error($"{what} depends on a free parameter; angles may only be scaled and shifted.", line)
        : angle.Offset;

    private Angle Sum(Angle left, Angle right, int line) => left.TryAdd(right, out var sum)
        ? sum
        : throw Error("an angle may depend on one free parameter only.", line);
}
