using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// Largest first (LF): greedy colouring of the conflict graph by descending degree, ties in the operator's order.
/// Welsh and Powell, Comput. J. 10, 85 (1967).
/// </summary>
/// <param name="options">The journal of a run that may be stopped; a method without choice uses nothing else. Null for none.</param>
public sealed class LargestFirstGrouper(GrouperOptions? options = null) : IGrouper
{
    private readonly UnitJournal journal = (options ?? GrouperOptions.Default).Journal;

    /// <inheritdoc/>
    public string Name => "lf";

    /// <inheritdoc/>
    public GroupingResult Group(
        GroupingProblem problem, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var order = TermOrder.Ascending([.. problem.Graph.Degrees().Select(d => -(double)d)]);
        return new(FirstFit.Group(problem, order, progress, cancellationToken, journal));
    }
}
