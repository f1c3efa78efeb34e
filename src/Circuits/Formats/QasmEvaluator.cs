using System.Globalization;
using Quiver.Circuits.Programs;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>Evaluates expressions; the names come from whoever calls.</summary>
internal sealed partial class QasmEvaluator(Func<string, QasmValue?> lookup, Func<string, int, InputException> error, Action<string> note)
{
    private readonly Stack<QasmValue> stack = new();

    /// <summary>0 or 3: whole numbers divide as whole numbers; 2: every division is real.</summary>
    public int Major { get; set; }

    public QasmValue Evaluate(QasmExpression expression, Func<string, QasmValue?>? names = null)
    {
        if (expression.Code is [{ Operation: QasmOperation.Value } only])
        {
            return only.Value;
        }

        var depth = stack.Count;
        foreach (var instruction in expression.Code)
        {
            stack.Push(Step(instruction, expression, names ?? lookup));
        }

        var result = stack.Pop();
        while (stack.Count > depth)
        {
            stack.Pop();
        }

        return result;
    }

    /// <summary>An angle or a power: real numbers and expressions of inputs.</summary>
    public AffineExpression Angle(QasmExpression expression, Func<string, QasmValue?>? names = null)
    {
        var value = Evaluate(expression, names);
        if (value.Kind == QasmNumberKind.Bits)
        {
            throw error($"'{expression.Source}' depends on measured bits; angles may not.", expression.Line);
        }

        NoteCut(value, expression);
        var affine = value.ToAffine();
        return double.IsFinite(affine.Offset) && double.IsFinite(affine.Scale)
            ? affine
            : throw error($"'{expression.Source}' is no finite real number ({affine.Offset.ToString(CultureInfo.InvariantCulture)}).",
                expression.Line);
    }

    /// <summary>A whole number known while reading.</summary>
    public long Whole(QasmExpression expression, string what)
    {
        var value = Evaluate(expression);
        return value.Kind switch
        {
            QasmNumberKind.Integer => value.Whole,
            QasmNumberKind.Real when Major == 2 && value.Number == Math.Floor(value.Number) && Math.Abs(value.Number) < 1e15 =>
                (long)value.Number,
            QasmNumberKind.Symbolic => throw error($"{what} '{expression.Source}' depends on an input; it must be known while reading.",
                expression.Line),
            QasmNumberKind.Bits => throw error($"{what} '{expression.Source}' depends on measured bits; it must be known while reading.",
                expression.Line),
            _ => throw error($"{what} '{expression.Source}' is no whole number.", expression.Line),
        };
    }

    private QasmValue Step(QasmInstruction i, QasmExpression e, Func<string, QasmValue?> names)
    {
        switch (i.Operation)
        {
            case QasmOperation.Value:
                return i.Value;
            case QasmOperation.Name:
                return names(i.Name!) ?? Constant(i.Name!)
                    ?? throw error($"'{QasmParser.Short(i.Name!)}' is neither a parameter nor a known constant or function.", e.Line);
            case QasmOperation.Call:
                return Call(i, e);
            case QasmOperation.Cast:
                var value = stack.Pop();
                return Cast(i.Name!, value, i.Count == 2 ? Width(stack.Pop(), e) : null, e);
            case QasmOperation.Index or QasmOperation.Slice:
                return Part(i.Count, e);
            case QasmOperation.Plus:
                return stack.Pop();
            case QasmOperation.Negate or QasmOperation.Not or QasmOperation.Complement:
                return One(i.Operation, stack.Pop(), e);
            default:
                var right = stack.Pop();
                return Two(i.Operation, stack.Pop(), right, e);
        }
    }

    private static QasmValue? Constant(string name) => name switch
    {
        "pi" or "π" => QasmValue.Real(Math.PI),
        "tau" or "τ" => QasmValue.Real(Math.Tau),
        "euler" or "ℇ" => QasmValue.Real(Math.E),
        "true" => QasmValue.Integer(1),
        "false" => QasmValue.Integer(0),
        _ => null,
    };

