using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Sampling;

/// <summary>
/// Takes finished objects apart a little by P_B, rebuilds them by P_F, and keeps the result by the Metropolis–Hastings
/// rule (Kim et al. 2024, "Local search GFlowNets"), so that rounds leave R / Z unchanged.
/// </summary>
/// <remarks>
/// From x with n steps a level d is drawn evenly from the last c(n) = min(depth, n) + 1 ones, n itself included; the walk
/// goes back to level d and forward again to x'. The way back is the same with the roles exchanged, so with n' steps in x'
/// the ratio is R(x') P_B(x' to s) P_F(s to x) c(n) / (R(x) P_B(x to s) P_F(s to x') c(n')), and 0 where d is not among the
/// last levels of x'.
/// </remarks>
/// <param name="environment">Where to walk.</param>
/// <param name="policy">What to follow.</param>
/// <param name="options">Rounds and depth.</param>
public sealed class LocalSearch(DiscreteEnvironment environment, PolicyNetwork policy, LocalSearchOptions options)
{
    private readonly ForwardSampler forward = new(environment, policy);
    private readonly BackwardSampler backward = new(environment, policy);

    /// <summary>Runs all rounds.</summary>
    /// <param name="batch">Where to start; not changed.</param>
    /// <param name="random">Source of randomness.</param>
    /// <returns>As many trajectories, the caller disposes them, and the share of accepted proposals.</returns>
    public (TrajectoryBatch Batch, double Accepted) Run(TrajectoryBatch batch, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(random);
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        var current = batch.Select(arange(batch.Batch, ScalarType.Int64, environment.Device));
        var accepted = 0.0;
        for (var round = 0; round < options.Rounds; round++)
        {
            var (next, share) = Round(current, random);
            accepted += share / options.Rounds;
            current = next;
        }

        return (current.MoveOut(), accepted);
    }

    private (TrajectoryBatch Batch, double Accepted) Round(TrajectoryBatch batch, CounterRandom random)
    {
        var device = environment.Device;
        var count = batch.Batch;

        // One way back for each object; its states above the drawn level are what is thrown away.
        var old = backward.Sample(batch.Terminal, random, batch.Conditions, batch.LogReward);
        var steps = old.Lengths.sub(Constant.One);
        var choices = Choices(steps);
        var drop = WalkNoise.Uniform(random.Next(), [count], device).mul(choices.to(ScalarType.Float64)).floor().to(ScalarType.Int64);
        var level = steps.sub(drop);
        var start = old.States.gather(0, level.reshape(1, count, 1).expand(1, count, old.States.shape[2])).squeeze(0);
        var rest = forward.Continue(start, random, Exploration.None, batch.Conditions);
        var proposal = Join(old, level, rest);

        var newSteps = proposal.Lengths.sub(Constant.One);
        var newChoices = Choices(newSteps);
        var reachable = newSteps.sub(level).lt(newChoices);
        var ratio = proposal.LogReward.sub(batch.LogReward)
            .add(Sums(proposal, level, toState: false)).sub(Sums(old, level, toState: false))
            .add(Sums(old, level, toState: true)).sub(Sums(proposal, level, toState: true))
            .add(choices.to(ScalarType.Float64).log()).sub(newChoices.to(ScalarType.Float64).log());
        var accept = WalkNoise.Uniform(random.Next(), [count], device).log().lt(ratio).logical_and(reachable);

        // Rows of the old trajectories come first, those of the proposals after them.
        var both = TrajectoryBatch.Concatenate(old, proposal, environment.ExitAction);
        var index = arange(count, ScalarType.Int64, device);
        var rows = where(accept, index.add(tensor(count, device: device)), index);
        return (both.Select(rows), accept.to(ScalarType.Float64).mean().item<double>());
    }

    private Tensor Choices(Tensor steps) => minimum(steps, tensor((long)options.Depth, device: environment.Device)).add(Constant.One);

    // [batch]: above the level, the sum of log P_F (toState) or of log P_B along a trajectory.
    private Tensor Sums(TrajectoryBatch batch, Tensor level, bool toState)
    {
        using var scope = TorchScope.Begin();
        var scores = Objectives.TrajectoryScores.Evaluate(environment, policy, batch, PolicyParts.Forward | PolicyParts.Backward);
        var time = arange(batch.Steps, ScalarType.Int64, environment.Device).unsqueeze(1);
        var values = toState ? scores.LogForward! : scores.LogBackward!;
        var above = toState ? time.ge(level) : time.gt(level);
        return where(above, values, zeros_like(values)).sum(0L).to(ScalarType.Float64).MoveToOuterDisposeScope();
    }

    // The first trajectories up to their level, the second ones from there on.
    private TrajectoryBatch Join(TrajectoryBatch first, Tensor level, TrajectoryBatch rest)
    {
        var device = environment.Device;
        long count = first.Batch, width = first.States.shape[2];
        var length = level.add(rest.Lengths).max().item<long>();
        var time = arange(length, ScalarType.Int64, device).unsqueeze(1);
        var early = time.lt(level);
        var before = minimum(time.expand(length, count), tensor(first.Steps - 1, device: device));
        var after = minimum(time.sub(level).clamp_min(Constant.Zero), tensor(rest.Steps - 1, device: device));
        var states = where(early.unsqueeze(2), first.States.gather(0, before.unsqueeze(2).expand(length, count, width)),
            rest.States.gather(0, after.unsqueeze(2).expand(length, count, width)));
        var actions = where(early, first.Actions.gather(0, before), rest.Actions.gather(0, after));
        return new TrajectoryBatch(states, actions, level.add(rest.Lengths), rest.Terminal, rest.LogReward, first.Conditions?.alias());
    }
}
