using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Sampling;

/// <summary>Draws trajectories by following P_F, without gradients, all on the environment's device.</summary>
/// <param name="environment">Where to walk.</param>
/// <param name="policy">What to follow.</param>
public sealed class ForwardSampler(DiscreteEnvironment environment, PolicyNetwork policy)
{
    // One block of random numbers serves several steps.
    private const long NoiseBlock = 1 << 18;
    private readonly HostRollout? host = environment is IHostEnvironment plain && policy.Host is not null ? new HostRollout(environment, plain, policy.Host) : null;

    /// <summary>True to sample with tensor operations even where plain memory would be faster.</summary>
    public bool TensorsOnly { get; init; }

    /// <summary>Draws complete trajectories.</summary>
    /// <param name="batch">How many.</param>
    /// <param name="generator">Source of randomness, on the environment's device.</param>
    /// <param name="exploration">How to depart from the policy.</param>
    /// <param name="conditions">[batch, c] or null.</param>
    /// <returns>The trajectories; the caller disposes them.</returns>
    public TrajectoryBatch Sample(long batch, Generator generator, Exploration exploration = default, Tensor? conditions = null)
    {
        using var scope = NewDisposeScope();
        return Walk(environment.Initial(batch), generator, exploration, conditions, true).MoveOut();
    }

    /// <summary>Walks on from given states to the end.</summary>
    /// <param name="start">[batch, width].</param>
    /// <param name="generator">Source of randomness.</param>
    /// <param name="exploration">How to depart from the policy.</param>
    /// <param name="conditions">[batch, c] or null.</param>
    /// <returns>The walks from <paramref name="start"/> on.</returns>
    public TrajectoryBatch Continue(Tensor start, Generator generator, Exploration exploration, Tensor? conditions) =>
        Walk(start, generator, exploration, conditions, false);

    private TrajectoryBatch Walk(Tensor start, Generator generator, Exploration exploration, Tensor? conditions, bool fromStart)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(generator);
        if (exploration == default)
        {
            exploration = Exploration.None;
        }

        using var guard = no_grad();
        using var outer = NewDisposeScope();
        if (host is not null && conditions is null && !TensorsOnly)
        {
            return WalkInPlainMemory(host, start, generator, exploration).MoveOut();
        }

        var batch = start.shape[0];
        var device = environment.Device;
        var type = policy.Store.Type;
        long actionCount = environment.ActionCount;
        var exit = tensor((long)environment.ExitAction, device: device);
        using var exitScalar = ((long)environment.ExitAction).ToScalar();
        var flat = zeros(1, 1, dtype: type, device: device);
        var minusInfinity = tensor(double.NegativeInfinity, type, device);
        var temperature = exploration.Temperature == 1 ? null : tensor(1 / exploration.Temperature, type, device);
        var even = EvenSteps(batch, generator, exploration);
        var states = new List<Tensor>();
        var actions = new List<Tensor>();
        var block = Math.Clamp(NoiseBlock / Math.Max(1, batch * actionCount), 1, environment.MaximumLength);
        Tensor? noise = null;
        var current = start;
        Tensor? done = null;
        for (var t = 0L; t <= environment.MaximumLength; t++)
        {
            if (t % block == 0)
            {
                // argmax(logits - log e) with e exponential draws from the softmax (Gumbel's trick).
                noise?.Dispose();
                noise = empty([block, batch, actionCount], dtype: type, device: device).exponential_(1, generator).log_().neg_();
            }

            using var inner = NewDisposeScope();
            var logits = policy.ForwardLogits(current, conditions);
            if (temperature is not null)
            {
                logits = logits.mul_(temperature);
            }

            if (even is not null)
            {
                logits = where(even.select(0, Math.Min(t, even.shape[0] - 1)), flat, logits);
            }

            var perturbed = where(environment.ForwardMask(current), logits.add_(noise!.select(0, t % block)), minusInfinity);
            var action = perturbed.argmax(1);
            if (done is not null)
            {
                action.masked_fill_(done, exitScalar);
                done.Dispose();
            }

            states.Add(current.MoveToOuterDisposeScope());
            actions.Add(action.MoveToOuterDisposeScope());
            done = action.eq(exit).MoveToOuterDisposeScope();

            // The only question that leaves the device. Full-length walks need not ask before the end.
            if ((!environment.FixedLength || !fromStart || t + 1 == environment.MaximumLength) && done.all().item<bool>())
            {
                break;
            }

            current = environment.Step(current, action).MoveToOuterDisposeScope();
        }

        var stackedActions = stack(actions.ToArray(), 0);
        var lengths = stackedActions.ne(exit).sum(0L).add(Constant.One);
        var terminal = current.alias();
        var logReward = environment.LogReward(terminal, conditions).to(ScalarType.Float64);
        return new TrajectoryBatch(stack(states.ToArray(), 0), stackedActions, lengths, terminal, logReward, conditions?.alias()).MoveOut();
    }

    private TrajectoryBatch WalkInPlainMemory(HostRollout rollout, Tensor start, Generator generator, Exploration exploration)
    {
        var batch = start.shape[0];
        var even = EvenSteps(batch, generator, exploration)?.squeeze(2).contiguous();
        var uniform = rand([environment.MaximumLength, batch], generator: generator);
        var (states, actions, lengths, terminal) = rollout.Walk(start, uniform, even, exploration.Temperature);
        return new TrajectoryBatch(states, actions, lengths, terminal, environment.LogReward(terminal).to(ScalarType.Float64), null);
    }

    // [steps, batch, 1] of bool: where actions are drawn evenly; null for nowhere.
    private Tensor? EvenSteps(long batch, Generator generator, Exploration exploration)
    {
        var device = environment.Device;
        Tensor? even = null;
        if (exploration.Epsilon > 0)
        {
            even = rand([environment.MaximumLength, batch], device: device, generator: generator).lt(tensor((float)exploration.Epsilon, device: device));
        }

        if (exploration.PrefixProbability > 0 && exploration.PrefixLength > 0)
        {
            var chosen = rand([batch], device: device, generator: generator).lt(tensor((float)exploration.PrefixProbability, device: device));
            var length = rand([batch], device: device, generator: generator).mul(tensor((float)exploration.PrefixLength, device: device)).floor();
            var steps = arange(environment.MaximumLength, ScalarType.Float32, device).unsqueeze(1);
            var prefix = steps.le(length).logical_and(chosen);
            even = even is null ? prefix : even.logical_or(prefix);
        }

        return even?.unsqueeze(2);
    }
}
