using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// The few vector operations the kernels need, for float and double alike. Without AVX-512 the runtime carries each
/// 512-bit vector as two of 256 bits (AVX2) or as four of 128.
/// </summary>
internal static class Lanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) => typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    /// <summary>Lane j of the result is lane <c>index[j]</c> of x; the index has the width of T.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Permute<T>(Vector512<T> x, Vector512<T> index)
    {
        if (typeof(T) == typeof(float))
        {
            return Avx512F.IsSupported
                ? Avx512F.PermuteVar16x32(x.AsInt32(), index.AsInt32()).As<int, T>()
                : Vector512.Shuffle(x.AsInt32(), index.AsInt32()).As<int, T>();
        }

        return Avx512F.IsSupported
            ? Avx512F.PermuteVar8x64(x.AsInt64(), index.AsInt64()).As<long, T>()
            : Vector512.Shuffle(x.AsInt64(), index.AsInt64()).As<long, T>();
    }

    /// <summary>An integer in the bits of a T, for <see cref="Permute"/>.</summary>
    public static T Index<T>(int value)
        where T : unmanaged => typeof(T) == typeof(float) ? Unsafe.BitCast<int, T>(value) : Unsafe.BitCast<long, T>(value);
}
