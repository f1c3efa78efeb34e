using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Sampling;

/// <summary>
/// Draws trajectories by following P_F, without gradients: on plain memory or by one kernel where environment and policy
/// allow it, else by tensor operations. The three draw the same trajectories from the same stream.
/// </summary>
/// <param name="environment">Where to walk.</param>
/// <param name="policy">What to follow.</param>
public sealed class ForwardSampler(DiscreteEnvironment environment, PolicyNetwork policy)
{
    private readonly HostRollout? host = environment is IHostEnvironment plain
        && policy.Host is not null ? new HostRollout(environment, plain, policy.Host) : null;
    private DeviceRollout? kernel = DeviceRollout.Create(environment, policy);

    /// <summary>True to sample with tensor operations even where plain memory or a kernel would be faster.</summary>
    public bool TensorsOnly { get; init; }

    /// <summary>True to work out every state from nothing, also where a policy could keep what it knows of the places behind it.</summary>
    internal bool WithoutMemory { get; init; }

    /// <summary>The kernel that walks on a GPU, or null where tensor operations or plain memory do it.</summary>
    internal DeviceRollout? Kernel
    {
        get => TensorsOnly ? null : kernel;
        set => kernel = value;
    }

    /// <summary>Draws complete trajectories.</summary>
    /// <param name="batch">How many.</param>
    /// <param name="random">Source of randomness; one stream is taken.</param>
    /// <param name="exploration">How to depart from the policy.</param>
    /// <param name="conditions">[batch, c] or null.</param>
    /// <returns>The trajectories; the caller disposes them.</returns>
    public TrajectoryBatch Sample(long batch, CounterRandom random, Exploration exploration = default, Tensor? conditions = null)
    {
        using var scope = TorchScope.Begin();
        return Walk(environment.Initial(batch), random, exploration, conditions, true).MoveOut();
    }

    /// <summary>Walks on from given states to the end.</summary>
    /// <param name="start">[batch, width].</param>
    /// <param name="random">Source of randomness; one stream is taken.</param>
    /// <param name="exploration">How to depart from the policy.</param>
    /// <param name="conditions">[batch, c] or null.</param>
    /// <returns>The walks from <paramref name="start"/> on.</returns>
    public TrajectoryBatch Continue(Tensor start, CounterRandom random, Exploration exploration, Tensor? conditions) =>
        Walk(start, random, exploration, conditions, false);

    private TrajectoryBatch Walk(Tensor start, CounterRandom random, Exploration exploration, Tensor? conditions, bool fromStart)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(random);
        if (exploration == default)
        {
            exploration = Exploration.None;
        }

        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        var stream = random.Next();
        if (conditions is null && !TensorsOnly)
        {
            if (host is not null && kernel is null)
            {
                var (states, actions, lengths, terminal) = host.Walk(start, stream, exploration);
                return Finished(states, actions, lengths, terminal, null).MoveOut();
            }

            if (kernel is not null)
            {
                var (states, actions, lengths, terminal, logReward) = kernel.Walk(start, stream, exploration);
                return Finished(states, actions, lengths, terminal, logReward).MoveOut();
            }
        }

        return WalkOnTensors(start, stream, exploration, conditions, fromStart).MoveOut();
    }

    private TrajectoryBatch Finished(Tensor states, Tensor actions, Tensor lengths, Tensor terminal, Tensor? logReward) =>
        new(states, actions, lengths, terminal, logReward ?? environment.LogReward(terminal).to(ScalarType.Float64), null);

    private TrajectoryBatch WalkOnTensors(Tensor start, RandomStream stream, Exploration exploration, Tensor? conditions, bool fromStart)
    {
        using var outer = TorchScope.Begin();
        var (batch, steps, device) = ((int)start.shape[0], environment.MaximumLength, environment.Device);
        var exit = tensor((long)environment.ExitAction, device: device);
        using var exitScalar = ((long)environment.ExitAction).ToScalar();
        var flat = zeros(1, 1, dtype: policy.Store.Type, device: device);
        var temperature = exploration.Temperature == 1 ? null : tensor(1 / exploration.Temperature, policy.Store.Type, device);
        var noise = WalkNoise.Actions(stream, steps, batch, device);
        var even = WalkNoise.Even(stream, steps, batch, exploration, device);
        var states = new List<Tensor>();
        var actions = new List<Tensor>();
        var current = start;
        Tensor? done = null;
        using var walk = fromStart && !WithoutMemory ? policy.BeginWalk(batch, conditions) : null;
        for (var t = 0; t < steps; t++)
        {
            using var inner = TorchScope.Begin();
            var logits = walk?.Logits(current) ?? policy.ForwardLogits(current, conditions);
            if (temperature is not null)
            {
                logits = logits.mul_(temperature);
            }

            if (even is not null)
            {
                logits = where(even.select(0, t), flat, logits);
            }

            var action = WalkNoise.Draw(logits, environment.ForwardMask(current), noise.select(0, t));
            if (done is not null)
            {
                action.masked_fill_(done, exitScalar);
                done.Dispose();
            }

            states.Add(current.MoveToOuterDisposeScope());
            actions.Add(action.MoveToOuterDisposeScope());
            done = action.eq(exit).MoveToOuterDisposeScope();

            // The only question that leaves the device. Full-length walks need not ask before the end.
            if ((!environment.FixedLength || !fromStart || t + 1 == steps) && done.all().item<bool>())
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
}
