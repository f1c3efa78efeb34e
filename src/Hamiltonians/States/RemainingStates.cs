namespace Quiver.Hamiltonians.States;

/// <summary>
/// An operator on all basis states but the visited ones, matrix-free. The visited states are whole connected components,
/// so the rest is mapped to itself; only rounding has to be kept out.
/// </summary>
/// <remarks>A complex operator A + iB acts as [[A, -B], [B, A]] on (real part, imaginary part).</remarks>
internal sealed class RemainingStates : ISymmetricOperator
{
    private readonly MatrixFreeOperator op;
    private readonly double[] diagonal;
    private readonly bool[] visited;
    private readonly double[][]? scratch;
    private readonly CancellationToken cancellationToken;

    public RemainingStates(MatrixFreeOperator op, double[] diagonal, bool[] visited, CancellationToken cancellationToken)
    {
        this.op = op;
        this.diagonal = diagonal;
        this.visited = visited;
        this.cancellationToken = cancellationToken;
        scratch = op.IsReal ? null : [new double[op.Size], new double[op.Size], new double[op.Size], new double[op.Size]];
    }

    public int Size => op.IsReal ? op.Size : 2 * op.Size;

    public void Multiply(double[] x, double[] y)
    {
        if (scratch is null)
        {
            op.Apply(x, y, cancellationToken);
        }
        else
        {
            x.AsSpan(0, op.Size).CopyTo(scratch[0]);
            x.AsSpan(op.Size).CopyTo(scratch[1]);
            op.Apply(scratch[0], scratch[1], scratch[2], scratch[3], cancellationToken);
            scratch[2].CopyTo(y, 0);
            scratch[3].CopyTo(y, op.Size);
        }

        for (var i = 0; i < y.Length; i++)
        {
            if (visited[i & (op.Size - 1)])
            {
                y[i] = 0;
            }
        }
    }

    /// <summary>The diagonal; infinite on visited states, so that a start vector has no part there.</summary>
    public double[] Diagonal()
    {
        var result = new double[Size];
        for (var i = 0; i < result.Length; i++)
        {
            var b = i & (op.Size - 1);
            result[i] = visited[b] ? double.PositiveInfinity : diagonal[b];
        }

        return result;
    }
}
