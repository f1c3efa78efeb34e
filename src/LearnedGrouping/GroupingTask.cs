using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Search;

namespace Quiver.LearnedGrouping;

/// <summary>A grouping problem prepared for sampling: the visiting order, weights, conflicts by rank, sums of what remains.</summary>
internal sealed class GroupingTask
{
    private readonly ulong[] conflictByRank;
    private readonly double[] rest;
    private readonly double[] magnitude;
    private readonly double largestDeviation;

    public GroupingTask(GroupingProblem problem)
    {
        Problem = problem;
        Weights = new PartitionWeights(problem);
        Count = Weights.Count;
        Order = TermOrder.ByCoefficient(problem.Terms);
        Rank = new int[Count];
        for (var r = 0; r < Count; r++)
        {
            Rank[Order[r]] = r;
        }

        RowWords = (Count + 63) / 64;
        conflictByRank = new ulong[(long)Count * RowWords];
        Parallel.For(0, Count, r =>
        {
            var terms = Weights.Row(Order[r]);
            var row = conflictByRank.AsSpan(r * RowWords, RowWords);
            for (var j = 0; j < terms.Length; j++)
            {
                row[Rank[j] >> 6] |= (terms[j] == PartitionWeights.Conflict ? 1UL : 0) << (Rank[j] & 63);
            }
        });
        rest = new double[Count + 1];
        for (var r = Count - 1; r >= 0; r--)
        {
            rest[r] = rest[r + 1] + Math.Sqrt(Weights.Diagonal(Order[r]));
        }

        magnitude = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            magnitude[i] = problem.Terms.Coefficient(i).Magnitude;
            largestDeviation = Math.Max(largestDeviation, Math.Sqrt(Weights.Diagonal(i)));
        }

        var largest = Count == 0 ? 1 : magnitude.Max();
        for (var i = 0; i < Count; i++)
        {
            magnitude[i] /= largest;
        }
    }

    public GroupingProblem Problem { get; }

    public PartitionWeights Weights { get; }

    public int Count { get; }

    public int RowWords { get; }

    /// <summary>Terms by descending |c|; the place in this order is a term's rank.</summary>
    public int[] Order { get; }

    /// <summary>Place of every term in <see cref="Order"/>.</summary>
    public int[] Rank { get; }

    /// <summary>Conflicts of the term of a rank; bit r stands for the term of rank r.</summary>
    public ReadOnlySpan<ulong> ConflictByRank(int rank) => conflictByRank.AsSpan(rank * RowWords, RowWords);

    /// <summary>Sum of the standard deviations of all terms from a rank on.</summary>
    public double Rest(int rank) => rest[rank];

    /// <summary>|c| over the largest |c|.</summary>
    public double Magnitude(int term) => magnitude[term];

    /// <summary>Standard deviation over the largest one.</summary>
    public double RelativeDeviation(int term) => largestDeviation > 0 ? Math.Sqrt(Weights.Diagonal(term)) / largestDeviation : 0;
}
