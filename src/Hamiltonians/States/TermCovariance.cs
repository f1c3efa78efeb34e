using System.Numerics.Tensors;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Pauli;

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
    /// <summary>The most terms of a state's table: all pairs of them take 2 GiB.</summary>
    public const int MaxTerms = 16_000;

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

    /// <summary>
    /// The same for strings that anticommute, whose groups are measured by one rotated string: entry (j, k) is
    /// -c_j c_k &lt;P_j&gt;&lt;P_k&gt; for anticommuting terms, whose symmetrised product is 0, c_j^2 (1 - &lt;P_j&gt;^2) on the
    /// diagonal, and 0 for pairs that commute.
    /// </summary>
    /// <param name="terms">The operator.</param>
    /// <param name="state">The state.</param>
    /// <returns>Covariances; a group's add up to g^2 - &lt;A&gt;^2 with g^2 the sum of its squared coefficients and A its
    /// operator.</returns>
    /// <exception cref="ArgumentException">There are more terms than covariances are kept for.</exception>
    public static TermCovariance OfAnticommuting(PauliSum terms, QuantumState state)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(state);
        var n = terms.Count;
        if (n > MaxTerms)
        {
            throw new ArgumentException(
                $"Covariances are kept for all pairs of at most {MaxTerms} terms, not {n}: take no state.", nameof(terms));
        }

        var c = terms.Coefficients.ToArray();
        var means = state.Expectations(terms);
        var values = new double[(long)n * n];
        for (var j = 0; j < n; j++)
        {
            for (var k = 0; k < n; k++)
            {
                values[((long)j * n) + k] = j == k ? Math.Max(0, (c[j] * c[j]) - (means[j] * means[j]))
                    : CommutationRelation.Compatible(terms, j, k, CommutationRule.Anticommuting) ? -means[j] * means[k] : 0;
            }
        }

        return new(values, n);
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

    /// <summary>The covariances among some of the terms.</summary>
    /// <param name="chosen">Indices of terms.</param>
    /// <returns>A new matrix: entry (j, k) is this one's entry (chosen[j], chosen[k]).</returns>
    public TermCovariance Part(ReadOnlySpan<int> chosen)
    {
        var part = new double[(long)chosen.Length * chosen.Length];
        for (var j = 0; j < chosen.Length; j++)
        {
            var row = Row(chosen[j]);
            for (var k = 0; k < chosen.Length; k++)
            {
                part[((long)j * chosen.Length) + k] = row[chosen[k]];
            }
        }

        return new TermCovariance(part, chosen.Length);
    }

    /// <summary>The largest absolute entry.</summary>
    /// <returns>max |entry|.</returns>
    public double MaxMagnitude() => values.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(values));
}
