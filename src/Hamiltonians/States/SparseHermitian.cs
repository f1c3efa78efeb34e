
namespace Quiver.Hamiltonians.States;

/// <summary>
/// An operator on a list of basis states, as a sparse real symmetric matrix. A complex Hermitian operator A + iB becomes
/// the real matrix [[A, -B], [B, A]] of twice the size, whose lowest eigenvector carries real and imaginary parts.
/// </summary>
internal sealed class SparseHermitian : ISymmetricOperator
{
    private readonly long[] rowStart;
    private readonly int[] column;
    private readonly double[] value;

    private SparseHermitian(int size, bool isComplex, long[] rowStart, int[] column, double[] value)
    {
        Size = size;
        IsComplex = isComplex;
        this.rowStart = rowStart;
        this.column = column;
        this.value = value;
    }

    /// <summary>Length of the vectors it acts on: the number of basis states, twice that if complex.</summary>
    public int Size { get; }

    public bool IsComplex { get; }

    /// <summary>Projects an operator on a list of basis states.</summary>
    public static SparseHermitian Project(MaskedOperator op, ulong[] basis, CancellationToken cancellationToken)
    {
        var index = new BasisIndex(basis);
        var n = basis.Length;
        var rows = new (int Column, double Re, double Im)[n][];
        Parallel.For(0, n, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var row = new List<(int, double, double)>();
            for (var m = 0; m < op.Masks.Length; m++)
            {
                // Row i holds <b_i| H |b_j>, the element from b_j to b_i.
                var j = index.Find(basis[i] ^ op.Masks[m]);
                if (j >= 0)
                {
                    var (re, im) = op.Element(m, basis[j]);
                    if (Math.Abs(re) > 1e-14 || Math.Abs(im) > 1e-14)
                    {
                        row.Add((j, re, im));
                    }
                }
            }

            rows[i] = [.. row];
        });

        var size = op.IsReal ? n : 2 * n;
        var start = new long[size + 1];
        for (var i = 0; i < size; i++)
        {
            start[i + 1] = start[i] + rows[i % n].Length * (op.IsReal ? 1 : 2);
        }

        var columns = new int[start[size]];
        var values = new double[start[size]];
        for (var i = 0; i < size; i++)
        {
            var at = start[i];
            var lower = i >= n;
            foreach (var (j, re, im) in rows[i % n])
            {
                columns[at] = lower ? j + n : j;
                values[at++] = re;
                if (!op.IsReal)
                {
                    columns[at] = lower ? j : j + n;
                    values[at++] = lower ? im : -im;
                }
            }
        }

        return new SparseHermitian(size, !op.IsReal, start, columns, values);
    }

    /// <summary>y = A x, on all cores.</summary>
    public void Multiply(double[] x, double[] y)
    {
        const int Chunk = 512;
        Parallel.For(0, (Size + Chunk - 1) / Chunk, c =>
        {
            for (var i = c * Chunk; i < Math.Min(Size, (c + 1) * Chunk); i++)
            {
                double sum = 0;
                for (var k = rowStart[i]; k < rowStart[i + 1]; k++)
                {
                    sum += value[k] * x[column[k]];
                }

                y[i] = sum;
            }
        });
    }

    /// <summary>The diagonal.</summary>
    public double[] Diagonal()
    {
        var result = new double[Size];
        for (var i = 0; i < Size; i++)
        {
            for (var k = rowStart[i]; k < rowStart[i + 1]; k++)
            {
                result[i] += column[k] == i ? value[k] : 0;
            }
        }

        return result;
    }
}
