using System.Numerics;

namespace Quiver.Hamiltonians.States;

/// <summary>A linear map over GF(2) of up to 64 bits to up to 64 bits: one look-up a byte.</summary>
/// <param name="bits">Number of bits that go in; higher ones have the image 0.</param>
internal sealed class BinaryMap(int bits)
{
    private readonly int bytes = Math.Max(1, (bits + 7) / 8);
    private readonly ulong[] images = new ulong[Math.Max(1, (bits + 7) / 8) * 256];

    /// <summary>Sets the map.</summary>
    /// <param name="columns">The image of every bit, at least as many as go in, rounded up to bytes.</param>
    public void Set(ReadOnlySpan<ulong> columns)
    {
        for (var b = 0; b < bytes; b++)
        {
            var table = images.AsSpan(b * 256, 256);
            for (var v = 1; v < 256; v++)
            {
                table[v] = table[v & (v - 1)] ^ columns[(8 * b) + BitOperations.TrailingZeroCount(v)];
            }
        }
    }

    /// <summary>The image of a vector.</summary>
    /// <param name="vector">Its bits.</param>
    public ulong Of(ulong vector)
    {
        ulong image = 0;
        for (var at = 0; at < images.Length; at += 256)
        {
            image ^= images[at + (int)(vector & 255)];
            vector >>= 8;
        }

        return image;
    }
}
