using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// An environment written one state at a time in plain memory, for objects whose moves are no arithmetic on tensors
/// (circuits, molecules, graphs). The batched tensor members are derived from it; the work is done on the CPU.
/// </summary>
public abstract class StatewiseEnvironment : DiscreteEnvironment, IHostEnvironment
{
    /// <summary>Creates the environment.</summary>
    /// <param name="device">Where masks and states are handed over.</param>
    /// <param name="reward">The reward; disposed with the environment.</param>
    protected StatewiseEnvironment(Device device, Reward reward)
        : base(device, reward)
    {
    }

    /// <inheritdoc/>
    public abstract void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed);

    /// <summary>Which actions may have led to a state.</summary>
    /// <param name="state">StateWidth numbers.</param>
    /// <param name="allowed">ActionCount - 1 places to fill.</param>
    public abstract void BackwardMask(ReadOnlySpan<long> state, Span<bool> allowed);

    /// <inheritdoc/>
    public abstract void Step(Span<long> state, int action);

    /// <summary>Takes one action back.</summary>
    /// <param name="state">StateWidth numbers, changed in place.</param>
    /// <param name="action">An action allowed by <see cref="BackwardMask(ReadOnlySpan{long}, Span{bool})"/>.</param>
    public abstract void StepBack(Span<long> state, int action);

    /// <inheritdoc/>
    public abstract void Tokens(ReadOnlySpan<long> state, Span<int> tokens);

    /// <summary>One number per state, equal for equal states.</summary>
    /// <param name="state">StateWidth numbers.</param>
    /// <returns>By default a 64-bit hash of the numbers; override it where states can be numbered.</returns>
    public virtual long Key(ReadOnlySpan<long> state)
    {
        var hash = 1469598103934665603UL;
        foreach (var number in state)
        {
            hash = unchecked((hash ^ (ulong)(number + 2)) * 0x9E3779B97F4A7C15UL);
            hash ^= hash >> 29;
        }

        return (long)(hash >> 1);
    }

    /// <summary>
    /// Rows of a table with one row of numbers for each state in which there is a choice; 0 where states are not numbered. States
    /// without a choice may share one.
    /// </summary>
    public virtual int RowCount => 0;

    /// <summary>A state's row of such a table.</summary>
    /// <param name="state">StateWidth numbers.</param>
    /// <returns>0 to below <see cref="RowCount"/>.</returns>
    public virtual int Row(ReadOnlySpan<long> state) => throw new NotSupportedException($"{Name} does not number its states.");

    /// <summary>The rows of several states.</summary>
    /// <param name="states">[batch, StateWidth].</param>
    /// <returns>[batch], int64.</returns>
    public Tensor Rows(Tensor states) => Numbers(states, state => Row(state));

    /// <inheritdoc/>
    public override Tensor ForwardMask(Tensor states) => Masks(states, ActionCount, ForwardMask);

    /// <inheritdoc/>
    public override Tensor BackwardMask(Tensor states) => Masks(states, ActionCount - 1, BackwardMask);

    /// <inheritdoc/>
    public override Tensor Step(Tensor states, Tensor actions) => Move(states, actions, Step);

    /// <inheritdoc/>
    public override Tensor StepBack(Tensor states, Tensor actions) => Move(states, actions, StepBack);

    /// <inheritdoc/>
    public override Tensor Tokens(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        using var host = states.cpu().contiguous();
        var numbers = MemoryMarshal.Cast<byte, long>(host.bytes);
        var rows = (int)states.shape[0];
        var result = empty([rows, TokenCount], ScalarType.Int64);
        var target = MemoryMarshal.Cast<byte, long>(result.bytes);
        Span<int> words = new int[TokenCount];
        for (var r = 0; r < rows; r++)
        {
            Tokens(numbers.Slice(r * StateWidth, StateWidth), words);
            for (var i = 0; i < words.Length; i++)
            {
                target[(r * words.Length) + i] = words[i];
            }
        }

        return result.to(Device);
    }

    /// <inheritdoc/>
    public override Tensor Keys(Tensor states) => Numbers(states, Key);

    private delegate void Mask(ReadOnlySpan<long> state, Span<bool> allowed);

    private delegate void Change(Span<long> state, int action);

    private delegate long Number(ReadOnlySpan<long> state);

    private Tensor Numbers(Tensor states, Number number)
    {
        ArgumentNullException.ThrowIfNull(states);
        using var host = states.cpu().contiguous();
        var numbers = MemoryMarshal.Cast<byte, long>(host.bytes);
        var values = new long[states.shape[0]];
        for (var r = 0; r < values.Length; r++)
        {
            values[r] = number(numbers.Slice(r * StateWidth, StateWidth));
        }

        return tensor(values, device: Device);
    }

    private Tensor Masks(Tensor states, int width, Mask fill)
    {
        ArgumentNullException.ThrowIfNull(states);
        using var host = states.cpu().contiguous();
        var numbers = MemoryMarshal.Cast<byte, long>(host.bytes);
        var rows = (int)states.shape[0];
        var result = empty([rows, width], ScalarType.Bool);
        var target = MemoryMarshal.Cast<byte, bool>(result.bytes);
        for (var r = 0; r < rows; r++)
        {
            fill(numbers.Slice(r * StateWidth, StateWidth), target.Slice(r * width, width));
        }

        return result.to(Device);
    }

    private Tensor Move(Tensor states, Tensor actions, Change change)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(actions);
        var result = states.cpu().contiguous().clone();
        using var chosen = actions.cpu().contiguous();
        var numbers = MemoryMarshal.Cast<byte, long>(result.bytes);
        var moves = MemoryMarshal.Cast<byte, long>(chosen.bytes);
        for (var r = 0; r < moves.Length; r++)
        {
            if (moves[r] != ExitAction)
            {
                change(numbers.Slice(r * StateWidth, StateWidth), (int)moves[r]);
            }
        }

        return result.to(Device);
    }
}
