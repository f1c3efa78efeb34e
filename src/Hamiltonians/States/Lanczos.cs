using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Quiver.Hamiltonians.States;

/// <summary>The lowest eigenpair of a symmetric operator by Lanczos with full reorthogonalisation and restarts.</summary>
internal static class Lanczos
{
    private const int KrylovSize = 80;
    private const int MaxRestarts = 60;

    /// <summary>Finds the lowest eigenpair.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="tolerance">Largest norm of the residual A v - E v.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="enough">Ends the search early, given the value (an upper bound) and its residual.</param>
    /// <param name="start">A vector near the wanted one; null for a scattered one. It is not changed.</param>
    /// <returns>The eigenvalue and the normalised vector. The start vector is fixed, and so is the result.</returns>
    public static (double Value, double[] Vector) Lowest(ISymmetricOperator matrix, double tolerance, CancellationToken cancellationToken,
        Func<double, double, bool>? enough = null, double[]? start = null)
    {
        var n = matrix.Size;
        var vector = start is null ? StartVector(matrix) : [.. start];
        double value = 0;
        for (var restart = 0; restart < MaxRestarts; restart++)
        {
            (value, var residual, vector) = Cycle(matrix, vector, tolerance, enough, cancellationToken);
            if (residual <= tolerance || enough?.Invoke(value, residual) == true)
            {
                return (value, vector);
            }
        }

        throw new InvalidOperationException($"Lanczos did not reach a residual of {tolerance:G2} on {n} states.");
    }

    private static double[] StartVector(ISymmetricOperator matrix)
    {
        // Weighted towards low diagonals, with a fixed scatter so that no symmetry hides the ground state.
        var diagonal = matrix.Diagonal();
        var lowest = diagonal.Min();
        var random = new Random(20241);
        var v = new double[matrix.Size];
        for (var i = 0; i < v.Length; i++)
        {
            v[i] = (0.5 + random.NextDouble()) * (random.Next(2) == 0 ? 1 : -1) / (1 + 20 * (diagonal[i] - lowest));
        }

        Scale(v, 1 / TensorPrimitives.Norm<double>(v));
        return v;
    }

    private static (double Value, double Residual, double[] Vector) Cycle(ISymmetricOperator matrix, double[] start, double tolerance,
        Func<double, double, bool>? enough, CancellationToken cancellationToken)
    {
        var basis = new List<double[]> { start };
        var alpha = new List<double>();
        var beta = new List<double>();
        var limit = Math.Min(KrylovSize, matrix.Size);
        var y = new double[matrix.Size];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var k = alpha.Count;
            matrix.Multiply(basis[k], y);
            alpha.Add(TensorPrimitives.Dot<double>(basis[k], y));
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var v in basis)
                {
                    TensorPrimitives.MultiplyAdd(v, -TensorPrimitives.Dot<double>(v, y), y, y);
                }
            }

            var norm = TensorPrimitives.Norm<double>(y);
            beta.Add(norm);
            k++;
            if (k < limit && norm > 1e-13 && k % 8 != 0)
            {
                Extend(basis, y, norm);
                continue;
            }

            var evd = Matrix<double>.Build.Dense(k, k,
                (i, j) => i == j ? alpha[i] : Math.Abs(i - j) == 1 ? beta[Math.Min(i, j)] : 0).Evd(Symmetricity.Symmetric);
            var residual = Math.Abs(evd.EigenVectors[k - 1, 0]) * norm;
            if (residual <= tolerance / 2 || k >= limit || norm <= 1e-13 || enough?.Invoke(evd.EigenValues[0].Real, residual) == true)
            {
                var vector = new double[matrix.Size];
                for (var i = 0; i < k; i++)
                {
                    TensorPrimitives.MultiplyAdd(basis[i], evd.EigenVectors[i, 0], vector, vector);
                }

                Scale(vector, 1 / TensorPrimitives.Norm<double>(vector));
                return (evd.EigenValues[0].Real, norm <= 1e-13 ? 0 : residual, vector);
            }

            Extend(basis, y, norm);
        }
    }

    private static void Extend(List<double[]> basis, double[] y, double norm)
    {
        var next = (double[])y.Clone();
        Scale(next, 1 / norm);
        basis.Add(next);
    }

    private static void Scale(double[] v, double factor) => TensorPrimitives.Multiply(v, factor, v);
}
