using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// Sorted insertion (SI): terms by descending |c|, each into the first group that accepts it. Crawford et al.,
/// Quantum 5, 385 (2021).
/// </summary>
public sealed class SortedInsertionGrouper : IGrouper
{
    /// <inheritdoc/>
    public string Name => "si";

    /// <inheritdoc/>
    public GroupingResult Group(
        GroupingProblem problem, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new(FirstFit.Group(problem, TermOrder.ByCoefficient(problem.Terms), progress, cancellationToken));
    }
}
