namespace Quiver.LearnedGrouping;

/// <summary>The loss that trains the grouping policy.</summary>
public enum GroupingObjective
{
    /// <summary>Trajectory balance with a learned log Z per Hamiltonian: (log Z + sum log P_F - log R)^2. Malkin et al. 2022, Eq. 14 with
    /// P_B = 1.</summary>
    TrajectoryBalance,

    /// <summary>Trajectory balance with log Z estimated by the batch mean, so that beta may change between batches. Zhang et al. 2023
    /// (VarGrad).</summary>
    LogPartitionVariance,

    /// <summary>Forward-looking detailed balance on the partial rewards, one term per step. Pan et al. 2023, Eq. 6 with P_B = 1.</summary>
    ForwardLookingDetailedBalance,
}
