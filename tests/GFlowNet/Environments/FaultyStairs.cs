using Quiver.GFlowNet.Environments;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Environments;

/// <summary>Pairs (x, y) of 0 to 3, raised one at a time: a small grid on tensors and in plain memory, broken on demand.</summary>
internal sealed class FaultyStairs(Fault fault) : DiscreteEnvironment(CPU, new FaultyReward(fault)), IHostEnvironment
{
    private const long Top = 3;

    public override string Name => "stairs";

    public override int StateWidth => 2;

    public override int ActionCount => 3;

    public override int MaximumLength => fault == Fault.TooShort ? 5 : 7;

    public override bool FixedLength => fault == Fault.NotFixedLength;

    public override bool AllStatesTerminal => fault != Fault.DeadEnd;

    public override bool AppendsOnly => fault == Fault.NotAppending;

    public override int TokenCount => 2;

    public override int Vocabulary => 8;

    public override long[] InitialState() => fault == Fault.InitialWidth ? new long[3] : new long[2];

    public override Tensor ForwardMask(Tensor states)
    {
        var moves = states.lt(tensor(Top));
        var exit = ones(states.shape[0], 1, dtype: ScalarType.Bool);
        var sum = states.sum(1, true);
        return fault switch
        {
            Fault.DeadEnd => cat([moves.logical_and(sum.lt(tensor(5L))), sum.lt(tensor(5L))], 1),
            Fault.MaskWidth => moves,
            Fault.MaskType => cat([moves, exit], 1).to(ScalarType.Int64),
            Fault.NotAllTerminal => cat([moves, sum.gt(tensor(2L))], 1),
            Fault.Cycle => cat([ones_like(moves), exit], 1),
            _ => cat([moves, exit], 1),
        };
    }

    public override Tensor BackwardMask(Tensor states)
    {
        var mask = states.gt(tensor(0L));
        return fault switch
        {
            Fault.BackwardMaskTooSmall => mask.logical_and(tensor(new[] { true, false })),
            Fault.BackwardMaskTooLarge => mask.logical_or(states.sum(1, true).gt(tensor(0L))),
            Fault.BackwardFromStart => ones_like(mask),
            Fault.BackwardMaskWidth => cat([mask, mask], 1),
            Fault.Cycle => ones_like(mask).logical_and(states.sum(1, true).gt(tensor(0L))),
            _ => mask,
        };
    }

    public override Tensor Step(Tensor states, Tensor actions)
    {
        var moved = states + Moves(actions);
        switch (fault)
        {
            case Fault.StepWidth:
                return cat([moved, moved], 1);
            case Fault.StepInPlace:
                return states.add_(Moves(actions));
            case Fault.ExitMoves:
                return moved + actions.eq(tensor(2L)).to(ScalarType.Int64).unsqueeze(1);
            case Fault.Cycle:
                return moved.remainder(tensor(Top + 1));
            default:
                return moved;
        }
    }

    public override Tensor StepBack(Tensor states, Tensor actions)
    {
        var moved = states - Moves(actions);
        return fault switch
        {
            Fault.StepBackElsewhere => where(states.sum(1, true).gt(tensor(3L)), states, moved),
            Fault.Cycle => moved.remainder(tensor(Top + 1)),
            _ => moved,
        };
    }

    public override Tensor Tokens(Tensor states) => fault switch
    {
        Fault.TokenOutside => states + tensor(new[] { 0L, 6L }),
        Fault.TokenTwice => states,
        _ => states + tensor(new[] { 0L, 4L }),
    };

    public override Tensor Keys(Tensor states) =>
        fault == Fault.CollidingKeys ? states.sum(1) : (states * tensor(new[] { 4L, 1L })).sum(1);

    public void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        using var scope = NewDisposeScope();
        ForwardMask(tensor(state.ToArray()).reshape(1, 2)).data<bool>().ToArray().CopyTo(allowed);
        allowed[0] ^= fault == Fault.HostMask && state[1] == 2;
    }

    public void Step(Span<long> state, int action)
    {
        state[action] = fault == Fault.Cycle ? (state[action] + 1) % (Top + 1) : state[action] + 1;
        state[0] += fault == Fault.HostStep && action == 1 ? 1 : 0;
    }

    public void Tokens(ReadOnlySpan<long> state, Span<int> tokens)
    {
        using var scope = NewDisposeScope();
        Array.ConvertAll(Tokens(tensor(state.ToArray()).reshape(1, 2)).data<long>().ToArray(), t => (int)t).CopyTo(tokens);
        tokens[0] += fault == Fault.HostTokens ? 1 : 0;
    }

    private static Tensor Moves(Tensor actions) => tensor(new long[,] { { 1, 0 }, { 0, 1 }, { 0, 0 } }).index_select(0, actions);

    private sealed class FaultyReward(Fault fault) : Reward
    {
        public override Tensor LogReward(Tensor states, Tensor? conditions)
        {
            var height = states.sum(1).to(ScalarType.Float64);
            return fault switch
            {
                Fault.RewardNaN => where(height.gt(tensor(5.0)), tensor(double.NaN), height),
                Fault.RewardZero => (height - tensor(6.0)).neg().log(),
                Fault.RewardShape => height.unsqueeze(1),
                _ => height,
            };
        }

        public override Tensor? PartialLogReward(Tensor states, Tensor? conditions) =>
            fault == Fault.PartialReward ? states.sum(1).to(ScalarType.Float64) * tensor(0.5) : null;
    }
}
