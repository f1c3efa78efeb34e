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
    public MeasurementGrouping Group(GroupingProblem problem, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return FirstFit.Group(problem, TermOrder.ByCoefficient(problem.Terms), cancellation);
    }
}
