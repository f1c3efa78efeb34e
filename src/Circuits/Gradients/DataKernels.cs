using System.Runtime.CompilerServices;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// Rotations of two rows of numbers into each other, one number a column; lengths are multiples of the vector's. A turn is either the
/// same in all columns or has a cosine and a sine in each.
/// </summary>
internal static unsafe class DataKernels<TV>
    where TV : struct, ILaneVector<TV, double>
{
    /// <summary>x' = cos x + sin y, y' = cos y - sin x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(double* x, double* y, int length, double cos, double sin)
    {
        var (c, s) = (TV.Create(cos), TV.Create(sin));
        var back = TV.Negate(s);
        for (var i = 0; i < length; i += TV.Count)
        {
            var (p, q) = (TV.Load(x + i), TV.Load(y + i));
            TV.Store(TV.MultiplyAdd(s, q, TV.Multiply(c, p)), x + i);
            TV.Store(TV.MultiplyAdd(back, p, TV.Multiply(c, q)), y + i);
        }
    }

    /// <summary>The same with an angle in each column; the sines are multiplied by a sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(double* x, double* y, int length, double* cos, double* sin, double sign)
    {
        var factor = TV.Create(sign);
        for (var i = 0; i < length; i += TV.Count)
        {
            var (p, q) = (TV.Load(x + i), TV.Load(y + i));
            var (c, s) = (TV.Load(cos + i), TV.Multiply(factor, TV.Load(sin + i)));
            TV.Store(TV.MultiplyAdd(s, q, TV.Multiply(c, p)), x + i);
            TV.Store(TV.Multiply(c, q) - TV.Multiply(s, p), y + i);
        }
    }

    /// <summary>The sum of l_x y - l_y x; then both pairs are turned back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double TurnBack(double* x, double* y, double* lx, double* ly, int length, double cos, double sin)
    {
        var (c, s) = (TV.Create(cos), TV.Create(sin));
        var back = TV.Negate(s);
        var sum = TV.Zero;
        for (var i = 0; i < length; i += TV.Count)
        {
            var (p, q) = (TV.Load(x + i), TV.Load(y + i));
            var (m, n) = (TV.Load(lx + i), TV.Load(ly + i));
            sum = TV.MultiplyAdd(m, q, sum) - TV.Multiply(n, p);
            TV.Store(TV.MultiplyAdd(back, q, TV.Multiply(c, p)), x + i);
            TV.Store(TV.MultiplyAdd(s, p, TV.Multiply(c, q)), y + i);
            TV.Store(TV.MultiplyAdd(back, n, TV.Multiply(c, m)), lx + i);
            TV.Store(TV.MultiplyAdd(s, m, TV.Multiply(c, n)), ly + i);
        }

        return TV.Sum(sum);
    }

    /// <summary>The same with an angle in each column; the sum is weighted by the columns' features.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double TurnBack(
        double* x, double* y, double* lx, double* ly, int length, double* cos, double* sin, double sign, double* features)
    {
        var factor = TV.Create(sign);
        var sum = TV.Zero;
        for (var i = 0; i < length; i += TV.Count)
        {
            var (p, q) = (TV.Load(x + i), TV.Load(y + i));
            var (m, n) = (TV.Load(lx + i), TV.Load(ly + i));
            var (c, s) = (TV.Load(cos + i), TV.Multiply(factor, TV.Load(sin + i)));
            sum = TV.MultiplyAdd(TV.Multiply(m, q) - TV.Multiply(n, p), TV.Load(features + i), sum);
            TV.Store(TV.Multiply(c, p) - TV.Multiply(s, q), x + i);
            TV.Store(TV.MultiplyAdd(s, p, TV.Multiply(c, q)), y + i);
            TV.Store(TV.Multiply(c, m) - TV.Multiply(s, n), lx + i);
            TV.Store(TV.MultiplyAdd(s, m, TV.Multiply(c, n)), ly + i);
        }

        return TV.Sum(sum);
    }
}
