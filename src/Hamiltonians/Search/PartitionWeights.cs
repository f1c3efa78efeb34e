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

    /// <summary>What a row of correlations holds for a term that conflicts.</summary>
    public const short Conflict = short.MinValue;

    private const float Steps = short.MaxValue;
    private readonly double scale = 1;
    private readonly double[] own;
    private readonly double[] diagonal;
    private readonly double[] deviation;
    private readonly int[] rank;
    private readonly int[]? order;
    private readonly short[] rows;
    private readonly TermCovariance? covariance;
    private readonly Lazy<int[]> partners;

    /// <summary>Lays the tables out.</summary>
    /// <param name="problem">Terms, rule and covariances.</param>
    /// <param name="byDeviation">Numbers the terms by descending deviation, so that those that matter at a temperature are a
    /// prefix.</param>
    public PartitionWeights(GroupingProblem problem, bool byDeviation = false)
    {
        Count = problem.Terms.Count;
        if (Count > MaxTerms)
        {
            throw new ArgumentException(
                $"Partition search takes at most {MaxTerms} terms, not {Count}: use si, varsi or lf.", nameof(problem));
        }

        if (problem.State is not null)
        {
            throw new ArgumentException("Partition search needs the covariances of all pairs, and this problem works them out on demand: "
                + "search a part of it.", nameof(problem));
        }

        covariance = problem.Covariance;
        var variances = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            var c = problem.Terms.Coefficients[i];
            variances[i] = covariance is null ? c * c : Math.Max(0, covariance.Variance(i));
        }

        order = byDeviation ? TermOrder.Ascending([.. variances.Select(v => -v)]) : null;
        own = new double[Count];
        diagonal = new double[Count];
        deviation = new double[Count];
        rank = new int[Count];
        var places = new int[Count];
        foreach (var (place, term) in TermOrder.ByCoefficient(problem.Terms).Index())
        {
            places[term] = place;
        }

        // In units of the largest weight, so that rounding does not depend on the unit of the energies.
        var largest = Count == 0 ? 0 : variances.Max();
        scale = largest > 0 && double.IsFinite(1 / largest) ? 1 / largest : 1;
        for (var i = 0; i < Count; i++)
        {
            own[i] = variances[i] * scale;
        }

        for (var i = 0; i < Count; i++)
        {
            diagonal[i] = own[Term(i)];
            deviation[i] = Math.Sqrt(diagonal[i]);
            rank[i] = places[Term(i)];
        }

        rows = new short[(long)Count * Count];
        Parallel.For(0, Count, () => new ulong[problem.Graph.RowWords], (i, _, buffer) =>
        {
            FillRow(i, problem.Graph.Conflicts(Term(i), buffer));
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

    /// <summary>Whether the terms are numbered by descending deviation.</summary>
    public bool Sorted => order is not null;

    /// <summary>How many terms, the first ones, have at least a deviation, in steps of 64; all where they are not sorted by it.</summary>
    /// <param name="deviation">In units of the largest weight.</param>
    /// <returns>Never none: a chain without terms does no work, and its time would never pass.</returns>
    public int AtLeast(double deviation)
    {
        var count = Count;
        while (Sorted && count > 0 && Deviation(count - 1) < deviation)
        {
            count--;
        }

        return Math.Min(Count, (count / 64 + 1) * 64);
    }

    /// <summary>The term's number in the problem.</summary>
    public int Term(int term) => order is null ? term : order[term];

    /// <summary>Group of every term of the search from that of every term of the problem.</summary>
    public int[] FromProblem(ReadOnlySpan<int> labels)
    {
        var result = new int[Count];
        for (var i = 0; i < Count; i++)
        {
            result[i] = labels[Term(i)];
        }

        return result;
    }

    /// <summary>The partition with the problem's numbers of the terms.</summary>
    public MeasurementGrouping ToProblem(ReadOnlySpan<int> labels)
    {
        var result = new int[Count];
        for (var i = 0; i < Count; i++)
        {
            result[Term(i)] = labels[i];
        }

        return MeasurementGrouping.FromLabels(result);
    }

    /// <summary>Weighted covariance of two terms; 0 between different terms without a state.</summary>
    public double Covariance(int i, int j) => covariance is null ? (i == j ? diagonal[i] : 0) : covariance.Row(Term(i))[Term(j)] * scale;

    /// <summary>
    /// Correlations of a term with all others in steps of 1/32767, <see cref="Conflict"/> where they conflict; 0 with itself, and
    /// with all compatible terms without a state. Rounding a weight by its two deviations keeps small ones as exact as large ones.
    /// </summary>
    public ReadOnlySpan<short> Row(int term) => rows.AsSpan(term * Count, Count);

    /// <summary>Whether two terms conflict.</summary>
    public bool Conflicts(int i, int j) => rows[i * Count + j] == Conflict;

    /// <summary>Weight of two terms as the rows hold it, 0 where they conflict.</summary>
    public double Weight(int i, int j) => rows[i * Count + j] is var r && r == Conflict ? 0 : r * (1 / Steps) * deviation[i] * deviation[j];

    /// <summary>What one step of a row is worth in the sum of a group's correlations, times the deviation of the term.</summary>
    public float Step(int term) => (float)(deviation[term] * (1 / Steps));

    /// <summary>The compatible terms with the largest |covariance|, descending; -1 where there are no more.</summary>
    public ReadOnlySpan<int> PartnersOf(int term) => partners.Value.AsSpan(term * Partners, Partners);

    /// <summary>Sum of the covariances of a term with compatible others, in float64.</summary>
    public double Field(int term, ReadOnlySpan<int> others)
    {
        double sum = 0;
        if (covariance is not null)
        {
            var row = covariance.Row(Term(term));
            foreach (var m in others)
            {
                sum += row[Term(m)];
            }
        }

        return sum * scale;
    }

    /// <summary>The variance of a group, summed anew in float64; at least 0.</summary>
    public double Variance(ReadOnlySpan<int> members)
    {
        if (covariance is not null)
        {
            return covariance.GroupVariance(order is null ? members : Terms(members)) * scale;
        }

        double sum = 0;
        foreach (var m in members)
        {
            sum += diagonal[m];
        }

        return sum;
    }

    /// <summary>S of a partition of the problem's terms, the sum over groups of the square root of the variance, summed anew.</summary>
    public double Cost(MeasurementGrouping grouping)
    {
        double total = 0;
        for (var g = 0; g < grouping.Count; g++)
        {
            var members = grouping.Members(g);
            if (covariance is not null)
            {
                total += Math.Sqrt(covariance.GroupVariance(members) * scale);
                continue;
            }

            double sum = 0;
            foreach (var m in members)
            {
                sum += own[m];
            }

            total += Math.Sqrt(sum);
        }

        return total;
    }

    private int[] Terms(ReadOnlySpan<int> members)
    {
        var result = new int[members.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Term(members[i]);
        }

        return result;
    }

    private void FillRow(int i, ReadOnlySpan<ulong> conflicts)
    {
        var row = rows.AsSpan(i * Count, Count);
        var exact = covariance is null ? default : covariance.Row(Term(i));
        for (var j = 0; j < row.Length; j++)
        {
            var t = Term(j);
            if ((conflicts[t >> 6] >> (t & 63) & 1) != 0)
            {
                row[j] = Conflict;
            }
            else if (j != i && exact.Length > 0 && deviation[i] * deviation[j] is > 0 and var product)
            {
                row[j] = (short)Math.Clamp(Math.Round(exact[t] * scale / product * Steps), -Steps, Steps);
            }
        }
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
            var row = Row(i);
            var list = result.AsSpan(i * Partners, Partners);
            Span<double> sizes = stackalloc double[Partners];
            var n = 0;
            for (var j = 0; j < row.Length; j++)
            {
                var size = row[j] == Conflict ? 0 : Math.Abs(row[j]) * deviation[j];
                if (size == 0 || (n == Partners && size <= sizes[n - 1]))
                {
                    continue;
                }

                var k = n == Partners ? n - 1 : n++;
                while (k > 0 && sizes[k - 1] < size)
                {
                    (list[k], sizes[k]) = (list[k - 1], sizes[k - 1]);
                    k--;
                }

                (list[k], sizes[k]) = (j, size);
            }
        });
        return result;
    }
}
