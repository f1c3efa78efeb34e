using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Sampling;

/// <summary>Finished trajectories, time first, padded at the end with the exit action in the finished state.</summary>
public sealed class TrajectoryBatch : IDisposable
{
    /// <summary>Creates a batch that owns its tensors.</summary>
    /// <param name="states">[steps, batch, width], int64: the state before each action.</param>
    /// <param name="actions">[steps, batch], int64; the last one of each trajectory is the exit.</param>
    /// <param name="lengths">[batch], int64: number of actions, the exit included.</param>
    /// <param name="terminal">[batch, width], int64: the finished objects.</param>
    /// <param name="logReward">[batch], log R of the finished objects.</param>
    /// <param name="conditions">[batch, c], or null.</param>
    public TrajectoryBatch(Tensor states, Tensor actions, Tensor lengths, Tensor terminal, Tensor logReward, Tensor? conditions)
    {
        States = states;
        Actions = actions;
        Lengths = lengths;
        Terminal = terminal;
        LogReward = logReward;
        Conditions = conditions;
    }

    /// <summary>[steps, batch, width], int64: the state before each action.</summary>
    public Tensor States { get; }

    /// <summary>[steps, batch], int64.</summary>
    public Tensor Actions { get; }

    /// <summary>[batch], int64, the exit included.</summary>
    public Tensor Lengths { get; }

    /// <summary>[batch, width], int64.</summary>
    public Tensor Terminal { get; }

    /// <summary>[batch], float64.</summary>
    public Tensor LogReward { get; }

    /// <summary>[batch, c], or null.</summary>
    public Tensor? Conditions { get; }

    /// <summary>Number of trajectories.</summary>
    public long Batch => Actions.shape[1];

    /// <summary>Actions of the longest trajectory.</summary>
    public long Steps => Actions.shape[0];

    /// <summary>One batch after another.</summary>
    /// <param name="first">The first trajectories.</param>
    /// <param name="second">Those that follow.</param>
    /// <param name="exit">The exit action, used as padding.</param>
    /// <returns>A new batch.</returns>
    public static TrajectoryBatch Concatenate(TrajectoryBatch first, TrajectoryBatch second, long exit)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        using var scope = TorchScope.Begin();
        var steps = Math.Max(first.Steps, second.Steps);
        var states = cat([first.PaddedStates(steps), second.PaddedStates(steps)], 1);
        var actions = cat([first.PaddedActions(steps, exit), second.PaddedActions(steps, exit)], 1);
        var conditions = first.Conditions is null ? null : cat([first.Conditions, second.Conditions!], 0);
        return new TrajectoryBatch(
            states.MoveToOuterDisposeScope(),
            actions.MoveToOuterDisposeScope(),
            cat([first.Lengths, second.Lengths], 0).MoveToOuterDisposeScope(),
            cat([first.Terminal, second.Terminal], 0).MoveToOuterDisposeScope(),
            cat([first.LogReward, second.LogReward], 0).MoveToOuterDisposeScope(),
            conditions?.MoveToOuterDisposeScope());
    }

    /// <summary>Some of the trajectories.</summary>
    /// <param name="rows">[n], int64, their numbers.</param>
    /// <returns>A new batch of n.</returns>
    public TrajectoryBatch Select(Tensor rows) => new(
        States.index_select(1, rows),
        Actions.index_select(1, rows),
        Lengths.index_select(0, rows),
        Terminal.index_select(0, rows),
        LogReward.index_select(0, rows),
        Conditions?.index_select(0, rows));

    /// <inheritdoc/>
    public void Dispose()
    {
        States.Dispose();
        Actions.Dispose();
        Lengths.Dispose();
        Terminal.Dispose();
        LogReward.Dispose();
        Conditions?.Dispose();
    }

    internal TrajectoryBatch MoveOut()
    {
        foreach (var part in new[] { States, Actions, Lengths, Terminal, LogReward })
        {
            part.MoveToOuterDisposeScope();
        }

        Conditions?.MoveToOuterDisposeScope();
        return this;
    }

    internal Tensor PaddedStates(long steps) => steps == Steps
        ? States
        : cat([States, Terminal.unsqueeze(0).expand(steps - Steps, Batch, Terminal.shape[1])], 0);

    internal Tensor PaddedActions(long steps, long exit) => steps == Steps
        ? Actions
        : cat([Actions, full([steps - Steps, Batch], exit, ScalarType.Int64, Actions.device)], 0);
}
