using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Quiver.Core.Numbers;

/// <summary>The Walsh-Hadamard transform without normalisation.</summary>
internal static class WalshHadamard
{
    // So many numbers stay in the first cache while all their stages are done.
    private const int Block = 2048;
    private const int Lanes = 4;

    /// <summary>In place: entry b becomes the sum over z of (-1)^|z and b| times entry z.</summary>
    /// <typeparam name="T">A number, or a vector of numbers that are transformed side by side.</typeparam>
    /// <param name="values">A power of two of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transform<T>(Span<T> values)
        where T : struct, IAdditionOperators<T, T, T>, ISubtractionOperators<T, T, T>
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        for (var half = 1; half < values.Length; half *= 2)
        {
            for (var start = 0; start < values.Length; start += 2 * half)
            {
                for (var k = start; k < start + half; k++)
                {
                    ref var a = ref Unsafe.Add(ref first, k);
                    ref var b = ref Unsafe.Add(ref a, half);
                    (a, b) = (a + b, a - b);
                }
            }
        }
    }

    /// <summary>The same for real numbers, bit for bit, four at a time and two stages in one pass.</summary>
    /// <param name="values">A power of two of them.</param>
    public static void Transform(Span<double> values)
    {
        if (!Vector256.IsHardwareAccelerated || values.Length < Lanes)
        {
            Transform<double>(values);
            return;
        }

        var block = Math.Min(Block, values.Length);
        for (var start = 0; start < values.Length; start += block)
        {
            var part = MemoryMarshal.Cast<double, Vector256<double>>(values.Slice(start, block));
            WithinLanes(part);
            Stages(part, 1);
        }

        Stages(MemoryMarshal.Cast<double, Vector256<double>>(values), block / Lanes);
    }

    /// <summary>The stages between neighbours at distances 1 and 2.</summary>
    private static void WithinLanes(Span<Vector256<double>> values)
    {
        var (odd, upper) = (Vector256.Create(1.0, -1, 1, -1), Vector256.Create(1.0, 1, -1, -1));
        foreach (ref var v in values)
        {
            var pairs = Vector256.Shuffle(v, Vector256.Create(1L, 0, 3, 2)) + (v * odd);
            v = Vector256.Shuffle(pairs, Vector256.Create(2L, 3, 0, 1)) + (pairs * upper);
        }
    }

    /// <summary>The stages from a distance on.</summary>
    private static void Stages(Span<Vector256<double>> values, int half)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        for (; 4 * half <= values.Length; half *= 4)
        {
            for (var start = 0; start < values.Length; start += 4 * half)
            {
                for (var k = start; k < start + half; k++)
                {
                    ref var v0 = ref Unsafe.Add(ref first, k);
                    ref var v1 = ref Unsafe.Add(ref v0, half);
                    ref var v2 = ref Unsafe.Add(ref v1, half);
                    ref var v3 = ref Unsafe.Add(ref v2, half);
                    var (a, b, c, d) = (v0 + v1, v0 - v1, v2 + v3, v2 - v3);
                    (v0, v1) = (a + c, b + d);
                    (v2, v3) = (a - c, b - d);
                }
            }
        }

        if (half < values.Length)
        {
            for (var k = 0; k < half; k++)
            {
                ref var v0 = ref Unsafe.Add(ref first, k);
                ref var v1 = ref Unsafe.Add(ref v0, half);
                (v0, v1) = (v0 + v1, v0 - v1);
            }
        }
    }
}
