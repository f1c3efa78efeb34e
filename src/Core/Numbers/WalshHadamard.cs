using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quiver.Core.Numbers;

/// <summary>The Walsh-Hadamard transform without normalisation.</summary>
internal static class WalshHadamard
{
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
}
