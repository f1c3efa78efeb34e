using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Formats;

/// <summary>
/// A value in an expression: a real number, a whole number (with the fraction that a division of whole numbers cut off), an
/// expression of the inputs, or an expression of classical bits.
/// </summary>
internal readonly record struct QasmValue(QasmNumberKind Kind, double Number, long Whole, AffineExpression Affine, BitExpression? Bits,
    int Width)
{
    /// <summary>Whether it was declared as an angle, so that comparisons take it modulo 2 pi.</summary>
    public bool IsAngle { get; init; }

    /// <summary>Bits of an uint that was declared or cast, which ~ turns over; 0 for any other value.</summary>
    public int Unsigned { get; init; }

    public static QasmValue Real(double value) => new(QasmNumberKind.Real, value, 0, default, null, 0);

    public static QasmValue Integer(long value) => new(QasmNumberKind.Integer, value, value, default, null, 0);

    public static QasmValue Cut(long value, double exact) => new(QasmNumberKind.Integer, exact, value, default, null, 0);

    public static QasmValue BitString(long value, int width) => new(QasmNumberKind.Integer, value, value, default, null, width);

    public static QasmValue Of(BitExpression bits) => new(QasmNumberKind.Bits, 0, 0, default, bits, bits.Width);

    public static QasmValue Of(AffineExpression affine) => affine.IsConstant
        ? Real(affine.Offset)
        : new(QasmNumberKind.Symbolic, 0, 0, affine, null, 0);

    /// <summary>Whether a division of whole numbers cut a fraction off.</summary>
    public bool IsCut => Kind == QasmNumberKind.Integer && Number != Whole;

    /// <summary>Whether a condition of this value holds.</summary>
    public bool IsTrue => Kind == QasmNumberKind.Integer ? Whole != 0 : Number != 0;

    public AffineExpression ToAffine() => Kind == QasmNumberKind.Symbolic ? Affine : AffineExpression.Of(Number);
}
