using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// Spins set one at a time in any order; the object is the full configuration (Zhang et al. 2022, "Generative flow networks
/// for discrete probabilistic modeling"). With couplings on a lattice this is the Ising model.
/// </summary>
public sealed class DiscreteEbm : DiscreteEnvironment, IHostEnvironment, IDeviceEnvironment
{
    /// <summary>The most spins; the couplings are a matrix of this side.</summary>
    public const int SpinLimit = 4096;

    private readonly AnyOrderWriting writing;
    private readonly Tensor offsets;
    private readonly Tensor weights;
    private readonly string name;

    /// <summary>Creates the environment.</summary>
    /// <param name="spins">n.</param>
    /// <param name="reward">A reward of rows of n values -1 (unset), 0 (down) or 1 (up); disposed with the environment.</param>
    /// <param name="device">Where tensors live.</param>
    /// <param name="name">Name for tables.</param>
    public DiscreteEbm(int spins, Reward reward, Device device, string? name = null)
        : base(device, reward)
    {
        if (spins is < 1 or > SpinLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(spins), $"There may be 1 to {SpinLimit:N0} spins (got {spins:N0}).");
        }

        Spins = spins;
        this.name = name ?? $"ebm {spins}";
        writing = new AnyOrderWriting(spins, 2, device);
        offsets = tensor(Enumerable.Range(0, spins).Select(i => (3L * i) + 1).ToArray(), device: device).DetachFromDisposeScope();
        weights = RadixWeights(3, spins);
    }

    /// <summary>Number of spins.</summary>
    public int Spins { get; }

    /// <inheritdoc/>
    public string DeviceCode => $$"""
        template<class S> DEVICE int env_allowed(S s, int a)
        {
            if (a != EXIT) return s[a / 2] < 0;
            for (int i = 0; i < WIDTH; i++) if (s[i] < 0) return 0;
            return 1;
        }
        template<class S> DEVICE int env_parents(S s) { int n = 0; for (int i = 0; i < WIDTH; i++) n += s[i] >= 0; return n; }
        template<class S> DEVICE void env_step(S s, int a) { s[a / 2] = a % 2; }
        template<class S> DEVICE int env_token(S s, int k) { return k * 3 + 1 + (int)s[k]; }
        """;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override int StateWidth => Spins;

    /// <inheritdoc/>
    public override int ActionCount => (2 * Spins) + 1;

    /// <inheritdoc/>
    public override int MaximumLength => Spins + 1;

    /// <inheritdoc/>
    public override bool FixedLength => true;

    /// <inheritdoc/>
    public override int TokenCount => Spins;

    /// <inheritdoc/>
    public override int Vocabulary => 3 * Spins;

    /// <inheritdoc/>
    public override long? StateCount => Power(3, Spins);

    /// <summary>The Ising model on an L x L torus: log R(x) = strength * sum over neighbours of x_i x_j.</summary>
    /// <param name="side">L, 2 to 64.</param>
    /// <param name="strength">Coupling over temperature; positive aligns neighbours.</param>
    /// <param name="device">Where tensors live; null for the CPU.</param>
    /// <returns>The environment.</returns>
    public static DiscreteEbm Ising(int side, double strength, Device? device = null)
    {
        if (side < 2 || (long)side * side > SpinLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(side), $"The side must be 2 to {(int)Math.Sqrt(SpinLimit)} (got {side}).");
        }

        TorchLibrary.Load();
        var place = device ?? CPU;
        return new DiscreteEbm(side * side, new SpinReward(SpinReward.Torus(side, strength), null, place), place, $"ising {side}x{side}");
    }

    /// <inheritdoc/>
    public override long[] InitialState() => Enumerable.Repeat(-1L, Spins).ToArray();

    /// <inheritdoc/>
    public override Tensor ForwardMask(Tensor states) => writing.ForwardMask(states);

    /// <inheritdoc/>
    public override Tensor BackwardMask(Tensor states) => writing.BackwardMask(states);

    /// <inheritdoc/>
    public override Tensor Step(Tensor states, Tensor actions) => writing.Step(states, actions);

    /// <inheritdoc/>
    public override Tensor StepBack(Tensor states, Tensor actions) => writing.StepBack(states, actions);

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
    public void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed) => writing.ForwardMask(state, allowed);

    /// <inheritdoc/>
    public void Step(Span<long> state, int action) => writing.Step(state, action);

    /// <inheritdoc/>
    public void Tokens(ReadOnlySpan<long> state, Span<int> tokens)
    {
        for (var i = 0; i < state.Length; i++)
        {
            tokens[i] = (3 * i) + 1 + (int)state[i];
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            writing.Dispose();
            offsets.Dispose();
            weights.Dispose();
        }

        base.Dispose(disposing);
    }
}
