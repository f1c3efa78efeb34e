namespace Quiver.GFlowNet.Objectives;

/// <summary>How sub-trajectories from state i to state j of a trajectory are weighted.</summary>
public enum SubTrajectoryWeighting
{
    /// <summary>lambda^(j-i), normalised within each trajectory; trajectories count alike.</summary>
    GeometricWithin,

    /// <summary>lambda^(j-i), normalised over the whole batch.</summary>
    Geometric,

    /// <summary>All alike within a trajectory; trajectories count alike.</summary>
    EqualWithin,

    /// <summary>All alike over the whole batch.</summary>
    Equal,

    /// <summary>Single steps only: detailed balance.</summary>
    DetailedBalance,

    /// <summary>Whole trajectories only: trajectory balance.</summary>
    TrajectoryBalance,
}
