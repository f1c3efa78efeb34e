namespace Quiver.Hamiltonians.Grouping;

/// <summary>Partitions the terms of an operator into groups that may be measured together.</summary>
public interface IGrouper
{
    /// <summary>The method's short name, as the command line knows it.</summary>
    string Name { get; }

    /// <summary>Groups the terms.</summary>
    /// <param name="problem">Terms, rule and, where known, covariances.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>A valid grouping of every term.</returns>
    /// <exception cref="OperationCanceledException">The work was stopped before any grouping was complete.</exception>
    MeasurementGrouping Group(GroupingProblem problem, CancellationToken cancellation);
}
