using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>
/// Detailed balance where every state is an object: flows are replaced by R(s) / P_F(exit | s)
/// (Deleu et al. 2022, "Bayesian structure learning with generative flow networks", eq. 8).
/// </summary>
public sealed class ModifiedDetailedBalance : Objective
{
    /// <inheritdoc/>
    public override string Name => "mdb";

    /// <inheritdoc/>
    public override PolicyParts Parts => PolicyParts.Forward | PolicyParts.Backward;

    /// <inheritdoc/>
    public override bool TrainsLogZ => false;

    /// <inheritdoc/>
    public override void Check(DiscreteEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (!environment.AllStatesTerminal)
        {
            throw new ArgumentException($"mdb needs an environment whose every state may be left by the exit, which is not so in "
                + $"{environment.Name}: use db, tb or subtb.", nameof(environment));
        }
    }

    /// <inheritdoc/>
    public override Tensor Loss(TrajectoryScores scores, RegressionLoss loss)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(loss);
        if (scores.Batch.Steps == 1)
        {
            return scores.LogForward!.mul(zeros_like(scores.LogForward!)).sum();
        }

        var exit = scores.Pad(scores.LogForwardAll!.select(1, scores.Environment.ExitAction));
        var flow = scores.StateLogReward().sub(exit);
        var residual = TrajectoryScores.Next(flow.add(scores.LogBackward!)).sub(flow).sub(scores.LogForward!);
        return TrajectoryScores.Mean(loss.Apply(residual), scores.IsStep);
    }
}
