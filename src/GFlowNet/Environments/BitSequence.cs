using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// Bit sequences written from left to right, a word at a time: a tree, so that every state has one parent
/// (Malkin et al. 2022, section 5.3).
/// </summary>
public sealed class BitSequence : BitSequenceEnvironment, IHostEnvironment, IDeviceEnvironment
{
    private readonly Tensor words;
    private readonly Tensor lastPlace;

    /// <summary>Creates the environment.</summary>
    /// <param name="bits">n.</param>
    /// <param name="wordSize">Bits written by one action, k; divides n.</param>
    /// <param name="reward">Modes and sharpness; null for the defaults.</param>
    /// <param name="device">Where tensors live; null for the CPU.</param>
    public BitSequence(int bits, int wordSize, BitSequenceRewardOptions? reward = null, Device? device = null)
        : this(bits, wordSize, Loaded(device), CreateReward(bits, wordSize, reward, Loaded(device)))
    {
    }

    /// <summary>Creates the environment with any reward.</summary>
    /// <param name="bits">n.</param>
    /// <param name="wordSize">k.</param>
    /// <param name="device">Where tensors live.</param>
    /// <param name="reward">A reward of rows of n / k words; disposed with the environment.</param>
    public BitSequence(int bits, int wordSize, Device device, Reward reward)
        : base(bits, wordSize, device, reward)
    {
        words = arange(Words, ScalarType.Int64, device).DetachFromDisposeScope();
        lastPlace = tensor(Length - 1L, device: device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public string DeviceCode => $$"""
        template<class S> DEVICE int env_allowed(S s, int a) { return (a == EXIT) == (s[WIDTH - 1] >= 0); }
        template<class S> DEVICE int env_parents(S s) { return s[0] >= 0; }
        template<class S> DEVICE void env_step(S s, int a) { int i = 0; while (s[i] >= 0) i++; s[i] = a; }
        template<class S> DEVICE int env_token(S s, int k) { return k * {{Words + 1}} + 1 + (int)s[k]; }
        """;

    /// <inheritdoc/>
    public override string Name => $"bits {Bits}/{WordSize}";

    /// <summary>Prefixes of all lengths.</summary>
    /// <inheritdoc/>
    public override long? StateCount =>
        Power(Words, Length + 1) is var next && next < long.MaxValue ? (next - 1) / (Words - 1) : long.MaxValue;

    /// <inheritdoc/>
    public override int ActionCount => Words + 1;

    /// <inheritdoc/>
    public override bool AppendsOnly => true;

    /// <inheritdoc/>
    public override Tensor ForwardMask(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        var full = states.select(1, Length - 1).ge(Constant.Zero).unsqueeze(1);
        return cat([full.logical_not().expand(states.shape[0], Words), full], 1);
    }

    /// <inheritdoc/>
    public override Tensor BackwardMask(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        var written = Written(states);
        var lastWord = states.gather(1, written.sub(Constant.One).clamp_min(Constant.Zero));
        return lastWord.eq(words).logical_and(written.gt(Constant.Zero));
    }

    /// <inheritdoc/>
    public override Tensor Step(Tensor states, Tensor actions)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(actions);
        var place = minimum(Written(states), lastPlace);
        var action = actions.unsqueeze(1);
        var word = where(action.eq(tensor((long)ExitAction, device: Device)), states.gather(1, place), action);
        return states.scatter(1, place, word);
    }

    /// <inheritdoc/>
    public override Tensor StepBack(Tensor states, Tensor actions)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(actions);
        var place = Written(states).sub(Constant.One).clamp_min(Constant.Zero);
        var stays = actions.unsqueeze(1).eq(tensor((long)ExitAction, device: Device));
        var word = where(stays, states.gather(1, place), tensor(-1L, device: Device));
        return states.scatter(1, place, word);
    }

    /// <inheritdoc/>
    public void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        var full = state[^1] >= 0;
        allowed[..Words].Fill(!full);
        allowed[Words] = full;
    }

    /// <inheritdoc/>
    public void Step(Span<long> state, int action) => state[state.IndexOf(-1)] = action;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            words.Dispose();
            lastPlace.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Tensor Written(Tensor states) => states.ge(Constant.Zero).sum(1, true);
}
