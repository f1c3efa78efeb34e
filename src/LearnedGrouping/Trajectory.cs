namespace Quiver.LearnedGrouping;

/// <summary>
/// One finished trajectory, ready for a loss: the features of every candidate seen, the action taken at each step and
/// the partial rewards. It may come from the policy, from replay or from local search: the loss is the same.
/// </summary>
internal sealed class Trajectory
{
    /// <summary>Rows of all steps, one after another: [sum of Counts, CandidateFeatures.Count].</summary>
    public required float[] Features { get; init; }

    /// <summary>Change of the partial log reward for each row.</summary>
    public required float[] RewardChanges { get; init; }

    /// <summary>Candidates of each step.</summary>
    public required int[] Counts { get; init; }

    /// <summary>The candidate taken at each step.</summary>
    public required int[] Actions { get; init; }

    /// <summary>Group of every term.</summary>
    public required int[] Labels { get; init; }

    /// <summary>S of the finished partition.</summary>
    public required double Cost { get; init; }

    public required int Groups { get; init; }

    /// <summary>log R of the finished partition less that of the empty one.</summary>
    public required double LogRewardGain { get; init; }

    public required GroupingReward Reward { get; init; }
}
