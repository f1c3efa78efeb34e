using System.Runtime.CompilerServices;

namespace Quiver.Core.Vectors;

/// <summary>Sums of products over two vectors.</summary>
internal static unsafe class DotProduct
{
    /// <summary>The sum of x[i] y[i], in two running sums of one vector each.</summary>
    /// <param name="x">One vector.</param>
    /// <param name="y">The other, as long.</param>
    public static double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        fixed (double* a = x, b = y)
        {
            return Lanes.Bits switch
            {
                512 => Sum<Lanes512<double>>(a, b, x.Length),
                256 => Sum<Lanes256<double>>(a, b, x.Length),
                _ => Sum<Lanes128<double>>(a, b, x.Length),
            };
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum<TV>(double* x, double* y, int length)
        where TV : struct, ILaneVector<TV, double>
    {
        var (first, second) = (TV.Zero, TV.Zero);
        var i = 0;
        for (; i + (2 * TV.Count) <= length; i += 2 * TV.Count)
        {
            first = TV.MultiplyAdd(TV.Load(x + i), TV.Load(y + i), first);
            second = TV.MultiplyAdd(TV.Load(x + i + TV.Count), TV.Load(y + i + TV.Count), second);
        }

        var sum = TV.Sum(first + second);
        for (; i < length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }
}
