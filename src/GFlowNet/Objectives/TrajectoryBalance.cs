using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>(log Z + sum log P_F - log R - sum log P_B)^2 per trajectory (Malkin et al. 2022, "Trajectory balance", eq. 14).</summary>
public sealed class TrajectoryBalance : Objective
{
    /// <inheritdoc/>
    public override string Name => "tb";

    /// <inheritdoc/>
    public override PolicyParts Parts => PolicyParts.Forward | PolicyParts.Backward;

    /// <inheritdoc/>
    public override Tensor Loss(TrajectoryScores scores, RegressionLoss loss)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(loss);
        var residual = scores.LogRatio().add(scores.Policy.LogZ(scores.Batch.Conditions)).sub(scores.LogReward);
        return loss.Apply(residual).mean();
    }
}
