namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>What the exact grouper found.</summary>
/// <param name="Grouping">The grouping with the fewest groups found.</param>
/// <param name="IsProven">Whether no grouping has fewer groups; false when the time ran out first.</param>
public sealed record ExactGroupingResult(MeasurementGrouping Grouping, bool IsProven) : GroupingResult(Grouping);
