using Quiver.Hamiltonians.Grouping;

namespace Quiver.LearnedGrouping;

/// <summary>What the GFlowNet grouper found.</summary>
/// <param name="Grouping">The best grouping under the reward.</param>
/// <param name="Policy">The policy after the run; null where there was none: nothing to group, or neither training nor a given
/// policy.</param>
/// <param name="BestSampled">Best S^2 (eps^2 M, or the state-free sum) among the partitions that the policy itself drew.</param>
public sealed record LearnedGroupingResult(
    MeasurementGrouping Grouping, GroupingPolicy? Policy, double BestSampled) : GroupingResult(Grouping);
