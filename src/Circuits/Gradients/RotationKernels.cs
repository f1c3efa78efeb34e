using System.Numerics;
using System.Runtime.CompilerServices;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// Pauli rotations on split double-precision states whose length is a multiple of the vector's. A string with an odd number of Y
/// mixes real with real and imaginary with imaginary parts ("odd"); with an even number it mixes the two ("even").
/// </summary>
/// <remarks>
/// exp(-i a P / 2) psi = cos psi - i sin P psi, and (P psi)[j] = i^k w(j) psi[j ^ x] with k = |x and z| and
/// w(j) = (-1)^{|z and (j ^ x)|}. <c>Backward</c> kernels rotate psi and lambda back and return sum_j w(j) times the
/// products that make up Im of lambda' P psi, the derivative of the energy (Jones and Gacon, arXiv:2009.02823).
/// </remarks>
internal static unsafe class RotationKernels<TV>
    where TV : struct, ILaneVector<TV, double>
{
    private static uint Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)TV.Count - 1;
    }

    /// <summary>a' = cos a + e w a[. ^ x].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Odd(double* a, int length, uint x, uint z, double cos, double e)
    {
        Prepare(x, z, e, out var index, out var ew, out var high, out var zHigh);
        var c = TV.Create(cos);
        if (high == 0)
        {
            for (uint v = 0; v < length; v += Low + 1)
            {
                var p = TV.Load(a + v);
                TV.Store(TV.MultiplyAdd(TV.Multiply(Sign(zHigh & v), ew), TV.Permute(p, index), TV.Multiply(c, p)), a + v);
            }

            return;
        }

        var top = Top(high);
        for (uint v = 0; v < length; v = Next(v, top))
        {
            var u = v ^ high;
            var p = TV.Load(a + v);
            var q = TV.Load(a + u);
            TV.Store(TV.MultiplyAdd(TV.Multiply(Sign(zHigh & u), ew), TV.Permute(q, index), TV.Multiply(c, p)), a + v);
            TV.Store(TV.MultiplyAdd(TV.Multiply(Sign(zHigh & v), ew), TV.Permute(p, index), TV.Multiply(c, q)), a + u);
        }
    }

    /// <summary>re' = cos re + e w im[. ^ x], im' = cos im - e w re[. ^ x].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Even(double* re, double* im, int length, uint x, uint z, double cos, double e)
    {
        Prepare(x, z, e, out var index, out var ew, out var high, out var zHigh);
        var c = TV.Create(cos);
        if (high == 0)
        {
            for (uint v = 0; v < length; v += Low + 1)
            {
                var f = TV.Multiply(Sign(zHigh & v), ew);
                var r = TV.Load(re + v);
                var i = TV.Load(im + v);
                TV.Store(TV.MultiplyAdd(f, TV.Permute(i, index), TV.Multiply(c, r)), re + v);
                TV.Store(TV.MultiplyAdd(TV.Negate(f), TV.Permute(r, index), TV.Multiply(c, i)), im + v);
            }

            return;
        }

        var top = Top(high);
        for (uint v = 0; v < length; v = Next(v, top))
        {
            var u = v ^ high;
            var f = TV.Multiply(Sign(zHigh & u), ew);
            var g = TV.Multiply(Sign(zHigh & v), ew);
            var rv = TV.Load(re + v);
            var iv = TV.Load(im + v);
            var ru = TV.Load(re + u);
            var iu = TV.Load(im + u);
            TV.Store(TV.MultiplyAdd(f, TV.Permute(iu, index), TV.Multiply(c, rv)), re + v);
            TV.Store(TV.MultiplyAdd(TV.Negate(f), TV.Permute(ru, index), TV.Multiply(c, iv)), im + v);
            TV.Store(TV.MultiplyAdd(g, TV.Permute(iv, index), TV.Multiply(c, ru)), re + u);
            TV.Store(TV.MultiplyAdd(TV.Negate(g), TV.Permute(rv, index), TV.Multiply(c, iu)), im + u);
        }
    }

    /// <summary>Sum of w l a[. ^ x]; then a and l are rotated as by <see cref="Odd"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double BackwardOdd(double* a, double* l, int length, uint x, uint z, double cos, double e)
    {
        Prepare(x, z, 1, out var index, out var w, out var high, out var zHigh);
        var c = TV.Create(cos);
        var scale = TV.Create(e);
        var sum = TV.Zero;
        if (high == 0)
        {
            for (uint v = 0; v < length; v += Low + 1)
            {
                var f = TV.Multiply(Sign(zHigh & v), w);
                var p = TV.Load(a + v);
                var q = TV.Load(l + v);
                var moved = TV.Multiply(f, TV.Permute(p, index));
                sum = TV.MultiplyAdd(q, moved, sum);
                TV.Store(TV.MultiplyAdd(scale, moved, TV.Multiply(c, p)), a + v);
                TV.Store(TV.MultiplyAdd(TV.Multiply(scale, f), TV.Permute(q, index), TV.Multiply(c, q)), l + v);
            }

            return TV.Sum(sum);
        }

        var top = Top(high);
        for (uint v = 0; v < length; v = Next(v, top))
        {
            var u = v ^ high;
            var f = TV.Multiply(Sign(zHigh & u), w);
            var g = TV.Multiply(Sign(zHigh & v), w);
            var av = TV.Load(a + v);
            var au = TV.Load(a + u);
            var lv = TV.Load(l + v);
            var lu = TV.Load(l + u);
            var movedV = TV.Multiply(f, TV.Permute(au, index));
            var movedU = TV.Multiply(g, TV.Permute(av, index));
            sum = TV.MultiplyAdd(lv, movedV, sum);
            sum = TV.MultiplyAdd(lu, movedU, sum);
            TV.Store(TV.MultiplyAdd(scale, movedV, TV.Multiply(c, av)), a + v);
            TV.Store(TV.MultiplyAdd(scale, movedU, TV.Multiply(c, au)), a + u);
            TV.Store(TV.MultiplyAdd(TV.Multiply(scale, f), TV.Permute(lu, index), TV.Multiply(c, lv)), l + v);
            TV.Store(TV.MultiplyAdd(TV.Multiply(scale, g), TV.Permute(lv, index), TV.Multiply(c, lu)), l + u);
        }

        return TV.Sum(sum);
    }

    /// <summary>Sum of w (lr ai - li ar)[lambda at j, psi at j ^ x]; then both are rotated as by <see cref="Even"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double BackwardEven(double* ar, double* ai, double* lr, double* li, int length, uint x, uint z, double cos, double e)
    {
        Prepare(x, z, 1, out var index, out var w, out var high, out var zHigh);
        var c = TV.Create(cos);
        var scale = TV.Create(e);
        var sum = TV.Zero;
        if (high == 0)
        {
            for (uint v = 0; v < length; v += Low + 1)
            {
                var f = TV.Multiply(Sign(zHigh & v), w);
                var p = TV.Load(ar + v);
                var q = TV.Load(ai + v);
                var r = TV.Load(lr + v);
                var s = TV.Load(li + v);
                var movedP = TV.Multiply(f, TV.Permute(p, index));
                var movedQ = TV.Multiply(f, TV.Permute(q, index));
                sum = TV.MultiplyAdd(r, movedQ, sum);
                sum = TV.MultiplyAdd(TV.Negate(s), movedP, sum);
                TV.Store(TV.MultiplyAdd(scale, movedQ, TV.Multiply(c, p)), ar + v);
                TV.Store(TV.MultiplyAdd(TV.Negate(scale), movedP, TV.Multiply(c, q)), ai + v);
                TV.Store(TV.MultiplyAdd(TV.Multiply(scale, f), TV.Permute(s, index), TV.Multiply(c, r)), lr + v);
                TV.Store(TV.MultiplyAdd(TV.Negate(TV.Multiply(scale, f)), TV.Permute(r, index), TV.Multiply(c, s)), li + v);
            }

            return TV.Sum(sum);
        }

        var top = Top(high);
        for (uint v = 0; v < length; v = Next(v, top))
        {
            var u = v ^ high;
            var f = TV.Multiply(Sign(zHigh & u), w);
            var g = TV.Multiply(Sign(zHigh & v), w);
            var arv = TV.Load(ar + v);
            var aru = TV.Load(ar + u);
            var aiv = TV.Load(ai + v);
            var aiu = TV.Load(ai + u);
            var lrv = TV.Load(lr + v);
            var lru = TV.Load(lr + u);
            var liv = TV.Load(li + v);
            var liu = TV.Load(li + u);
            var realV = TV.Multiply(f, TV.Permute(aru, index));
            var imaginaryV = TV.Multiply(f, TV.Permute(aiu, index));
            var realU = TV.Multiply(g, TV.Permute(arv, index));
            var imaginaryU = TV.Multiply(g, TV.Permute(aiv, index));
            sum = TV.MultiplyAdd(lrv, imaginaryV, sum);
            sum = TV.MultiplyAdd(TV.Negate(liv), realV, sum);
            sum = TV.MultiplyAdd(lru, imaginaryU, sum);
            sum = TV.MultiplyAdd(TV.Negate(liu), realU, sum);
            TV.Store(TV.MultiplyAdd(scale, imaginaryV, TV.Multiply(c, arv)), ar + v);
            TV.Store(TV.MultiplyAdd(TV.Negate(scale), realV, TV.Multiply(c, aiv)), ai + v);
            TV.Store(TV.MultiplyAdd(scale, imaginaryU, TV.Multiply(c, aru)), ar + u);
            TV.Store(TV.MultiplyAdd(TV.Negate(scale), realU, TV.Multiply(c, aiu)), ai + u);
            TV.Store(TV.MultiplyAdd(TV.Multiply(scale, f), TV.Permute(liu, index), TV.Multiply(c, lrv)), lr + v);
            TV.Store(TV.MultiplyAdd(TV.Negate(TV.Multiply(scale, f)), TV.Permute(lru, index), TV.Multiply(c, liv)), li + v);
            TV.Store(TV.MultiplyAdd(TV.Multiply(scale, g), TV.Permute(liv, index), TV.Multiply(c, lru)), lr + u);
            TV.Store(TV.MultiplyAdd(TV.Negate(TV.Multiply(scale, g)), TV.Permute(lrv, index), TV.Multiply(c, liu)), li + u);
        }

        return TV.Sum(sum);
    }

    // w on the lanes of a vector: (-1)^{|z and (lane ^ x)|}, times e.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prepare(uint x, uint z, double e, out TV index, out TV w, out uint high, out uint zHigh)
    {
        index = LaneTables<TV>.Flip(x);
        var odd = (BitOperations.PopCount(x & z & Low) & 1) == 1;
        w = TV.Multiply(LaneTables<TV>.Signs(z), TV.Create(odd ? -e : e));
        high = x & ~Low;
        zHigh = z & ~Low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Sign(uint bits) => TV.Create((BitOperations.PopCount(bits) & 1) == 0 ? 1.0 : -1.0);

    private static uint Top(uint mask) => 1u << BitOperations.Log2(mask);

    // The next vector start without the top bit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Next(uint v, uint top) => ((v | top) + Low + 1) & ~top;
}
