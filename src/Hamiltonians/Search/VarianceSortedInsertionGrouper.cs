using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Variance-aware sorted insertion (VarSI): terms by descending variance c^2 Var(P), each into the compatible group where
/// the sum of standard deviations grows least, or into a new one where that is cheaper still. After the idea of
/// arXiv:2607.02794; order and rule are our own reading. Without a state c^2 takes the variance's place.
/// </summary>
/// <remarks>Opening a group is never cheaper than joining when covariances are 0, so then the best fit among groups decides.</remarks>
public sealed class VarianceSortedInsertionGrouper : IGrouper
{
    /// <inheritdoc/>
    public string Name => "varsi";

    /// <inheritdoc/>
    public GroupingResult Group(GroupingProblem problem, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (problem.Terms.Count > PartitionWeights.MaxTerms || problem.State is not null)
        {
            return new SortedInsertionGrouper().Group(problem, progress, cancellationToken);
        }

        var count = problem.Terms.Count;
        var own = new double[count];
        for (var i = 0; i < count; i++)
        {
            var c = problem.Terms.Coefficients[i];
            own[i] = problem.Covariance is { } known ? Math.Max(0, known.Variance(i)) : c * c;
        }

        // One pass over the placed terms gives a term's covariance with every group and which groups it conflicts with.
        var labels = new int[count];
        Array.Fill(labels, -1);
        var placed = new List<int>(count);
        var variances = new List<double>();
        var fields = new double[count + 1];
        var open = new bool[count + 1];
        var buffer = new ulong[problem.Graph.RowWords];
        foreach (var term in TermOrder.Ascending([.. own.Select(v => -v)]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Clear(fields);
            Array.Fill(open, true);
            var conflicts = problem.Graph.Conflicts(term, buffer);
            var row = problem.Covariance is { } covariance ? covariance.Row(term) : default;
            foreach (var p in placed)
            {
                open[labels[p]] &= (conflicts[p >> 6] >> (p & 63) & 1) == 0;
                fields[labels[p]] += row.IsEmpty ? 0 : row[p];
            }

            var group = variances.Count;
            var best = Math.Sqrt(own[term]);
            for (var g = 0; g < variances.Count; g++)
            {
                if (open[g] && Insertion(variances[g], fields[g], own[term]) is var cost && cost <= best)
                {
                    (best, group) = (cost, g);
                }
            }

            if (group == variances.Count)
            {
                variances.Add(0);
            }

            variances[group] += 2 * fields[group] + own[term];
            labels[term] = group;
            placed.Add(term);
        }

        return new(MeasurementGrouping.FromLabels(labels));
    }

    private static double Insertion(double variance, double field, double own) =>
        Math.Sqrt(Math.Max(0, variance + 2 * field + own)) - Math.Sqrt(Math.Max(0, variance));
}
