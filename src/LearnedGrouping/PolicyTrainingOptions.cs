namespace Quiver.LearnedGrouping;

/// <summary>How the grouping policy is trained.</summary>
public sealed record PolicyTrainingOptions
{
    /// <summary>The loss.</summary>
    public GroupingObjective Objective { get; init; } = GroupingObjective.LogPartitionVariance;

    /// <summary>Adam's learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Adam's learning rate for log Z (trajectory balance only).</summary>
    public double LogZLearningRate { get; init; } = 1e-2;

    /// <summary>Largest norm of one step's gradient.</summary>
    public double GradientClip { get; init; } = 1;

    /// <summary>Trajectories per gradient step, replayed ones included; fewer where <see cref="MaxCandidates"/> would be passed.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>About how many candidates one gradient step may hold (some 700 bytes each); never fewer than three trajectories.</summary>
    public int MaxCandidates { get; init; } = 400_000;

    /// <summary>Share of the batch that is replayed from the best partitions known.</summary>
    public double ReplayShare { get; init; } = 0.25;

    /// <summary>Fixes weights, rollouts and replay.</summary>
    public int Seed { get; init; }

    /// <summary>Trajectories that fit <see cref="MaxCandidates"/>, given the candidates of the last batch.</summary>
    internal int BatchFor(long candidates, int trajectories) =>
        trajectories == 0 ? Math.Min(Batch, 4)
            : (int)Math.Clamp(MaxCandidates * (long)trajectories / Math.Max(1, candidates), Math.Min(Batch, 3), Batch);
}
