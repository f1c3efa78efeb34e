using Quiver.Hamiltonians.Grouping;

namespace Quiver.Hamiltonians.Search;

/// <summary>What a time-bounded grouper found.</summary>
/// <param name="Best">The best grouping under the objective.</param>
/// <param name="Front">Groupings that no other beats in both cost and number of groups, by ascending number of groups.</param>
/// <param name="ClockBound">True when the machine was too slow for the budgeted work, so that a second run may differ.</param>
internal sealed record SearchOutcome(MeasurementGrouping Best, IReadOnlyList<MeasurementGrouping> Front, bool ClockBound);