    private QasmValue One(QasmOperation operation, QasmValue a, QasmExpression e)
    {
        if (operation == QasmOperation.Negate)
        {
            return a.Kind switch
            {
                QasmNumberKind.Integer => QasmValue.Cut(unchecked(-a.Whole), -a.Number),
                QasmNumberKind.Real => QasmValue.Real(-a.Number),
                QasmNumberKind.Symbolic => QasmValue.Of(-a.Affine),
                _ => throw Unfit("-", e),
            };
        }

        var kind = operation == QasmOperation.Not ? BitOperator.Not : BitOperator.Complement;
        return a.Kind switch
        {
            QasmNumberKind.Bits => Limited(BitExpression.Of(kind, a.Bits!), e),
            QasmNumberKind.Integer when kind == BitOperator.Not || a.Width > 0 =>
                QasmValue.BitString(BitExpression.Apply(kind, a.Whole, 0, a.Width), kind == BitOperator.Not ? 0 : a.Width),
            QasmNumberKind.Integer when a.Unsigned > 0 => QasmValue.Integer(QasmWidths.Wrap(false, a.Unsigned, ~a.Whole)
                ?? throw error($"'{e.Source}' is above 2^63 - 1, the largest whole number that is read.", e.Line)),
            QasmNumberKind.Integer => QasmValue.Integer(~a.Whole),
            _ => throw Unfit(kind == BitOperator.Not ? "!" : "~", e),
        };
    }

    private QasmValue Two(QasmOperation operation, QasmValue a, QasmValue b, QasmExpression e)
    {
        if (a.Kind == QasmNumberKind.Bits || b.Kind == QasmNumberKind.Bits)
        {
            return OnBits(operation, a, b, e);
        }

        if (a.Kind == QasmNumberKind.Integer && b.Kind == QasmNumberKind.Integer)
        {
            return Whole(operation, a, b, e);
        }

        NoteCut(a, e);
        NoteCut(b, e);
        if (a.Kind == QasmNumberKind.Symbolic || b.Kind == QasmNumberKind.Symbolic)
        {
            return Symbolic(operation, a.ToAffine(), b.ToAffine(), e);
        }

        var (x, y) = a.IsAngle || b.IsAngle ? Turned(operation, a.Number, b.Number) : (a.Number, b.Number);
        return operation switch
        {
            QasmOperation.Add => QasmValue.Real(x + y),
            QasmOperation.Subtract => QasmValue.Real(x - y),
            QasmOperation.Multiply => QasmValue.Real(x * y),
            QasmOperation.Divide => QasmValue.Real(y == 0 ? throw ByZero(e) : x / y),
            QasmOperation.Remainder => QasmValue.Real(y == 0 ? throw ByZero(e) : x % y),
            QasmOperation.Power => QasmValue.Real(Math.Pow(x, y)),
            QasmOperation.CaretPower => QasmValue.Real(Math.Pow(x, y)),
            QasmOperation.Equal => Truth(x == y),
            QasmOperation.NotEqual => Truth(x != y),
            QasmOperation.Less => Truth(x < y),
            QasmOperation.LessOrEqual => Truth(x <= y),
            QasmOperation.Greater => Truth(x > y),
            QasmOperation.GreaterOrEqual => Truth(x >= y),
            QasmOperation.BitXor => throw error($"'^' in '{e.Source}' joins bits in OpenQASM 3; write ** for a power.", e.Line),
            _ => throw Unfit(operation.ToString(), e),
        };
    }

    private QasmValue Symbolic(QasmOperation operation, AffineExpression a, AffineExpression b, QasmExpression e)
    {
        var result = operation switch
        {
            QasmOperation.Add => a + b,
            QasmOperation.Subtract => a + (-b),
            QasmOperation.Multiply => AffineExpression.Multiply(a, b),
            QasmOperation.Divide => b is { IsConstant: true, Offset: 0 } ? throw ByZero(e) : AffineExpression.Divide(a, b),
            QasmOperation.Power or QasmOperation.CaretPower => AffineExpression.Power(a, b),
            _ => throw error($"'{e.Source}' compares an input; branches and bits may depend on measurements only.", e.Line),
        };
        return QasmValue.Of(Limited(result, e));
    }

    private AffineExpression Limited(AffineExpression result, QasmExpression e) =>
        result.Core is { } core && (core.Depth > ParameterExpression.MostDepth || core.Text.Length > 4000)
            ? throw error($"'{e.Source}' grows into an expression of the inputs that is too large: at most "
                + $"{ParameterExpression.MostDepth} levels and 4,000 characters.", e.Line)
            : result;

