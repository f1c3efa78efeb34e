using System.Numerics.Tensors;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// Covariances of an operator's terms in one state, weighted by the coefficients:
/// entry (j, k) is c_j c_k (Re &lt;P_j P_k&gt; - &lt;P_j&gt;&lt;P_k&gt;) for commuting terms and 0 for the others.
/// </summary>
/// <remarks>
/// The variance of a group's summed operator is the sum of the entries over its members (PRX Quantum 2, 040320,
/// Eq. 34), in the square of the operator's unit. Rows are stored in full: <c>row i = values[i N .. i N + N)</c>.
/// </remarks>
public sealed class TermCovariance
{
    private readonly double[] values;

    /// <summary>Wraps a symmetric matrix.</summary>
    /// <param name="values">Row-major, N x N.</param>
    /// <param name="count">N.</param>
    /// <exception cref="ArgumentException">The array is not N x N.</exception>
    public TermCovariance(double[] values, int count)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)count * count)
        {
            throw new ArgumentException($"{count} terms need {(long)count * count} entries, not {values.LongLength}.", nameof(values));
        }

        this.values = values;
        Count = count;
    }

    /// <summary>Number of terms.</summary>
    public int Count { get; }

    /// <summary>One term's weighted covariances with all terms.</summary>
    /// <param name="term">The term.</param>
    /// <returns><see cref="Count"/> entries.</returns>
    public ReadOnlySpan<double> Row(int term) => values.AsSpan(term * Count, Count);

    /// <summary>The variance of one term, c^2 Var(P).</summary>
    /// <param name="term">The term.</param>
    /// <returns>A number that is not negative, up to rounding.</returns>
    public double Variance(int term) => values[term * Count + term];

    /// <summary>The variance of the sum of a group's terms.</summary>
    /// <param name="members">Mutually commuting terms.</param>
    /// <returns>The variance, at least 0.</returns>
    public double GroupVariance(ReadOnlySpan<int> members)
    {
        double total = 0;
        foreach (var j in members)
        {
            var row = Row(j);
            double sum = 0;
            foreach (var k in members)
            {
                sum += row[k];
            }

            total += sum;
        }

        return Math.Max(0, total);
    }

    /// <summary>The largest absolute entry.</summary>
    /// <returns>max |entry|.</returns>
    public double MaxMagnitude() => values.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(values));
}
