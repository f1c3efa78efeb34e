using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// Pauli rotations on split double-precision states whose length is a multiple of eight. A string with an odd number of Y
/// mixes real with real and imaginary with imaginary parts ("odd"); with an even number it mixes the two ("even").
/// </summary>
/// <remarks>
/// exp(-i a P / 2) psi = cos psi - i sin P psi, and (P psi)[j] = i^k w(j) psi[j ^ x] with k = |x and z| and
/// w(j) = (-1)^{|z and (j ^ x)|}. <c>Backward</c> kernels rotate psi and lambda back and return sum_j w(j) times the
/// products that make up Im of lambda' P psi, the derivative of the energy (Jones and Gacon, arXiv:2009.02823).
/// </remarks>
internal static unsafe class RotationKernels
{
    private const int Width = 8;

    /// <summary>Lane indices j ^ x for x = 0 .. 7.</summary>
    public static double[] Permutations { get; } = Pinned((x, j) => Lanes.Index<double>(j ^ x));

    /// <summary>(-1)^{|z and j|} for z = 0 .. 7.</summary>
    private static double[] Signs { get; } = Pinned((z, j) => (BitOperations.PopCount((uint)(z & j)) & 1) == 0 ? 1.0 : -1.0);

    /// <summary>a' = cos a + e w a[. ^ x].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Odd(double* a, int length, uint x, uint z, double cos, double e)
    {
        Prepare(x, z, e, out var index, out var ew, out var high, out var zHigh);
        var c = Vector512.Create(cos);
        if (high == 0)
        {
            for (uint v = 0; v < length; v += Width)
            {
                var p = Vector512.Load(a + v);
                Vector512.Store(Vector512.FusedMultiplyAdd(Sign(zHigh & v) * ew, Lanes.Permute(p, index), c * p), a + v);
            }

            return;
        }

        var top = Top(high);
        for (uint v = 0; v < length; v = Next(v, top))
        {
            var u = v ^ high;
            var p = Vector512.Load(a + v);
            var q = Vector512.Load(a + u);
            Vector512.Store(Vector512.FusedMultiplyAdd(Sign(zHigh & u) * ew, Lanes.Permute(q, index), c * p), a + v);
            Vector512.Store(Vector512.FusedMultiplyAdd(Sign(zHigh & v) * ew, Lanes.Permute(p, index), c * q), a + u);
        }
    }

    /// <summary>re' = cos re + e w im[. ^ x], im' = cos im - e w re[. ^ x].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Even(double* re, double* im, int length, uint x, uint z, double cos, double e)
    {
        Prepare(x, z, e, out var index, out var ew, out var high, out var zHigh);
        var c = Vector512.Create(cos);
        if (high == 0)
        {
            for (uint v = 0; v < length; v += Width)
            {
                var f = Sign(zHigh & v) * ew;
                var r = Vector512.Load(re + v);
                var i = Vector512.Load(im + v);
                Vector512.Store(Vector512.FusedMultiplyAdd(f, Lanes.Permute(i, index), c * r), re + v);
                Vector512.Store(Vector512.FusedMultiplyAdd(-f, Lanes.Permute(r, index), c * i), im + v);
            }

            return;
        }

        var top = Top(high);
        for (uint v = 0; v < length; v = Next(v, top))
        {
            var u = v ^ high;
            var f = Sign(zHigh & u) * ew;
            var g = Sign(zHigh & v) * ew;
            var rv = Vector512.Load(re + v);
            var iv = Vector512.Load(im + v);
            var ru = Vector512.Load(re + u);
            var iu = Vector512.Load(im + u);
            Vector512.Store(Vector512.FusedMultiplyAdd(f, Lanes.Permute(iu, index), c * rv), re + v);
            Vector512.Store(Vector512.FusedMultiplyAdd(-f, Lanes.Permute(ru, index), c * iv), im + v);
            Vector512.Store(Vector512.FusedMultiplyAdd(g, Lanes.Permute(iv, index), c * ru), re + u);
            Vector512.Store(Vector512.FusedMultiplyAdd(-g, Lanes.Permute(rv, index), c * iu), im + u);
        }
    }

    /// <summary>Sum of w l a[. ^ x]; then a and l are rotated as by <see cref="Odd"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double BackwardOdd(double* a, double* l, int length, uint x, uint z, double cos, double e)
    {
        Prepare(x, z, 1, out var index, out var w, out var high, out var zHigh);
        var c = Vector512.Create(cos);
        var scale = Vector512.Create(e);
        var sum = Vector512<double>.Zero;
        if (high == 0)
        {
            for (uint v = 0; v < length; v += Width)
            {
                var f = Sign(zHigh & v) * w;
                var p = Vector512.Load(a + v);
                var q = Vector512.Load(l + v);
                var moved = f * Lanes.Permute(p, index);
                sum = Vector512.FusedMultiplyAdd(q, moved, sum);
                Vector512.Store(Vector512.FusedMultiplyAdd(scale, moved, c * p), a + v);
                Vector512.Store(Vector512.FusedMultiplyAdd(scale * f, Lanes.Permute(q, index), c * q), l + v);
            }

            return Vector512.Sum(sum);
        }

        var top = Top(high);
        for (uint v = 0; v < length; v = Next(v, top))
        {
            var u = v ^ high;
            var f = Sign(zHigh & u) * w;
            var g = Sign(zHigh & v) * w;
            var av = Vector512.Load(a + v);
            var au = Vector512.Load(a + u);
            var lv = Vector512.Load(l + v);
            var lu = Vector512.Load(l + u);
            var movedV = f * Lanes.Permute(au, index);
            var movedU = g * Lanes.Permute(av, index);
            sum = Vector512.FusedMultiplyAdd(lv, movedV, sum);
            sum = Vector512.FusedMultiplyAdd(lu, movedU, sum);
            Vector512.Store(Vector512.FusedMultiplyAdd(scale, movedV, c * av), a + v);
            Vector512.Store(Vector512.FusedMultiplyAdd(scale, movedU, c * au), a + u);
            Vector512.Store(Vector512.FusedMultiplyAdd(scale * f, Lanes.Permute(lu, index), c * lv), l + v);
            Vector512.Store(Vector512.FusedMultiplyAdd(scale * g, Lanes.Permute(lv, index), c * lu), l + u);
        }

        return Vector512.Sum(sum);
    }

