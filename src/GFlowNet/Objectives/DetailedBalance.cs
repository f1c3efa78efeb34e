using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>
/// (log F(s) + log P_F(s'|s) - log F(s') - log P_B(s|s'))^2 per edge, with F = R behind the exit (Bengio et al. 2023,
/// "GFlowNet Foundations", eq. 34).
/// </summary>
public sealed class DetailedBalance : Objective
{
    /// <inheritdoc/>
    public override string Name => "db";

    /// <inheritdoc/>
    public override PolicyParts Parts => PolicyParts.Forward | PolicyParts.Backward | PolicyParts.Flow;

    /// <inheritdoc/>
    public override Tensor Loss(TrajectoryScores scores, RegressionLoss loss)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(loss);
        var after = where(scores.IsExit, scores.LogReward.unsqueeze(0), TrajectoryScores.Next(scores.LogFlow!.add(scores.LogBackward!)));
        var residual = scores.LogFlow!.add(scores.LogForward!).sub(after);
        return TrajectoryScores.Mean(loss.Apply(residual), scores.Inside);
    }
}
