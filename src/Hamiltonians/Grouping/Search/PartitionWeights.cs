
namespace Quiver.Hamiltonians.Grouping.Search;

/// <summary>What never changes while partitions are searched: term weights and conflicts, laid out for fast passes.</summary>
internal sealed class PartitionWeights
{
    /// <summary>Above this number of terms the tables would pass several GiB.</summary>
    public const int MaxTerms = 16_000;

    private readonly double[] diagonal;
    private readonly byte[] conflicts;
    private readonly States.TermCovariance? covariance;

    public PartitionWeights(GroupingProblem problem)
    {
        Count = problem.Terms.Count;
        if (Count > MaxTerms)
        {
            throw new ArgumentException($"Partition search takes at most {MaxTerms} terms, not {Count}: use si, varsi or lf.",
                nameof(problem));
        }

        covariance = problem.Covariance;
        diagonal = new double[Count];
        conflicts = new byte[(long)Count * Count];
        for (var i = 0; i < Count; i++)
        {
            var c = problem.Terms.Coefficients[i];
            diagonal[i] = covariance is null ? c * c : Math.Max(0, covariance.Variance(i));
        }

        Parallel.For(0, Count, () => new ulong[problem.Graph.RowWords], (i, _, buffer) =>
        {
            var row = problem.Graph.Conflicts(i, buffer);
            var bytes = conflicts.AsSpan(i * Count, Count);
            for (var j = 0; j < bytes.Length; j++)
            {
                bytes[j] = (byte)(row[j >> 6] >> (j & 63) & 1);
            }

            return buffer;
        }, _ => { });
    }

    public int Count { get; }

    /// <summary>Whether only diagonal weights exist (no state is known).</summary>
    public bool IsDiagonal => covariance is null;

    public double Diagonal(int term) => diagonal[term];

    /// <summary>Weighted covariance of two terms; 0 between different terms without a state.</summary>
    public double Covariance(int i, int j) => covariance is null ? (i == j ? diagonal[i] : 0) : covariance.Row(i)[j];

    public ReadOnlySpan<double> Row(int term) => covariance!.Row(term);

    /// <summary>S of a partition, the sum over groups of the square root of the variance, summed anew.</summary>
    public double Cost(MeasurementGrouping grouping)
    {
        double total = 0;
        for (var g = 0; g < grouping.Count; g++)
        {
            double variance = 0;
            foreach (var i in grouping.Members(g))
            {
                variance += covariance is null ? diagonal[i] : 0;
            }

            total += Math.Sqrt(covariance?.GroupVariance(grouping.Members(g)) ?? variance);
        }

        return total;
    }

    /// <summary>1 for every conflicting term, else 0.</summary>
    public ReadOnlySpan<byte> ConflictBytes(int term) => conflicts.AsSpan(term * Count, Count);
}
