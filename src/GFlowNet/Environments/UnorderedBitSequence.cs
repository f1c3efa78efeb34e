using Quiver.GFlowNet.Kernels;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>Bit sequences written in any order (non-autoregressive): an action puts one word in one empty place.</summary>
public sealed class UnorderedBitSequence : BitSequenceEnvironment, IHostEnvironment, IDeviceEnvironment
{
    private readonly AnyOrderWriting writing;

    /// <summary>Creates the environment.</summary>
    /// <param name="bits">n.</param>
    /// <param name="wordSize">Bits written by one action, k; divides n.</param>
    /// <param name="reward">Modes and sharpness; null for the defaults.</param>
    /// <param name="device">Where tensors live; null for the CPU.</param>
    public UnorderedBitSequence(int bits, int wordSize, BitSequenceRewardOptions? reward = null, Device? device = null)
        : this(bits, wordSize, Loaded(device), CreateReward(bits, wordSize, reward, Loaded(device)))
    {
    }

    /// <summary>Creates the environment with any reward.</summary>
    /// <param name="bits">n.</param>
    /// <param name="wordSize">k.</param>
    /// <param name="device">Where tensors live.</param>
    /// <param name="reward">A reward of rows of n / k words; disposed with the environment.</param>
    public UnorderedBitSequence(int bits, int wordSize, Device device, Reward reward)
        : base(bits, wordSize, device, reward) => writing = new AnyOrderWriting(Length, Words, device);

    /// <inheritdoc/>
    public string DeviceCode => $$"""
        template<class S> DEVICE int env_allowed(S s, int a)
        {
            if (a != EXIT) return s[a / {{Words}}] < 0;
            for (int i = 0; i < WIDTH; i++) if (s[i] < 0) return 0;
            return 1;
        }
        template<class S> DEVICE int env_parents(S s) { int n = 0; for (int i = 0; i < WIDTH; i++) n += s[i] >= 0; return n; }
        template<class S> DEVICE void env_step(S s, int a) { s[a / {{Words}}] = a % {{Words}}; }
        template<class S> DEVICE int env_token(S s, int k) { return k * {{Words + 1}} + 1 + (int)s[k]; }
        """;

    /// <inheritdoc/>
    public override string Name => $"unordered bits {Bits}/{WordSize}";

    /// <inheritdoc/>
    public override long? StateCount => Power(Words + 1, Length);

    /// <inheritdoc/>
    public override int ActionCount => (Length * Words) + 1;

    /// <inheritdoc/>
    public override Tensor ForwardMask(Tensor states) => writing.ForwardMask(states);

    /// <inheritdoc/>
    public override Tensor BackwardMask(Tensor states) => writing.BackwardMask(states);

    /// <inheritdoc/>
    public override Tensor Step(Tensor states, Tensor actions) => writing.Step(states, actions);

    /// <inheritdoc/>
    public override Tensor StepBack(Tensor states, Tensor actions) => writing.StepBack(states, actions);

    /// <inheritdoc/>
    public void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed) => writing.ForwardMask(state, allowed);

    /// <inheritdoc/>
    public void Step(Span<long> state, int action) => writing.Step(state, action);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            writing.Dispose();
        }

        base.Dispose(disposing);
    }
}
