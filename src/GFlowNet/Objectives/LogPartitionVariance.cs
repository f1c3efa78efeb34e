using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>
/// The variance over the batch of log P_F - log P_B - log R, without a learned log Z (VarGrad; Zhang et al. 2023, "Robust
/// scheduling with GFlowNets", eq. 6, after Richter et al. 2020).
/// </summary>
public sealed class LogPartitionVariance : Objective
{
    /// <inheritdoc/>
    public override string Name => "vargrad";

    /// <inheritdoc/>
    public override PolicyParts Parts => PolicyParts.Forward | PolicyParts.Backward;

    /// <inheritdoc/>
    public override bool TrainsLogZ => false;

    /// <inheritdoc/>
    public override int LeastBatch => 2;

    /// <inheritdoc/>
    public override void Check(DiscreteEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.Reward.ConditionWidth > 0)
        {
            throw new ArgumentException("vargrad compares trajectories of one reward: with a conditioned reward use tb, db or subtb.",
                nameof(environment));
        }
    }

    /// <inheritdoc/>
    public override Tensor Loss(TrajectoryScores scores, RegressionLoss loss)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(loss);
        var score = scores.LogRatio().sub(scores.LogReward);
        return loss.Apply(score.sub(score.mean())).mean();
    }
}
