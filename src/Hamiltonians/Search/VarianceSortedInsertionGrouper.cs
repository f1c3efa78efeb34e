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
        if (problem.Terms.Count > PartitionWeights.MaxTerms)
        {
            return new SortedInsertionGrouper().Group(problem, progress, cancellationToken);
        }

        var weights = new PartitionWeights(problem);
        var state = new PartitionState(weights);
        var keys = new double[weights.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = -weights.Diagonal(i);
        }

        foreach (var term in TermOrder.Ascending(keys))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slot = state.EmptySlot();
            var best = state.InsertionCost(term, slot);
            for (var s = 0; s < state.Slots; s++)
            {
                if (state.Sizes[s] > 0 && state.Accepts(s, term) && state.InsertionCost(term, s) <= best)
                {
                    (best, slot) = (state.InsertionCost(term, s), s);
                }
            }

            state.Insert(term, slot);
        }

        return new(MeasurementGrouping.FromLabels(state.Group));
    }
}
