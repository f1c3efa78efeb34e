using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// Sorted insertion (SI): terms by descending |c|, each into the first group that accepts it. Crawford et al.,
/// Quantum 5, 385 (2021).
/// </summary>
/// <param name="options">The journal of a run that may be stopped; a method without choice uses nothing else. Null for none.</param>
public sealed class SortedInsertionGrouper(GrouperOptions? options = null) : IGrouper
{
    private readonly UnitJournal journal = (options ?? GrouperOptions.Default).Journal;

    /// <inheritdoc/>
    public string Name => "si";

    /// <inheritdoc/>
    public GroupingResult Group(
        GroupingProblem problem, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new(FirstFit.Group(problem, TermOrder.ByCoefficient(problem.Terms), progress, cancellationToken, journal));
    }
}
