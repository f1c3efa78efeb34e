using System.Globalization;
using System.Runtime.CompilerServices;

namespace Quiver.Circuits.Formats;

/// <summary>Parses expressions by precedence into postfix order; brackets and signs nest to a bounded depth.</summary>
internal sealed class QasmExpressionParser(QasmParser parser)
{
    /// <summary>Levels of brackets and signs.</summary>
    public const int MostDepth = 200;

    private readonly List<QasmInstruction> code = [];
    private int depth;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public QasmExpression Parse()
    {
        var start = parser.Current;
        var from = code.Count;
        Binary(0);
        var postfix = new QasmInstruction[code.Count - from];
        code.CopyTo(from, postfix, 0, postfix.Length);
        var result = new QasmExpression(postfix, start.Line, parser.Text, start.Start, Math.Max(start.Start, parser.LastEnd));
        code.RemoveRange(from, code.Count - from);
        return result;
    }

    private static (int Left, int Right, QasmOperation Operation) Operator(string sign, int major) => sign switch
    {
        "||" => (1, 2, QasmOperation.Or),
        "&&" => (3, 4, QasmOperation.And),
        "|" => (5, 6, QasmOperation.BitOr),
        "^" when major == 3 => (7, 8, QasmOperation.BitXor),
        "&" => (9, 10, QasmOperation.BitAnd),
        "==" => (11, 12, QasmOperation.Equal),
        "!=" => (11, 12, QasmOperation.NotEqual),
        "<" => (13, 14, QasmOperation.Less),
        "<=" => (13, 14, QasmOperation.LessOrEqual),
        ">" => (13, 14, QasmOperation.Greater),
        ">=" => (13, 14, QasmOperation.GreaterOrEqual),
        "<<" => (15, 16, QasmOperation.ShiftLeft),
        ">>" => (15, 16, QasmOperation.ShiftRight),
        "+" => (17, 18, QasmOperation.Add),
        "-" => (17, 18, QasmOperation.Subtract),
        "*" => (19, 20, QasmOperation.Multiply),
        "/" => (19, 20, QasmOperation.Divide),
        "%" => (19, 20, QasmOperation.Remainder),
        "**" => (24, 23, QasmOperation.Power),
        "^" => (24, 23, QasmOperation.CaretPower),
        _ => (-1, -1, default),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Binary(int least)
    {
        if (++depth > MostDepth)
        {
            throw parser.Error($"the expression is nested in more than {MostDepth} brackets, signs and powers: simplify it.");
        }

        Unary();
        while (parser.Current.Kind == QasmTokenKind.Sign)
        {
            var (left, right, operation) = Operator(parser.Current.Text, parser.Major);
            if (left < least || left < 0)
            {
                break;
            }

            parser.Take();
            Binary(right);
            code.Add(new(operation, null, default, 2));
        }

        depth--;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Unary()
    {
        var token = parser.Current;
        QasmOperation? sign = token.Kind != QasmTokenKind.Sign ? null : token.Text switch
        {
            "-" => QasmOperation.Negate,
            "+" => QasmOperation.Plus,
            "!" => QasmOperation.Not,
            "~" => QasmOperation.Complement,
            _ => null,
        };
        if (sign is not { } operation)
        {
            Atom();
            return;
        }

        // A sign binds tighter than a product and looser than a power.
        parser.Take();
        Binary(21);
        code.Add(new(operation, null, default, 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Atom()
    {
        var token = parser.Take();
        switch (token.Kind)
        {
            case QasmTokenKind.Number:
                code.Add(new(QasmOperation.Value, null, Number(token), 0));
                if (parser.Current.Kind == QasmTokenKind.Word && parser.Current.Start == token.End)
                {
                    throw parser.Error($"'{token.Text}{QasmParser.Short(parser.Current.Text)}' is not supported: durations and "
                        + $"imaginary numbers cannot be read.");
                }

                break;
            case QasmTokenKind.Text:
                code.Add(new(QasmOperation.Value, null, BitString(token), 0));
                break;
            case QasmTokenKind.Sign when string.Equals(token.Text, "(", StringComparison.Ordinal):
                Binary(0);
                parser.Expect(")", "after the expression");
                break;
            case QasmTokenKind.Word:
                Named(token);
                break;
            default:
                throw parser.Error($"expected a number or a name in the expression, found '{QasmParser.Short(token.Text)}'.", token.Line);
        }

        while (parser.TryTake("["))
        {
            if (parser.TryTake("{"))
            {
                throw parser.Error("a set of indices is not supported inside an expression.");
            }

            Binary(0);
            var count = 2;
            while (parser.TryTake(":"))
            {
                Binary(0);
                count++;
            }

            parser.Expect("]", "after the index");
            code.Add(new(count == 2 ? QasmOperation.Index : QasmOperation.Slice, null, default, count));
        }
    }

    private void Named(QasmToken token)
    {
        if (token.Text is "int" or "uint" or "float" or "angle" or "bool" or "bit" && (parser.Is("[") || parser.Is("(")))
        {
            var count = 1;
            if (parser.TryTake("["))
            {
                // The width stands on the stack before the value.
                Binary(0);
                parser.Expect("]", "after the width");
                count = 2;
            }

            parser.Expect("(", $"after {token.Text}");
            Binary(0);
            parser.Expect(")", $"after the argument of {token.Text}");
            code.Add(new(QasmOperation.Cast, token.Text, default, count));
            return;
        }

        if (!parser.TryTake("("))
        {
            code.Add(new(QasmOperation.Name, token.Text, default, 0));
            return;
        }

        var arguments = 0;
        if (!parser.Is(")"))
        {
            do
            {
                Binary(0);
                arguments++;
            }
            while (parser.TryTake(","));
        }

        parser.Expect(")", $"after the argument of {QasmParser.Short(token.Text)}");
        code.Add(new(QasmOperation.Call, token.Text, default, arguments));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private QasmValue Number(QasmToken token)
    {
        if (QasmParser.Whole(token.Text) is { } whole)
        {
            return QasmValue.Integer(whole);
        }

        if (!double.TryParse(token.Text.Replace("_", string.Empty, StringComparison.Ordinal), NumberStyles.Float,
            CultureInfo.InvariantCulture, out var number))
        {
            throw parser.Error($"'{QasmParser.Short(token.Text)}' is not a number.", token.Line);
        }

        return double.IsFinite(number)
            ? QasmValue.Real(number) : throw parser.Error($"{QasmParser.Short(token.Text)} is too large: numbers reach 1.8e308.",
                token.Line);
    }

    private QasmValue BitString(QasmToken token)
    {
        var digits = token.Text.Replace("_", string.Empty, StringComparison.Ordinal);
        return digits.Length is > 0 and <= 62 && digits.All(static d => d is '0' or '1')
            ? QasmValue.BitString(Convert.ToInt64(digits, 2), digits.Length)
            : throw parser.Error($"\"{QasmParser.Short(token.Text)}\" is no string of at most 62 bits 0 and 1.", token.Line);
    }
}
