using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quiver.Hamiltonians.States;

/// <summary>A linear map over GF(2) of up to 64 bits to up to 64 bits: one look-up a byte.</summary>
/// <param name="bits">Number of bits that go in; higher ones have the image 0.</param>
internal sealed class BinaryMap(int bits)
{
    private const int Few = 3;
    private readonly int bytes = Math.Max(Few, (bits + 7) / 8);
    private readonly ulong[] images = new ulong[Math.Max(Few, (bits + 7) / 8) * 256];

    /// <summary>Sets the map.</summary>
    /// <param name="columns">The image of every bit, 64 of them.</param>
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
        ref var image = ref MemoryMarshal.GetArrayDataReference(images);
        var result = Unsafe.Add(ref image, (int)(vector & 255))
            ^ Unsafe.Add(ref image, 256 + (int)(vector >> 8 & 255)) ^ Unsafe.Add(ref image, 512 + (int)(vector >> 16 & 255));
        for (var b = Few; b < bytes; b++)
        {
            result ^= Unsafe.Add(ref image, (256 * b) + (int)(vector >> (8 * b) & 255));
        }

        return result;
    }
}
