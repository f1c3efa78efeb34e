using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// Moves of environments that fill places with values in any order: action place * values + value, empty places hold -1.
/// </summary>
internal sealed class AnyOrderWriting : IDisposable
{
    private const long TableLimit = 1 << 26;
    private readonly int places;
    private readonly int values;
    private readonly Tensor moves;
    private readonly Tensor valueRange;

    public AnyOrderWriting(int places, int values, Device device)
    {
        this.places = places;
        this.values = values;

        if ((((long)places * values) + 1) * places > TableLimit)
        {
            throw new ArgumentOutOfRangeException(
                nameof(places), $"{places:N0} places filled in any order with {values:N0} values need a table of "
                    + $"{(((long)places * values) + 1) * places:N0} numbers; the limit is {TableLimit:N0}: take smaller words, fewer "
                    + $"places, or write them in order.");
        }

        // Row a: what action a adds to a state (value + 1 in its place); the exit adds nothing.
        var steps = new long[(places * values) + 1, places];
        for (var a = 0; a < places * values; a++)
        {
            steps[a, a / values] = (a % values) + 1;
        }

        moves = tensor(steps, device: device).DetachFromDisposeScope();
        valueRange = arange(values, ScalarType.Int64, device).DetachFromDisposeScope();
    }

    public Tensor ForwardMask(Tensor states)
    {
        var batch = states.shape[0];
        var empty = states.lt(Constant.Zero);
        var full = empty.any(1, true).logical_not();
        return cat([empty.unsqueeze(2).expand(batch, places, values).reshape(batch, places * values), full], 1);
    }

    public Tensor BackwardMask(Tensor states) => states.unsqueeze(2).eq(valueRange).reshape(states.shape[0], places * values);

    public Tensor Step(Tensor states, Tensor actions) => states.add(moves.index_select(0, actions));

    public Tensor StepBack(Tensor states, Tensor actions) => states.sub(moves.index_select(0, actions));

    public void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        var full = true;
        for (var i = 0; i < places; i++)
        {
            var empty = state[i] < 0;
            full &= !empty;
            allowed.Slice(i * values, values).Fill(empty);
        }

        allowed[places * values] = full;
    }

    public void Step(Span<long> state, int action) => state[action / values] = action % values;

    public void Dispose()
    {
        moves.Dispose();
        valueRange.Dispose();
    }
}
