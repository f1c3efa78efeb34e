using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>
/// Detailed balance with log F(s) = log F~(s) + the reward that s already holds (Pan et al. 2023, "Better training of
/// GFlowNets with local credit and incomplete trajectories", eq. 8).
/// </summary>
public sealed class ForwardLookingDetailedBalance : Objective
{
    /// <inheritdoc/>
    public override string Name => "fldb";

    /// <inheritdoc/>
    public override PolicyParts Parts => PolicyParts.Forward | PolicyParts.Backward | PolicyParts.Flow;

    /// <inheritdoc/>
    public override bool TellsLogZ => false;

    /// <inheritdoc/>
    public override void Check(DiscreteEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        using var scope = TorchScope.Begin();
        var condition = environment.Reward.ConditionWidth > 0 ? ones(1, environment.Reward.ConditionWidth, device: environment.Device)
            : null;
        if (environment.Reward.PartialLogReward(environment.Initial(1), condition) is null)
        {
            throw new ArgumentException($"fldb needs rewards of unfinished objects, which {environment.Name} does not have: use db, tb "
                + $"or subtb.", nameof(environment));
        }
    }

    /// <inheritdoc/>
    public override Tensor Loss(TrajectoryScores scores, RegressionLoss loss)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(loss);
        var flow = scores.LogFlow!.add(scores.PartialLogReward());
        var after = where(scores.IsExit, scores.LogReward.unsqueeze(0), TrajectoryScores.Next(flow.add(scores.LogBackward!)));
        var residual = flow.add(scores.LogForward!).sub(after);
        return TrajectoryScores.Mean(loss.Apply(residual), scores.Inside);
    }
}
