using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>
/// Partitions the terms of an operator into groups that may be measured together. A grouper holds its settings and no results: one
/// instance may be used again and from several threads.
/// </summary>
public interface IGrouper
{
    /// <summary>The method's short name, as the command line knows it.</summary>
    string Name { get; }

    /// <summary>Groups the terms.</summary>
    /// <param name="problem">Terms, rule and, where known, covariances.</param>
    /// <param name="progress">Told how far the work has come; methods that take no noticeable time report nothing.</param>
    /// <param name="cancellationToken">Stops the work. A search with a time budget then returns the best it has.</param>
    /// <returns>A valid grouping of every term, and what else the method found.</returns>
    /// <exception cref="OperationCanceledException">The work was stopped before any grouping was complete.</exception>
    GroupingResult Group(
        GroupingProblem problem, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default);
}
