using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// Partitions of n items, built by placing items in any order into a new block or one that exists: the abstract form of
/// measurement grouping.
/// </summary>
/// <remarks>
/// A state holds, for every item, the smallest item of its block, or -1. Action i * n + j puts item i into the block whose
/// smallest item is j, or, with i = j, into a new block. Taking item i out again is the same number, j then being the
/// smallest item of what remains of the block.
/// </remarks>
public sealed class SetPartitions : DiscreteEnvironment, IHostEnvironment
{
    private readonly Tensor offsets;
    private readonly Tensor weights;
    private readonly Tensor range;
    private readonly Tensor diagonal;
    private readonly Tensor none;

    /// <summary>Creates the environment.</summary>
    /// <param name="items">n, 1 to 1,000.</param>
    /// <param name="reward">A reward of rows of n block numbers (smallest items); disposed with the environment.</param>
    /// <param name="device">Where tensors live; null for the CPU.</param>
    public SetPartitions(int items, Reward reward, Device? device = null)
        : base(Loaded(device), reward)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(items, 1000);
        Items = items;
        offsets = tensor(Enumerable.Range(0, items).Select(i => ((long)i * (items + 1)) + 1).ToArray(),
            device: Device).DetachFromDisposeScope();
        weights = RadixWeights(items + 1, items);
        range = arange(items, ScalarType.Int64, Device).DetachFromDisposeScope();
        diagonal = eye(items, items, ScalarType.Bool, Device).DetachFromDisposeScope();
        none = tensor((long)items, device: Device).DetachFromDisposeScope();
    }

    /// <summary>n.</summary>
    public int Items { get; }

    /// <inheritdoc/>
    public override string Name => $"partitions {Items}";

    /// <inheritdoc/>
    public override int StateWidth => Items;

    /// <inheritdoc/>
    public override int ActionCount => (Items * Items) + 1;

    /// <inheritdoc/>
    public override int MaximumLength => Items + 1;

    /// <inheritdoc/>
    public override bool FixedLength => true;

    /// <inheritdoc/>
    public override int TokenCount => Items;

    /// <inheritdoc/>
    public override int Vocabulary => Items * (Items + 1);

    /// <summary>Partitions of every subset, the Bell number of n + 1.</summary>
    /// <inheritdoc/>
    public override long? StateCount
    {
        get
        {
            // Rows of Bell's triangle; row n + 1 begins with the number of partitions of n + 1 items.
            long[] row = [1];
            for (var n = 0; n < Items; n++)
            {
                var next = new long[row.Length + 1];
                next[0] = row[^1];
                for (var i = 0; i < row.Length; i++)
                {
                    next[i + 1] = next[i] > long.MaxValue - row[i] ? long.MaxValue : next[i] + row[i];
                }

                row = next;
                if (row[0] == long.MaxValue)
                {
                    break;
                }
            }

            return row[^1];
        }
    }

    /// <inheritdoc/>
    public override long[] InitialState() => Enumerable.Repeat(-1L, Items).ToArray();

    /// <inheritdoc/>
    public override Tensor ForwardMask(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        var free = states.lt(Constant.Zero);
        var blocks = states.eq(range).unsqueeze(1).logical_or(diagonal);
        var place = free.unsqueeze(2).logical_and(blocks).reshape(states.shape[0], Items * Items);
        return cat([place, free.any(1, true).logical_not()], 1);
    }

    /// <inheritdoc/>
    public override Tensor BackwardMask(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        var together = states.unsqueeze(2).eq(states.unsqueeze(1)).logical_and(diagonal.logical_not());
        var others = where(together, range, none).amin(2);
        var target = where(others.eq(none), range, others);
        var placed = states.ge(Constant.Zero).unsqueeze(2);
        return target.unsqueeze(2).eq(range).logical_and(placed).reshape(states.shape[0], Items * Items);
    }

    /// <inheritdoc/>
    public override Tensor Step(Tensor states, Tensor actions)
    {
        ArgumentNullException.ThrowIfNull(states);
        var (item, block, stays) = Split(actions);
        var smallest = minimum(item, block);
        var moved = where(states.eq(block), smallest, states).scatter(1, item, smallest);
        return where(stays, states, moved);
    }

    /// <inheritdoc/>
    public override Tensor StepBack(Tensor states, Tensor actions)
    {
        ArgumentNullException.ThrowIfNull(states);
        var (item, block, stays) = Split(actions);
        var current = states.gather(1, item);
        var rest = where(states.eq(current), block, states).scatter(1, item, full_like(item, Constant.MinusOne));
        return where(stays, states, rest);
    }

    /// <inheritdoc/>
    public override Tensor Tokens(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        return states.add(offsets);
    }

    /// <inheritdoc/>
    public override Tensor Keys(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        return MixedRadix(states.add(Constant.One), weights);
    }

    /// <inheritdoc/>
    public void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        var full = true;
        for (var i = 0; i < Items; i++)
        {
            var free = state[i] < 0;
            full &= !free;
            for (var j = 0; j < Items; j++)
            {
                allowed[(i * Items) + j] = free && (i == j || state[j] == j);
            }
        }

        allowed[ExitAction] = full;
    }

    /// <inheritdoc/>
    public void Step(Span<long> state, int action)
    {
        var (item, block) = (action / Items, (long)(action % Items));
        var smallest = Math.Min(item, block);
        for (var i = 0; i < Items; i++)
        {
            if (state[i] == block)
            {
                state[i] = smallest;
            }
        }

        state[item] = smallest;
    }

    /// <inheritdoc/>
    public void Tokens(ReadOnlySpan<long> state, Span<int> tokens)
    {
        for (var i = 0; i < state.Length; i++)
        {
            tokens[i] = (i * (Items + 1)) + 1 + (int)state[i];
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var part in new[] { offsets, weights, range, diagonal, none })
            {
                part.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private static Device Loaded(Device? device)
    {
        TorchLibrary.Load();
        return device ?? CPU;
    }

    private (Tensor Item, Tensor Block, Tensor Stays) Split(Tensor actions)
    {
        var action = actions.unsqueeze(1);
        var stays = action.eq(tensor((long)ExitAction, device: Device));
        var inside = minimum(action, tensor(ExitAction - 1L, device: Device));
        var item = inside.div(none, RoundingMode.floor);
        return (item, inside.sub(item.mul(none)), stays);
    }
}
