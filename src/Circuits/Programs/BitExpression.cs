using System.Collections.Immutable;

namespace Quiver.Circuits.Programs;

/// <summary>An immutable expression over the classical bits of a program, evaluated to a whole number.</summary>
public sealed class BitExpression : IEquatable<BitExpression>
{
    /// <summary>Bits that may be read as one number.</summary>
    public const int MostBits = 62;

    private BitExpression(BitOperator kind, long value, ImmutableArray<int> bits, BitExpression? left, BitExpression? right)
    {
        Operator = kind;
        Number = value;
        Bits = bits;
        Left = left;
        Right = right;
        Depth = 1 + Math.Max(left?.Depth ?? 0, right?.Depth ?? 0);
        Width = kind switch
        {
            BitOperator.Constant => 0,
            BitOperator.Bits => bits.Length,
            BitOperator.Complement => left!.Width,
            BitOperator.BitAnd or BitOperator.BitOr or BitOperator.BitXor => Math.Max(left!.Width, right!.Width),
            _ => 1,
        };
    }

    /// <summary>What is done.</summary>
    public BitOperator Operator { get; }

    /// <summary>The value of a constant.</summary>
    public long Number { get; }

    /// <summary>The bits that <see cref="BitOperator.Bits"/> reads, least significant first; otherwise empty.</summary>
    public ImmutableArray<int> Bits { get; }

    /// <summary>The first operand, or null.</summary>
    public BitExpression? Left { get; }

    /// <summary>The second operand, or null.</summary>
    public BitExpression? Right { get; }

    /// <summary>Bits of the value; 0 for a constant.</summary>
    public int Width { get; }

    /// <summary>Levels of nesting, 1 for a constant or bits.</summary>
    public int Depth { get; }

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The expression.</returns>
    public static BitExpression Of(long value) => new(BitOperator.Constant, value, [], null, null);

    /// <summary>Bits as an unsigned number.</summary>
    /// <param name="bits">The bits, least significant first, at most <see cref="MostBits"/>.</param>
    /// <returns>The expression.</returns>
    public static BitExpression Of(ImmutableArray<int> bits) => new(BitOperator.Bits, 0, bits, null, null);

    /// <summary>One operand.</summary>
    /// <param name="kind"><see cref="BitOperator.Not"/> or <see cref="BitOperator.Complement"/>.</param>
    /// <param name="operand">The operand.</param>
    /// <returns>The expression.</returns>
    public static BitExpression Of(BitOperator kind, BitExpression operand)
    {
        ArgumentNullException.ThrowIfNull(operand);
        return new(kind, 0, [], operand, null);
    }

    /// <summary>Two operands.</summary>
    /// <param name="left">The first.</param>
    /// <param name="kind">The operator between them.</param>
    /// <param name="right">The second.</param>
    /// <returns>The expression.</returns>
    public static BitExpression Of(BitExpression left, BitOperator kind, BitExpression right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(kind, 0, [], left, right);
    }

    /// <summary>The value for given bits.</summary>
    /// <param name="bits">All classical bits of the program.</param>
    /// <returns>A number; 0 is false.</returns>
    public long Evaluate(ReadOnlySpan<bool> bits)
    {
        switch (Operator)
        {
            case BitOperator.Constant:
                return Number;
            case BitOperator.Bits:
                long value = 0;
                for (var k = 0; k < Bits.Length; k++)
                {
                    value |= bits[Bits[k]] ? 1L << k : 0;
                }

                return value;
            default:
                break;
        }

        var a = Left!.Evaluate(bits);
        var b = Right?.Evaluate(bits) ?? 0;
        return Apply(Operator, a, b, Left.Width);
    }

    /// <summary>Whether some part reads more than <see cref="MostBits"/> bits as one number, so that it has no value.</summary>
    public bool IsTooWide => Bits.Length > MostBits || Left?.IsTooWide == true || Right?.IsTooWide == true;

    /// <summary>Adds the bits that the value depends on.</summary>
    /// <param name="into">Where they go.</param>
    public void CollectBits(ISet<int> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.UnionWith(Bits);
        Left?.CollectBits(into);
        Right?.CollectBits(into);
    }

    /// <inheritdoc/>
    public bool Equals(BitExpression? other) => other is not null && Operator == other.Operator && Number == other.Number
        && Bits.AsSpan().SequenceEqual(other.Bits.AsSpan()) && Equals(Left, other.Left) && Equals(Right, other.Right);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BitExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Operator, Number, Bits.Length, Left, Right);

    internal static long Apply(BitOperator kind, long a, long b, int width) => kind switch
    {
        BitOperator.Not => a == 0 ? 1 : 0,
        BitOperator.Complement => ~a & ((1L << width) - 1),
        BitOperator.And => a != 0 && b != 0 ? 1 : 0,
        BitOperator.Or => a != 0 || b != 0 ? 1 : 0,
        BitOperator.BitAnd => a & b,
        BitOperator.BitOr => a | b,
        BitOperator.BitXor => a ^ b,
        BitOperator.Equal => a == b ? 1 : 0,
        BitOperator.NotEqual => a != b ? 1 : 0,
        BitOperator.Less => a < b ? 1 : 0,
        BitOperator.LessOrEqual => a <= b ? 1 : 0,
        BitOperator.Greater => a > b ? 1 : 0,
        BitOperator.GreaterOrEqual => a >= b ? 1 : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No operation on two numbers."),
    };
}
