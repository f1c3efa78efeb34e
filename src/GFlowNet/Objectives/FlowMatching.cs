using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>
/// (log sum of F(s'->s) - log (sum of F(s->s'') + R(s)))^2 per state (Bengio et al. 2021, "Flow network based generative
/// models", eq. 12); the learned flow of an exit is matched to R as well.
/// </summary>
/// <remarks>The forward logits are log edge flows, up to the level that log Z carries with its own learning rate.</remarks>
public sealed class FlowMatching : Objective
{
    /// <inheritdoc/>
    public override string Name => "fm";

    /// <inheritdoc/>
    public override PolicyParts Parts => PolicyParts.Forward;

    /// <inheritdoc/>
    public override bool TellsLogZ => false;

    /// <inheritdoc/>
    public override void Check(DiscreteEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.Reward.ConditionWidth > 0)
        {
            throw new ArgumentException("fm is not available with a conditioned reward: use tb, db or subtb.", nameof(environment));
        }
    }

    /// <inheritdoc/>
    public override Tensor Loss(TrajectoryScores scores, RegressionLoss loss)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(loss);
        var environment = scores.Environment;
        var policy = scores.Policy;
        var type = policy.Store.Type;
        var states = scores.States;
        long actions = environment.ActionCount;
        var level = policy.LogZ();
        var forwardMask = environment.ForwardMask(states);
        var flows = scores.ForwardLogits!.add(level);
        var mayExit = forwardMask.select(1, environment.ExitAction);

        // R stands for the flow of the exit; where there is no exit the row is never used.
        var exitFlow = flows.select(1, environment.ExitAction);
        var logReward = ExitReward(scores, states, mayExit);
        var out1 = where(forwardMask.narrow(1, 0, actions - 1), flows.narrow(1, 0, actions - 1), policy.MinusInfinity());
        var outflow = cat([out1, where(mayExit, logReward, policy.MinusInfinity()).unsqueeze(1)], 1).logsumexp(1);

        var backwardMask = environment.BackwardMask(states);
        var isStart = backwardMask.any(1).logical_not();
        var pairs = backwardMask.nonzero();
        var child = pairs.select(1, 0);
        var action = pairs.select(1, 1);
        var parents = environment.StepBack(states.index_select(0, child), action);
        var parentFlow = policy.ForwardLogits(parents).add(level).gather(1, action.unsqueeze(1)).squeeze(1);

        // Rows of -inf with the parents' flows filled in; the initial state's row is kept finite and left out below.
        var table = full([states.shape[0] * (actions - 1)], double.NegativeInfinity, type, environment.Device)
            .index_copy(0, child.mul(tensor(actions - 1, device: environment.Device)).add(action), parentFlow)
            .reshape(states.shape[0], actions - 1);
        var inflow = where(isStart.unsqueeze(1), zeros_like(table), table).logsumexp(1);
        var matching = where(isStart, zeros_like(inflow), inflow.sub(outflow));
        var reward = where(mayExit, exitFlow.sub(logReward), zeros_like(exitFlow));
        var inner = isStart.logical_not().sum();
        var one = ones([], ScalarType.Int64, environment.Device);
        return loss.Apply(matching).sum().div(maximum(inner, one)).add(loss.Apply(reward).sum().div(maximum(mayExit.sum(), one)));
    }

    private static Tensor ExitReward(TrajectoryScores scores, Tensor states, Tensor mayExit)
    {
        var type = scores.Policy.Store.Type;
        if (scores.Environment.AllStatesTerminal)
        {
            return scores.Environment.LogReward(states, null).to(type);
        }

        var finished = mayExit.nonzero().squeeze(1);
        var rewards = scores.Environment.LogReward(states.index_select(0, finished), null).to(type);
        return zeros(states.shape[0], dtype: type, device: states.device).index_copy(0, finished, rewards);
    }
}
