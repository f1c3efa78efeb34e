using System.Runtime.CompilerServices;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// Small matrices times rows of numbers, and products of rows with each other, one number a column. Rows are as long as a multiple of the
/// vector's length; matrices are row-major.
/// </summary>
internal static unsafe class DenseKernels<TV>
    where TV : struct, ILaneVector<TV, double>
{
    /// <summary>Adds factor times the sum over j of m[r, j] x_j to y_r, for all r.</summary>
    /// <param name="m">The matrix: [rows, stride].</param>
    /// <param name="stride">From one of its rows to the next; or from one of its columns to the next where it is transposed.</param>
    /// <param name="transposed">Whether m[j, r] is meant.</param>
    /// <param name="x">The rows.</param>
    /// <param name="y">The rows that are added to.</param>
    /// <param name="rows">Number of rows, a multiple of 4.</param>
    /// <param name="width">Their length.</param>
    /// <param name="factor">1 or -1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(
        double* m, int stride, bool transposed, double* x, double* y, int rows, int width, double factor)
    {
        var (down, right) = transposed ? (1, stride) : (stride, 1);
        var f = TV.Create(factor);
        for (var r = 0; r < rows; r += 4)
        {
            for (var c = 0; c < width; c += TV.Count)
            {
                var (first, second, third, fourth) = (TV.Zero, TV.Zero, TV.Zero, TV.Zero);
                var at = m + (r * down);
                for (var j = 0; j < rows; j++, at += right)
                {
                    var value = TV.Load(x + (j * width) + c);
                    first = TV.MultiplyAdd(TV.Create(at[0]), value, first);
                    second = TV.MultiplyAdd(TV.Create(at[down]), value, second);
                    third = TV.MultiplyAdd(TV.Create(at[2 * down]), value, third);
                    fourth = TV.MultiplyAdd(TV.Create(at[3 * down]), value, fourth);
                }

                var to = y + (r * width) + c;
                TV.Store(TV.MultiplyAdd(f, first, TV.Load(to)), to);
                TV.Store(TV.MultiplyAdd(f, second, TV.Load(to + width)), to + width);
                TV.Store(TV.MultiplyAdd(f, third, TV.Load(to + (2 * width))), to + (2 * width));
                TV.Store(TV.MultiplyAdd(f, fourth, TV.Load(to + (3 * width))), to + (3 * width));
            }
        }
    }

    /// <summary>Adds factor times the sum over columns of y_r x_j to m[r, j], for all r and j.</summary>
    /// <param name="m">The matrix: [rows, stride].</param>
    /// <param name="stride">From one of its rows to the next.</param>
    /// <param name="y">One set of rows.</param>
    /// <param name="x">The other.</param>
    /// <param name="rows">Number of rows, even.</param>
    /// <param name="width">Their length.</param>
    /// <param name="factor">1 or -1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProducts(
        double* m, int stride, double* y, double* x, int rows, int width, double factor)
    {
        for (var r = 0; r < rows; r += 2)
        {
            var p = y + (r * width);
            var q = p + width;
            for (var j = 0; j < rows; j += 2)
            {
                var s = x + (j * width);
                var t = s + width;
                var (ps, pt, qs, qt) = (TV.Zero, TV.Zero, TV.Zero, TV.Zero);
                for (var c = 0; c < width; c += TV.Count)
                {
                    var (vp, vq, vs, vt) = (TV.Load(p + c), TV.Load(q + c), TV.Load(s + c), TV.Load(t + c));
                    ps = TV.MultiplyAdd(vp, vs, ps);
                    pt = TV.MultiplyAdd(vp, vt, pt);
                    qs = TV.MultiplyAdd(vq, vs, qs);
                    qt = TV.MultiplyAdd(vq, vt, qt);
                }

                var at = m + (r * stride) + j;
                at[0] += factor * TV.Sum(ps);
                at[1] += factor * TV.Sum(pt);
                at[stride] += factor * TV.Sum(qs);
                at[stride + 1] += factor * TV.Sum(qt);
            }
        }
    }
}