    /// <summary>Sum of w (lr ai - li ar)[lambda at j, psi at j ^ x]; then both are rotated as by <see cref="Even"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double BackwardEven(double* ar, double* ai, double* lr, double* li, int length, uint x, uint z, double cos, double e)
    {
        Prepare(x, z, 1, out var index, out var w, out var high, out var zHigh);
        var c = Vector512.Create(cos);
        var scale = Vector512.Create(e);
        var sum = Vector512<double>.Zero;
        if (high == 0)
        {
            for (uint v = 0; v < length; v += Width)
            {
                var f = Sign(zHigh & v) * w;
                var p = Vector512.Load(ar + v);
                var q = Vector512.Load(ai + v);
                var r = Vector512.Load(lr + v);
                var s = Vector512.Load(li + v);
                var movedP = f * Lanes.Permute(p, index);
                var movedQ = f * Lanes.Permute(q, index);
                sum = Vector512.FusedMultiplyAdd(r, movedQ, sum);
                sum = Vector512.FusedMultiplyAdd(-s, movedP, sum);
                Vector512.Store(Vector512.FusedMultiplyAdd(scale, movedQ, c * p), ar + v);
                Vector512.Store(Vector512.FusedMultiplyAdd(-scale, movedP, c * q), ai + v);
                Vector512.Store(Vector512.FusedMultiplyAdd(scale * f, Lanes.Permute(s, index), c * r), lr + v);
                Vector512.Store(Vector512.FusedMultiplyAdd(-scale * f, Lanes.Permute(r, index), c * s), li + v);
            }

            return Vector512.Sum(sum);
        }

        var top = Top(high);
        for (uint v = 0; v < length; v = Next(v, top))
        {
            var u = v ^ high;
            var f = Sign(zHigh & u) * w;
            var g = Sign(zHigh & v) * w;
            var arv = Vector512.Load(ar + v);
            var aru = Vector512.Load(ar + u);
            var aiv = Vector512.Load(ai + v);
            var aiu = Vector512.Load(ai + u);
            var lrv = Vector512.Load(lr + v);
            var lru = Vector512.Load(lr + u);
            var liv = Vector512.Load(li + v);
            var liu = Vector512.Load(li + u);
            var realV = f * Lanes.Permute(aru, index);
            var imaginaryV = f * Lanes.Permute(aiu, index);
            var realU = g * Lanes.Permute(arv, index);
            var imaginaryU = g * Lanes.Permute(aiv, index);
            sum = Vector512.FusedMultiplyAdd(lrv, imaginaryV, sum);
            sum = Vector512.FusedMultiplyAdd(-liv, realV, sum);
            sum = Vector512.FusedMultiplyAdd(lru, imaginaryU, sum);
            sum = Vector512.FusedMultiplyAdd(-liu, realU, sum);
            Vector512.Store(Vector512.FusedMultiplyAdd(scale, imaginaryV, c * arv), ar + v);
            Vector512.Store(Vector512.FusedMultiplyAdd(-scale, realV, c * aiv), ai + v);
            Vector512.Store(Vector512.FusedMultiplyAdd(scale, imaginaryU, c * aru), ar + u);
            Vector512.Store(Vector512.FusedMultiplyAdd(-scale, realU, c * aiu), ai + u);
            Vector512.Store(Vector512.FusedMultiplyAdd(scale * f, Lanes.Permute(liu, index), c * lrv), lr + v);
            Vector512.Store(Vector512.FusedMultiplyAdd(-scale * f, Lanes.Permute(lru, index), c * liv), li + v);
            Vector512.Store(Vector512.FusedMultiplyAdd(scale * g, Lanes.Permute(liv, index), c * lru), lr + u);
            Vector512.Store(Vector512.FusedMultiplyAdd(-scale * g, Lanes.Permute(lrv, index), c * liu), li + u);
        }

        return Vector512.Sum(sum);
    }

    // w on the lanes of a vector: (-1)^{|z and (lane ^ x)|}, times e.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prepare(uint x, uint z, double e, out Vector512<double> index, out Vector512<double> w, out uint high, out uint zHigh)
    {
        index = Vector512.Create(Permutations, (int)(x & 7) * Width);
        var odd = (BitOperations.PopCount(x & z & 7) & 1) == 1;
        w = Vector512.Create(Signs, (int)(z & 7) * Width) * Vector512.Create(odd ? -e : e);
        high = x & ~7u;
        zHigh = z & ~7u;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Sign(uint bits) => Vector512.Create((BitOperations.PopCount(bits) & 1) == 0 ? 1.0 : -1.0);

    private static uint Top(uint mask) => 1u << BitOperations.Log2(mask);

    // The next vector start without the top bit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Next(uint v, uint top) => ((v | top) + Width) & ~top;

    private static double[] Pinned(Func<int, int, double> entry)
    {
        var table = GC.AllocateArray<double>(Width * Width, pinned: true);
        for (var k = 0; k < table.Length; k++)
        {
            table[k] = entry(k / Width, k % Width);
        }

        return table;
    }
}
