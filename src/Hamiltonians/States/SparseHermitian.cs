namespace Quiver.Hamiltonians.States;

/// <summary>
/// An operator on a list of basis states, as a sparse real symmetric matrix. A complex Hermitian operator A + iB becomes
/// the real matrix [[A, -B], [B, A]] of twice the size, whose lowest eigenvector carries real and imaginary parts.
/// </summary>
internal sealed class SparseHermitian : ISymmetricOperator
{
    private const int RowsPerBlock = 512;
    private readonly int states;
    private readonly Block[] blocks;

    private SparseHermitian(int states, bool isComplex, Block[] blocks)
    {
        this.states = states;
        this.blocks = blocks;
        IsComplex = isComplex;
    }

    /// <summary>Length of the vectors it acts on: the number of basis states, twice that if complex.</summary>
    public int Size => IsComplex ? 2 * states : states;

    public bool IsComplex { get; }

    /// <summary>Projects an operator on a list of basis states.</summary>
    public static SparseHermitian Project(MaskedOperator op, ulong[] basis, CancellationToken cancellationToken)
    {
        var index = new BasisIndex(basis);
        var blocks = new Block[(basis.Length + RowsPerBlock - 1) / RowsPerBlock];
        Parallel.For(
            0, blocks.Length, new ParallelOptions { CancellationToken = cancellationToken }, () => new Rows(),
            (b, _, rows) =>
            {
                rows.Clear();
                var end = Math.Min(basis.Length, (b + 1) * RowsPerBlock);
                for (var i = b * RowsPerBlock; i < end; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    rows.Begin(op.Masks.Length);
                    for (var m = 0; m < op.Masks.Length; m++)
                    {
                        // Row i holds <b_i| H |b_j>, the element from b_j to b_i.
                        var j = index.Find(basis[i] ^ op.Masks[m]);
                        if (j >= 0)
                        {
                            var (re, im) = op.Element(m, basis[j]);
                            if (Math.Abs(re) > 1e-14 || Math.Abs(im) > 1e-14)
                            {
                                rows.Add(j, re, im);
                            }
                        }
                    }
                }

                blocks[b] = rows.ToBlock(op.IsReal);
                return rows;
            },
            _ => { });
        return new SparseHermitian(basis.Length, !op.IsReal, blocks);
    }

    /// <summary>y = A x, on all cores.</summary>
    public void Multiply(double[] x, double[] y) => Parallel.For(0, blocks.Length, b =>
    {
        var (starts, column, re, im) = blocks[b];
        for (var r = 0; r + 1 < starts.Length; r++)
        {
            var i = (b * RowsPerBlock) + r;
            double upper = 0, lower = 0;
            for (var k = starts[r]; k < starts[r + 1]; k++)
            {
                var j = column[k];
                upper += re[k] * x[j];
                if (im is not null)
                {
                    upper += -im[k] * x[j + states];
                    lower += re[k] * x[j + states];
                    lower += im[k] * x[j];
                }
            }

            y[i] = upper;
            if (im is not null)
            {
                y[i + states] = lower;
            }
        }
    });

    /// <summary>The diagonal.</summary>
    public double[] Diagonal()
    {
        var result = new double[Size];
        for (var b = 0; b < blocks.Length; b++)
        {
            var (starts, column, re, _) = blocks[b];
            for (var r = 0; r + 1 < starts.Length; r++)
            {
                var i = (b * RowsPerBlock) + r;
                for (var k = starts[r]; k < starts[r + 1]; k++)
                {
                    result[i] += column[k] == i ? re[k] : 0;
                }
            }
        }

        if (IsComplex)
        {
            result.AsSpan(0, states).CopyTo(result.AsSpan(states));
        }

        return result;
    }

    /// <summary>Some rows: entry k of row r stands at starts[r] to starts[r + 1].</summary>
    private sealed record Block(int[] Starts, int[] Column, double[] Re, double[]? Im);

    /// <summary>Rows under way, in arrays that are used again.</summary>
    private sealed class Rows
    {
        private readonly List<int> starts = [];
        private int[] column = [];
        private double[] re = [];
        private double[] im = [];
        private int count;

        public void Clear()
        {
            starts.Clear();
            count = 0;
        }

        /// <summary>A new row of at most so many entries.</summary>
        public void Begin(int entries)
        {
            starts.Add(count);
            if (column.Length < count + entries)
            {
                var length = Math.Max(count + entries, 2 * column.Length);
                Array.Resize(ref column, length);
                Array.Resize(ref re, length);
                Array.Resize(ref im, length);
            }
        }

        public void Add(int j, double real, double imaginary) => (column[count], re[count], im[count++]) = (j, real, imaginary);

        public Block ToBlock(bool isReal) => new(
            [.. starts, count], column[..count], re[..count], isReal ? null : im[..count]);
    }
}
