using System.Buffers.Binary;
using System.Numerics;

namespace Quiver.Core.Bits;

/// <summary>Bits packed into words: bit c of a row is bit <c>c % 64</c> of word <c>c / 64</c>.</summary>
internal static class BitWords
{
    /// <summary>Words that hold a number of bits; at least 1.</summary>
    public static int Count(int bits) => Math.Max(1, (bits + 63) / 64);

    public static bool Get(ReadOnlySpan<ulong> row, int column) => (row[column >> 6] >> (column & 63) & 1) != 0;

    public static void Set(Span<ulong> row, int column) => row[column >> 6] |= 1UL << (column & 63);

    public static void Flip(Span<ulong> row, int column) => row[column >> 6] ^= 1UL << (column & 63);

    /// <summary>target = target xor source.</summary>
    public static void Xor(Span<ulong> target, ReadOnlySpan<ulong> source)
    {
        for (var w = 0; w < target.Length; w++)
        {
            target[w] ^= source[w];
        }
    }

    /// <summary>The lowest column with a 1, or -1.</summary>
    public static int First(ReadOnlySpan<ulong> row)
    {
        var word = row.IndexOfAnyExcept(0UL);
        return word < 0 ? -1 : (word << 6) + BitOperations.TrailingZeroCount(row[word]);
    }

    /// <summary>The lowest bits in reverse: bit q becomes bit count - 1 - q.</summary>
    /// <param name="bits">The bits.</param>
    /// <param name="count">How many there are, 0 to 64; bits beyond are lost.</param>
    public static ulong Reverse(ulong bits, int count)
    {
        if (count == 0)
        {
            return 0;
        }

        bits = ((bits >> 1) & 0x5555555555555555UL) | ((bits & 0x5555555555555555UL) << 1);
        bits = ((bits >> 2) & 0x3333333333333333UL) | ((bits & 0x3333333333333333UL) << 2);
        bits = ((bits >> 4) & 0x0F0F0F0F0F0F0F0FUL) | ((bits & 0x0F0F0F0F0F0F0F0FUL) << 4);
        return BinaryPrimitives.ReverseEndianness(bits) >> (64 - count);
    }
}
