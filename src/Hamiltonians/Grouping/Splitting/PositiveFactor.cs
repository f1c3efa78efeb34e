using System.Numerics.Tensors;

namespace Quiver.Hamiltonians.Grouping.Splitting;

/// <summary>The Cholesky factor of a symmetric positive definite matrix, by panels of rows that stay in the cache.</summary>
internal sealed class PositiveFactor
{
    private const int Panel = 48;
    private readonly double[] lower;

    /// <summary>Factors a matrix in place.</summary>
    /// <param name="matrix">Row-major, the lower half is read and replaced.</param>
    /// <param name="size">Rows.</param>
    public PositiveFactor(double[] matrix, int size)
    {
        lower = matrix;
        Size = size;
        for (var first = 0; first < size; first += Panel)
        {
            var last = Math.Min(size, first + Panel);
            for (var i = first; i < last; i++)
            {
                Subtract(i, first, Math.Min(i + 1, last), first);
            }

            for (var i = first; i < last; i++)
            {
                Finish(i, first, i);
                var pivot = At(i, i) - TensorPrimitives.SumOfSquares<double>(lower.AsSpan((i * size) + first, i - first));

                // What rounding leaves of a pivot that is 0 must not decide.
                lower[(i * size) + i] = Math.Sqrt(Math.Max(pivot, 1e-14 * Math.Max(1e-300, diagonalScale(i))));
            }

            var (from, to) = (first, last);
            Parallel.For(last, size, i =>
            {
                Subtract(i, from, to, from);
                Finish(i, from, to);
            });
        }

        double diagonalScale(int i) => TensorPrimitives.SumOfSquares<double>(lower.AsSpan(i * size, i)) + Math.Abs(At(i, i));
    }

    /// <summary>Rows.</summary>
    public int Size { get; }

    /// <summary>Solves A x = b.</summary>
    /// <param name="right">b; x afterwards.</param>
    public void Solve(Span<double> right)
    {
        for (var i = 0; i < Size; i++)
        {
            right[i] = (right[i] - TensorPrimitives.Dot(lower.AsSpan(i * Size, i), (ReadOnlySpan<double>)right[..i])) / At(i, i);
        }

        for (var i = Size - 1; i >= 0; i--)
        {
            right[i] /= At(i, i);
            TensorPrimitives.MultiplyAdd(lower.AsSpan(i * Size, i), -right[i], (ReadOnlySpan<double>)right[..i], right[..i]);
        }
    }

    /// <summary>The inverse, row-major.</summary>
    public double[] Inverse()
    {
        // L^-1 by rows, then L^-T L^-1.
        var inverse = new double[Size * Size];
        for (var i = 0; i < Size; i++)
        {
            var row = inverse.AsSpan(i * Size, i + 1);
            for (var k = 0; k < i; k++)
            {
                var earlier = inverse.AsSpan(k * Size, k + 1);
                TensorPrimitives.MultiplyAdd(earlier, -At(i, k), row[..(k + 1)], row[..(k + 1)]);
            }

            row[i] = 1;
            TensorPrimitives.Multiply(row, 1 / At(i, i), row);
        }

        var result = new double[Size * Size];
        for (var k = 0; k < Size; k++)
        {
            var row = inverse.AsSpan(k * Size, k + 1);
            for (var i = 0; i <= k; i++)
            {
                var target = result.AsSpan(i * Size, k + 1);
                TensorPrimitives.MultiplyAdd(row, row[i], target, target);
            }
        }

        return result;
    }

    private double At(int i, int j) => lower[(i * Size) + j];

    // Takes the columns before `columns` out of the entries [from, to) of a row.
    private void Subtract(int i, int from, int to, int columns)
    {
        for (var j = from; j < to; j++)
        {
            lower[(i * Size) + j] -= TensorPrimitives.Dot<double>(lower.AsSpan(i * Size, columns), lower.AsSpan(j * Size, columns));
        }
    }

    private void Finish(int i, int from, int to)
    {
        for (var j = from; j < to; j++)
        {
            var before = TensorPrimitives.Dot<double>(lower.AsSpan((i * Size) + from, j - from), lower.AsSpan((j * Size) + from, j - from));
            lower[(i * Size) + j] = (At(i, j) - before) / At(j, j);
        }
    }
}