    private QasmValue Whole(QasmOperation operation, QasmValue a, QasmValue b, QasmExpression e)
    {
        var (x, y) = (a.Whole, b.Whole);
        try
        {
            checked
            {
                switch (operation)
                {
                    case QasmOperation.Add:
                        return QasmValue.Cut(x + y, a.Number + b.Number);
                    case QasmOperation.Subtract:
                        return QasmValue.Cut(x - y, a.Number - b.Number);
                    case QasmOperation.Multiply:
                        return QasmValue.Cut(x * y, a.IsCut || b.IsCut ? a.Number * b.Number : x * y);
                    case QasmOperation.Divide when y == 0:
                        throw ByZero(e);
                    case QasmOperation.Divide:
                        return Major == 2 && x % y != 0
                            ? QasmValue.Real(a.Number / b.Number)
                                : QasmValue.Cut(x / y, x % y == 0 && !a.IsCut && !b.IsCut ? x / y : a.Number / b.Number);
                    case QasmOperation.Remainder:
                        return QasmValue.Integer(y == 0 ? throw ByZero(e) : x % y);
                    case QasmOperation.Power or QasmOperation.CaretPower:
                        NoteCut(a, e);
                        NoteCut(b, e);
                        var power = Math.Pow(a.Number, b.Number);
                        return y >= 0 && Math.Abs(power) < 1L << 53 && !a.IsCut && !b.IsCut
                            ? QasmValue.Integer((long)power) : QasmValue.Real(power);
                    case QasmOperation.ShiftLeft:
                        return y is >= 0 and < 62 ? QasmValue.Integer(x * (1L << (int)y))
                            : throw error($"the shift in '{e.Source}' is out of range.", e.Line);
                    case QasmOperation.ShiftRight:
                        return y is >= 0 and < 62 ? QasmValue.Integer(x >> (int)y)
                            : throw error($"the shift in '{e.Source}' is out of range.", e.Line);
                    default:
                        return QasmValue.BitString(BitExpression.Apply(Kind(operation, e), x, y, 62),
                            operation is QasmOperation.BitAnd or QasmOperation.BitOr or QasmOperation.BitXor
                                ? Math.Max(a.Width, b.Width) : 0);
                }
            }
        }
        catch (OverflowException)
        {
            return QasmValue.Real(operation switch
            {
                QasmOperation.Add => a.Number + b.Number,
                QasmOperation.Subtract => a.Number - b.Number,
                QasmOperation.Multiply => a.Number * b.Number,
                _ => throw error($"'{e.Source}' is too large for a whole number.", e.Line),
            });
        }
    }

    private QasmValue OnBits(QasmOperation operation, QasmValue a, QasmValue b, QasmExpression e)
    {
        BitExpression Side(QasmValue v) => v.Kind switch
        {
            QasmNumberKind.Bits => v.Bits!,
            QasmNumberKind.Integer => BitExpression.Of(v.Whole),
            QasmNumberKind.Real when v.Number == Math.Floor(v.Number) && Math.Abs(v.Number) < 1e15 => BitExpression.Of((long)v.Number),
            _ => throw error($"'{e.Source}' joins measured bits with something that is no whole number.", e.Line),
        };
        return operation is QasmOperation.Add or QasmOperation.Subtract or QasmOperation.Multiply or QasmOperation.Divide or QasmOperation.Remainder
            or QasmOperation.Power or QasmOperation.CaretPower or QasmOperation.ShiftLeft or QasmOperation.ShiftRight
            ? throw error($"'{e.Source}' is not supported: measured bits can be compared and joined by !, ~, &, |, ^, && and ||, but "
                + $"not calculated with.", e.Line)
            : Limited(BitExpression.Of(Side(a), Kind(operation, e), Side(b)), e);
    }

    private QasmValue Limited(BitExpression bits, QasmExpression e) => bits.Depth > 200
        ? throw error($"'{e.Source}' is nested in more than 200 levels.", e.Line)
        : QasmValue.Of(bits);

