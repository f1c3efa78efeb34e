namespace Quiver.Hamiltonians.Grouping;

/// <summary>What a grouper found. Methods that know more return a record derived from this one.</summary>
/// <param name="Grouping">The best grouping under the method's objective.</param>
public record GroupingResult(MeasurementGrouping Grouping)
{
    /// <summary>Groupings that no other met beats in both cost and number of groups, by ascending number of groups; empty where the
    /// method keeps none.</summary>
    public IReadOnlyList<MeasurementGrouping> Front { get; init; } = [];

    /// <summary>Whether the machine was too slow for the budgeted work, so that a second run may differ.</summary>
    public bool ClockBound { get; init; }
}
