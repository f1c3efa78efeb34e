using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Formats;

/// <summary>Types: casts, widths, and what is said where a division of whole numbers becomes real.</summary>
internal sealed partial class QasmEvaluator
{
    /// <summary>A width known while reading, in bits.</summary>
    public int Width(QasmExpression expression) => Width(Evaluate(expression), expression);

    /// <summary>A whole number as a variable or a cast of a type holds it; says so where the width was not written.</summary>
    /// <param name="type">int or uint.</param>
    /// <param name="width">Bits; null for <see cref="QasmWidths.Default"/>.</param>
    /// <param name="value">The number.</param>
    /// <param name="bits">Characters of the bit string that it was; 0 for a number.</param>
    /// <param name="line">The line, for messages.</param>
    public QasmValue Typed(string type, int? width, long value, int bits, int line) =>
        QasmValue.BitString(Wrap(type, width, value, line), bits) with { Unsigned = type is "uint" ? width ?? QasmWidths.Default : 0 };

    private long Wrap(string type, int? width, long value, int line)
    {
        var wrapped = QasmWidths.Wrap(type is "int", width ?? QasmWidths.Default, value)
            ?? throw error($"{value} as {type}[{width}] is above 2^63 - 1, the largest whole number that is read.", line);
        if (width is null && wrapped != value)
        {
            note($"line {line}: {type} without a width has {QasmWidths.Default} bits, which a value here does not fit into; it is "
                + $"taken modulo 2^{QasmWidths.Default}");
        }

        return wrapped;
    }

    // Where a whole number meets real ones, the fraction that its division cut off comes back: never without a word.
    private void NoteCut(QasmValue value, QasmExpression e)
    {
        if (value.IsCut)
        {
            note($"line {e.Line}: '{e.Source}' divides whole numbers; the fraction is kept, since an angle is real");
        }
    }

    // Angles are compared modulo 2 pi; what differs by rounding only is equal.
    private static (double X, double Y) Turned(QasmOperation operation, double x, double y)
    {
        if (operation is < QasmOperation.Equal or > QasmOperation.GreaterOrEqual)
        {
            return (x, y);
        }

        static double Turn(double angle) => angle - (Math.Tau * Math.Floor((angle / Math.Tau) + 1e-13));
        (x, y) = (Turn(x), Turn(y));
        return Math.Abs(x - y) < 1e-12 ? (x, x) : (x, y);
    }

    private int Width(QasmValue value, QasmExpression e) => value is { Kind: QasmNumberKind.Integer, Whole: >= 1 and <= QasmWidths.Most }
        ? (int)value.Whole
        : throw error($"a width in '{e.Source}' is no whole number from 1 to {QasmWidths.Most} known while reading.", e.Line);

    private QasmValue Cast(string type, QasmValue value, int? width, QasmExpression e) => (type, value.Kind) switch
    {
        ("float" or "angle", QasmNumberKind.Integer or QasmNumberKind.Real) =>
            QasmValue.Real(value.Kind == QasmNumberKind.Integer ? value.Whole : value.Number) with { IsAngle = type is "angle" },
        ("float" or "angle", QasmNumberKind.Symbolic) => value,
        ("bool", QasmNumberKind.Integer or QasmNumberKind.Real) => Truth(value.IsTrue),
        ("bool", QasmNumberKind.Bits) => value.Bits!.Width == 1
            ? value : QasmValue.Of(BitExpression.Of(value.Bits, BitOperator.NotEqual, BitExpression.Of(0))),
        ("int" or "uint" or "bit", QasmNumberKind.Bits) => CastBits(type, value, width, e),
        ("bit", QasmNumberKind.Integer) => width is { } bits
            ? QasmValue.BitString(QasmWidths.Wrap(false, bits, value.Whole) ?? throw Unfit("bit", e), bits)
            : QasmValue.BitString(value.Whole, value.Width),
        ("int" or "uint", QasmNumberKind.Integer) => Typed(type, width, value.Whole, value.Width, e.Line),
        ("int" or "uint", QasmNumberKind.Real) when Math.Abs(value.Number) < 1e15 =>
            Typed(type, width, (long)Math.Truncate(value.Number), 0, e.Line),
        _ => throw error($"'{e.Source}' cannot be turned into {type}.", e.Line),
    };

    // Measured bits keep their value; they are not known while reading, so nothing can be cut off them.
    private QasmValue CastBits(string type, QasmValue value, int? width, QasmExpression e)
    {
        if (width < value.Bits!.Width)
        {
            throw error($"'{e.Source}' turns {value.Bits.Width} measured bits into {type}[{width}]: take a slice of the register.", e.Line);
        }

        if (type is "int" && width == value.Bits.Width && width > 1)
        {
            note($"line {e.Line}: '{e.Source}' reads measured bits as a number without a sign");
        }

        return value;
    }
}
