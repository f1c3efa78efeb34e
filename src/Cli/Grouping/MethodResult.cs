using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Grouping;

namespace Quiver.Cli.Grouping;

/// <summary>One row of the table.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Cost">What the grouping costs.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="Grouping">The partition; null for overlapping groups.</param>
/// <param name="Front">Groupings that trade cost against groups, where the method gives them.</param>
/// <param name="Note">What a reader has to know about the row.</param>
internal sealed record MethodResult(string Method, GroupingCost Cost, double Seconds, MeasurementGrouping? Grouping,
    IReadOnlyList<MeasurementGrouping> Front, string? Note);
