using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// A grid of side H in D dimensions: each step raises one coordinate by one, and any cell may be left by the exit
/// (Bengio et al. 2021, "Flow network based generative models", section 4.1).
/// </summary>
public sealed class Hypergrid : DiscreteEnvironment, IHostEnvironment, IDeviceEnvironment
{
    /// <summary>The most dimensions.</summary>
    public const int DimensionLimit = 4096;

    /// <summary>The most actions of a trajectory, D (H - 1) + 1.</summary>
    public const int LengthLimit = 1_000_000;

    private readonly Tensor moves;
    private readonly Tensor offsets;
    private readonly Tensor weights;
    private readonly Tensor last;
    private readonly Tensor allowed;

    /// <summary>Creates the grid.</summary>
    /// <param name="dimensions">D, 1 to <see cref="DimensionLimit"/>.</param>
    /// <param name="height">H, at least 2: coordinates run from 0 to H-1. A trajectory, D (H - 1) + 1, has at most
    /// <see cref="LengthLimit"/> actions.</param>
    /// <param name="reward">The reward; null for the original one with R0 = 0.1, R1 = 0.5, R2 = 2.</param>
    /// <param name="device">Where tensors live; null for the CPU.</param>
    public Hypergrid(int dimensions, int height, HypergridRewardOptions? reward = null, Device? device = null)
        : this(dimensions, height, Loaded(device), CreateReward(dimensions, height, reward ?? new(), Loaded(device)))
    {
    }

    /// <summary>Creates the grid with any reward.</summary>
    /// <param name="dimensions">D, at least 1.</param>
    /// <param name="height">H, at least 2.</param>
    /// <param name="device">Where tensors live.</param>
    /// <param name="reward">A reward of rows of D coordinates; disposed with the grid.</param>
    public Hypergrid(int dimensions, int height, Device device, Reward reward)
        : base(device, reward)
    {
        Check(dimensions, height);
        Dimensions = dimensions;
        Height = height;
        var steps = new long[dimensions + 1, dimensions];
        for (var d = 0; d < dimensions; d++)
        {
            steps[d, d] = 1;
        }

        moves = tensor(steps, device: device).DetachFromDisposeScope();
        offsets = tensor(Enumerable.Range(0, dimensions).Select(d => (long)d * height).ToArray(), device: device).DetachFromDisposeScope();
        weights = RadixWeights(height, dimensions);
        last = tensor(height - 1L, device: device).DetachFromDisposeScope();
        allowed = ones(1, 1, dtype: ScalarType.Bool, device: device).DetachFromDisposeScope();
    }

    /// <summary>D.</summary>
    public int Dimensions { get; }

    /// <summary>H.</summary>
    public int Height { get; }

    /// <inheritdoc/>
    public string DeviceCode => $$"""
        template<class S> DEVICE int env_allowed(S s, int a) { return a == EXIT || s[a] < {{Height - 1}}; }
        template<class S> DEVICE int env_parents(S s) { int n = 0; for (int d = 0; d < WIDTH; d++) n += s[d] > 0; return n; }
        template<class S> DEVICE void env_step(S s, int a) { s[a]++; }
        template<class S> DEVICE int env_token(S s, int k) { return (int)s[k] + k * {{Height}}; }
        """;

    /// <inheritdoc/>
    public override string Name => $"hypergrid {Height}^{Dimensions}";

    /// <inheritdoc/>
    public override int StateWidth => Dimensions;

    /// <inheritdoc/>
    public override int ActionCount => Dimensions + 1;

    /// <inheritdoc/>
    public override int MaximumLength => (Dimensions * (Height - 1)) + 1;

    /// <inheritdoc/>
    public override bool AllStatesTerminal => true;

    /// <inheritdoc/>
    public override int TokenCount => Dimensions;

    /// <inheritdoc/>
    public override int Vocabulary => Dimensions * Height;

    /// <inheritdoc/>
    public override long? StateCount => Power(Height, Dimensions);

    /// <inheritdoc/>
    public override long[] InitialState() => new long[Dimensions];

    /// <inheritdoc/>
    public override Tensor ForwardMask(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        return cat([states.lt(last), allowed.expand(states.shape[0], 1)], 1);
    }

    /// <inheritdoc/>
    public override Tensor BackwardMask(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        return states.gt(Constant.Zero);
    }

    /// <inheritdoc/>
    public override Tensor Step(Tensor states, Tensor actions)
    {
        ArgumentNullException.ThrowIfNull(states);
        return states.add(moves.index_select(0, actions));
    }

    /// <inheritdoc/>
    public override Tensor StepBack(Tensor states, Tensor actions)
    {
        ArgumentNullException.ThrowIfNull(states);
        return states.sub(moves.index_select(0, actions));
    }

    /// <inheritdoc/>
    public override Tensor Tokens(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        return states.add(offsets);
    }

    /// <inheritdoc/>
    public override Tensor Keys(Tensor states) => MixedRadix(states, weights);

    /// <inheritdoc/>
    public void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        for (var d = 0; d < state.Length; d++)
        {
            allowed[d] = state[d] < Height - 1;
        }

        allowed[Dimensions] = true;
    }

    /// <inheritdoc/>
    public void Step(Span<long> state, int action) => state[action]++;

    /// <inheritdoc/>
    public void Tokens(ReadOnlySpan<long> state, Span<int> tokens)
    {
        for (var d = 0; d < state.Length; d++)
        {
            tokens[d] = (int)state[d] + (d * Height);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var part in new[] { moves, offsets, weights, last, allowed })
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

    private static HypergridReward CreateReward(int dimensions, int height, HypergridRewardOptions options, Device device)
    {
        Check(dimensions, height);
        return new HypergridReward(dimensions, height, options, device);
    }

    private static void Check(int dimensions, int height)
    {
        if (dimensions is < 1 or > DimensionLimit || height < 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(dimensions), $"A hypergrid has 1 to {DimensionLimit:N0} dimensions and a height of at least 2 (got {dimensions} "
                    + $"and {height}).");
        }

        if (((long)dimensions * (height - 1L)) + 1 > LengthLimit)
        {
            throw new ArgumentOutOfRangeException(
                nameof(height), $"Paths through {dimensions} dimensions of height {height} have "
                    + $"{((long)dimensions * (height - 1L)) + 1:N0} steps; the limit is {LengthLimit:N0}: lower the height or the "
                    + $"dimensions.");
        }
    }
}
