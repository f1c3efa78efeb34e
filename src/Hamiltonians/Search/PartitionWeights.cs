using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Grouping;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// What never changes while partitions are searched: term weights, conflicts and correlated partners, laid out for look-ups.
/// Weights are in units of the largest; <see cref="Unit"/> leads back.
/// </summary>
internal sealed class PartitionWeights
{
    /// <summary>Above this number of terms the tables would pass several GiB.</summary>
    public const int MaxTerms = 16_000;

    /// <summary>Correlated partners listed for every term; more changed nothing.</summary>
    public const int Partners = 16;

    private readonly double scale = 1;
    private readonly double[] diagonal;
    private readonly double[] deviation;
    private readonly int[] rank;
    private readonly byte[] conflicts;
    private readonly float[] fast;
    private readonly TermCovariance? covariance;
    private readonly Lazy<int[]> partners;

    public PartitionWeights(GroupingProblem problem)
    {
        Count = problem.Terms.Count;
        if (Count > MaxTerms)
        {
            throw new ArgumentException($"Partition search takes at most {MaxTerms} terms, not {Count}: use si, varsi or lf.", nameof(problem));
        }

        covariance = problem.Covariance;
        diagonal = new double[Count];
        rank = new int[Count];
        foreach (var (place, term) in TermOrder.ByCoefficient(problem.Terms).Index())
        {
            rank[term] = place;
        }

        deviation = new double[Count];
        conflicts = new byte[(long)Count * Count];
        fast = covariance is null ? [] : new float[(long)Count * Count];
        for (var i = 0; i < Count; i++)
        {
            var c = problem.Terms.Coefficients[i];
            diagonal[i] = covariance is null ? c * c : Math.Max(0, covariance.Variance(i));
        }

        // In units of the largest weight, so that rounding to float32 does not depend on the unit of the energies.
        var largest = Count == 0 ? 0 : diagonal.Max();
        scale = largest > 0 && double.IsFinite(1 / largest) ? 1 / largest : 1;
        for (var i = 0; i < Count; i++)
        {
            diagonal[i] *= scale;
            deviation[i] = Math.Sqrt(diagonal[i]);
        }

        Parallel.For(0, Count, () => new ulong[problem.Graph.RowWords], (i, _, buffer) =>
        {
            var row = problem.Graph.Conflicts(i, buffer);
            var bytes = conflicts.AsSpan(i * Count, Count);
            for (var j = 0; j < bytes.Length; j++)
            {
                bytes[j] = (byte)(row[j >> 6] >> (j & 63) & 1);
            }

            if (covariance is not null)
            {
                // Conflicting terms never share a group, also where their covariance is known: 0 keeps them out of sums,
                // as it does the term itself.
                var exact = covariance.Row(i);
                var rounded = fast.AsSpan(i * Count, Count);
                for (var j = 0; j < bytes.Length; j++)
                {
                    rounded[j] = bytes[j] != 0 || j == i ? 0 : (float)(exact[j] * scale);
                }
            }

            return buffer;
        }, _ => { });
        partners = new Lazy<int[]>(FindPartners);
    }

    public int Count { get; }

    /// <summary>What a deviation of 1 is in the operator's unit.</summary>
    public double Unit => 1 / Math.Sqrt(scale);

    /// <summary>Whether only diagonal weights exist (no state is known).</summary>
    public bool IsDiagonal => covariance is null;

    public double Diagonal(int term) => diagonal[term];

    /// <summary>Square root of the diagonal weight.</summary>
    public double Deviation(int term) => deviation[term];

    /// <summary>Place of a term by descending |c|.</summary>
    public int Rank(int term) => rank[term];

    /// <summary>Weighted covariance of two terms; 0 between different terms without a state.</summary>
    public double Covariance(int i, int j) => covariance is null ? (i == j ? diagonal[i] : 0) : covariance.Row(i)[j] * scale;

    /// <summary>Covariances in float32, 0 for conflicting terms and for the term itself; empty without a state.</summary>
    public ReadOnlySpan<float> Fast(int term) => covariance is null ? default : fast.AsSpan(term * Count, Count);

    /// <summary>The compatible terms with the largest |covariance|, descending; -1 where there are no more.</summary>
    public ReadOnlySpan<int> PartnersOf(int term) => partners.Value.AsSpan(term * Partners, Partners);

    /// <summary>1 for every conflicting term, else 0.</summary>
    public ReadOnlySpan<byte> ConflictBytes(int term) => conflicts.AsSpan(term * Count, Count);

    /// <summary>Sum of the covariances of a term with others, in float64.</summary>
    public double Field(int term, ReadOnlySpan<int> others)
    {
        double sum = 0;
        if (covariance is not null)
        {
            var row = covariance.Row(term);
            foreach (var m in others)
            {
                sum += row[m];
            }
        }

        return sum * scale;
    }

    /// <summary>The variance of a group, summed anew in float64; at least 0.</summary>
    public double Variance(ReadOnlySpan<int> members)
    {
        if (covariance is not null)
        {
            return covariance.GroupVariance(members) * scale;
        }

        double sum = 0;
        foreach (var m in members)
        {
            sum += diagonal[m];
        }

        return sum;
    }

    /// <summary>S of a partition, the sum over groups of the square root of the variance, summed anew.</summary>
    public double Cost(MeasurementGrouping grouping)
    {
        double total = 0;
        for (var g = 0; g < grouping.Count; g++)
        {
            total += Math.Sqrt(Variance(grouping.Members(g)));
        }

        return total;
    }

    private int[] FindPartners()
    {
        var result = new int[(long)Count * Partners];
        Array.Fill(result, -1);
        if (covariance is null)
        {
            return result;
        }

        Parallel.For(0, Count, i =>
        {
            var row = Fast(i);
            var list = result.AsSpan(i * Partners, Partners);
            var n = 0;
            for (var j = 0; j < row.Length; j++)
            {
                var size = Math.Abs(row[j]);
                if (j == i || size == 0 || (n == Partners && size <= Math.Abs(row[list[n - 1]])))
                {
                    continue;
                }

                var k = n == Partners ? n - 1 : n++;
                while (k > 0 && Math.Abs(row[list[k - 1]]) < size)
                {
                    list[k] = list[k - 1];
                    k--;
                }

                list[k] = j;
            }
        });
        return result;
    }
}