    private BitOperator Kind(QasmOperation operation, QasmExpression e) => operation switch
    {
        QasmOperation.And => BitOperator.And,
        QasmOperation.Or => BitOperator.Or,
        QasmOperation.BitAnd => BitOperator.BitAnd,
        QasmOperation.BitOr => BitOperator.BitOr,
        QasmOperation.BitXor => BitOperator.BitXor,
        QasmOperation.Equal => BitOperator.Equal,
        QasmOperation.NotEqual => BitOperator.NotEqual,
        QasmOperation.Less => BitOperator.Less,
        QasmOperation.LessOrEqual => BitOperator.LessOrEqual,
        QasmOperation.Greater => BitOperator.Greater,
        QasmOperation.GreaterOrEqual => BitOperator.GreaterOrEqual,
        _ => throw Unfit(operation.ToString(), e),
    };

    private QasmValue Call(QasmInstruction i, QasmExpression e)
    {
        var arguments = new QasmValue[i.Count];
        for (var k = i.Count - 1; k >= 0; k--)
        {
            arguments[k] = stack.Pop();
        }

        if (i.Count == 2 && i.Name is "mod" or "pow")
        {
            return Two(i.Name is "mod" ? QasmOperation.Remainder : QasmOperation.Power, arguments[0], arguments[1], e);
        }

        (string Name, Func<double, double> Of)? function = i.Name switch
        {
            "sin" => ("sin", Math.Sin),
            "cos" => ("cos", Math.Cos),
            "tan" => ("tan", Math.Tan),
            "exp" => ("exp", Math.Exp),
            "ln" or "log" => ("log", Math.Log),
            "sqrt" => ("sqrt", Math.Sqrt),
            "arcsin" or "asin" => ("arcsin", Math.Asin),
            "arccos" or "acos" => ("arccos", Math.Acos),
            "arctan" or "atan" => ("arctan", Math.Atan),
            "floor" => ("floor", Math.Floor),
            "ceiling" => ("ceiling", Math.Ceiling),
            "abs" => ("abs", Math.Abs),
            _ => null,
        };
        if (function is not { } f)
        {
            throw error($"'{QasmParser.Short(i.Name!)}' is neither a parameter nor a known constant or function.", e.Line);
        }

        if (i.Count != 1)
        {
            throw error($"{i.Name} takes one argument, not {i.Count}.", e.Line);
        }

        if (arguments[0].Kind == QasmNumberKind.Bits)
        {
            throw Unfit(f.Name, e);
        }

        NoteCut(arguments[0], e);
        var result = AffineExpression.Function(f.Name, arguments[0].ToAffine(), f.Of);
        return result.Core is null && i.Name is "floor" or "ceiling" && Math.Abs(result.Offset) < 1e15
            ? QasmValue.Integer((long)result.Offset)
            : QasmValue.Of(Limited(result, e));
    }

    private QasmValue Part(int count, QasmExpression e)
    {
        var numbers = new long[count - 1];
        for (var k = count - 2; k >= 0; k--)
        {
            var index = stack.Pop();
            numbers[k] = index.Kind == QasmNumberKind.Integer
                ? index.Whole : throw error($"the index in '{e.Source}' is no whole number known while reading.", e.Line);
        }

        var value = stack.Pop();
        if (value.Kind == QasmNumberKind.Integer && count == 2)
        {
            return numbers[0] is >= 0 and < 62
                ? QasmValue.Integer((value.Whole >> (int)numbers[0]) & 1)
                    : throw error($"the index in '{e.Source}' is out of range.", e.Line);
        }

        if (value.Kind != QasmNumberKind.Bits || value.Bits!.Operator != BitOperator.Bits)
        {
            throw error($"'{e.Source}' takes a part of something that is no register of bits.", e.Line);
        }

        var bits = value.Bits.Bits;
        var places = count == 2
            ? [numbers[0]]
            : QasmRanges.Of(numbers[0], count == 4 ? numbers[1] : 1, numbers[^1], bits.Length, m => error(m, e.Line));
        return QasmValue.Of(BitExpression.Of([.. places.Select(p => QasmRanges.Element(bits, p, e.Source, m => error(m, e.Line)))]));
    }

    private static QasmValue Truth(bool value) => QasmValue.Integer(value ? 1 : 0);

    private InputException ByZero(QasmExpression e) => error($"division by zero in '{e.Source}'.", e.Line);

    private InputException Unfit(string operation, QasmExpression e) =>
        error($"'{e.Source}' applies {operation} to a value that it does not fit.", e.Line);
}
