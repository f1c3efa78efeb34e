using System.Globalization;
using System.Numerics;
using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>The hypergrid's reward families, with band edges decided in whole numbers.</summary>
/// <remarks>
/// With m = |2s - (H-1)| the distance is a = m / (2(H-1)), so a > 0.25 is 2m > H-1 and 0.3 &lt; a &lt; 0.4 is
/// 3(H-1) &lt; 5m &lt; 4(H-1). Floating point decides some of these wrongly (at H = 16 the cell 12, but not its mirror
/// image 3, seems to lie inside the narrow band).
/// </remarks>
public sealed class HypergridReward : Reward, IDeviceReward
{
    private readonly HypergridRewardOptions options;
    private readonly int dimensions;
    private readonly int height;
    private readonly Lazy<double> largestFactor;
    private bool[]? modeCoordinates;
    private readonly Tensor wide;
    private readonly Tensor narrow;
    private readonly Tensor floor;

    /// <summary>Creates the reward.</summary>
    /// <param name="dimensions">D.</param>
    /// <param name="height">H.</param>
    /// <param name="options">Family and weights.</param>
    /// <param name="device">Where its tables live.</param>
    /// <exception cref="ArgumentOutOfRangeException">R0 is not above 0, or a weight is not finite.</exception>
    public HypergridReward(int dimensions, int height, HypergridRewardOptions options, Device device)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.R0 > 0) || !double.IsFinite(options.R0 + options.R1 + options.R2) || options.R1 < 0 || options.R2 < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options),
                $"R0 must be above 0 and R1, R2 at least 0 (got {options.R0}, {options.R1}, {options.R2}): every cell needs a positive "
                + $"reward.");
        }

        this.options = options;
        this.dimensions = dimensions;
        this.height = height;
        largestFactor = new Lazy<double>(() => Enumerable.Range(0, height).Max(CosineFactor));
        wide = Table(s => WideFactor(s) * Root(options.Kind == HypergridRewardKind.Cosine ? options.R1 : 1), device);
        narrow = Table(s => InNarrowBand(s) ? 1 : 0, device);
        floor = Constant.Of(options.R0, ScalarType.Float64, device);
    }

    /// <inheritdoc/>
    public override object Description =>
        new { Type = nameof(HypergridReward), Dimensions = dimensions, Height = height, Options = options };

    /// <summary>Number of modes; 0 when there are none or more than can be counted in 53 bits.</summary>
    /// <inheritdoc/>
    public override long ModeCount
    {
        get
        {
            if (options.Kind == HypergridRewardKind.Xor)
            {
                // All bits XOR to zero: the last coordinate follows from the others, as far as it lies in the grid.
                return BitOperations.IsPow2(height) ? Countable(Math.Pow(height, dimensions - 1)) : 0;
            }

            return Countable(Math.Pow(ModeCoordinates.Count(isMode => isMode), dimensions));
        }
    }

    /// <inheritdoc/>
    public Tensor? DeviceTable => null;

    /// <inheritdoc/>
    public string? DeviceCode => options.Kind != HypergridRewardKind.Original ? null : string.Create(CultureInfo.InvariantCulture, $$"""
        template<class S> DEVICE double env_log_reward(S s, const float* table)
        {
            int wide = 1, narrow = 1;
            for (int d = 0; d < WIDTH; d++)
            {
                const int m = 2 * (int)s[d] - {{height - 1}}, distance = m < 0 ? -m : m;
                wide &= 2 * distance > {{height - 1}};
                narrow &= 5 * distance > {{3 * (height - 1)}} && 5 * distance < {{4 * (height - 1)}};
            }

            return log({{options.R0:R}} + (wide ? {{options.R1:R}} : 0.0) + (narrow ? {{options.R2:R}} : 0.0));
        }
        """);

    /// <summary>The reward of one cell, in plain arithmetic.</summary>
    /// <param name="cell">D coordinates.</param>
    /// <returns>R, above 0.</returns>
    public double Of(ReadOnlySpan<long> cell)
    {
        double wideProduct = 1, narrowProduct = 1;
        long parity = 0;
        foreach (var s in cell)
        {
            wideProduct *= WideFactor((int)s);
            narrowProduct *= InNarrowBand((int)s) ? 1 : 0;
            parity ^= s;
        }

        return options.Kind switch
        {
            HypergridRewardKind.Deceptive => options.R0 + (options.R1 * (1 - wideProduct)) + (options.R2 * narrowProduct),
            HypergridRewardKind.Xor => options.R0 + ((parity & LowBits()) == 0 ? options.R1 : 0) + (parity == 0 ? options.R2 : 0),
            HypergridRewardKind.Original => options.R0 + (options.R1 * wideProduct) + (options.R2 * narrowProduct),
            _ => options.R0 + (options.R1 * wideProduct),
        };
    }

    /// <inheritdoc/>
    public override Tensor LogReward(Tensor states, Tensor? conditions)
    {
        ArgumentNullException.ThrowIfNull(states);
        using var scope = TorchScope.Begin();
        Tensor reward;
        if (options.Kind == HypergridRewardKind.Xor)
        {
            var parity = Parity(states);
            reward = floor.add(parity.bitwise_and(tensor(LowBits(), device: states.device)).eq(Constant.Zero).to(ScalarType.Float64).mul(
                Number(options.R1, states)))
                .add(parity.eq(Constant.Zero).to(ScalarType.Float64).mul(Number(options.R2, states)));
        }
        else
        {
            var plateau = Product(wide, states);
            reward = options.Kind switch
            {
                HypergridRewardKind.Deceptive => floor.add(Number(options.R1, states)).sub(plateau.mul(Number(options.R1, states))),
                HypergridRewardKind.Cosine => floor.add(plateau),
                _ => floor.add(plateau.mul(Number(options.R1, states))),
            };
            if (options.Kind is HypergridRewardKind.Original or HypergridRewardKind.Deceptive)
            {
                reward = reward.add(Product(narrow, states).mul(Number(options.R2, states)));
            }
        }

        return reward.log().MoveToOuterDisposeScope();
    }

    /// <summary>Every cell is an object, so its own reward is what it already holds.</summary>
    /// <inheritdoc/>
    public override Tensor PartialLogReward(Tensor states, Tensor? conditions) => LogReward(states, conditions);

    /// <inheritdoc/>
    public override Tensor IsMode(Tensor states)
    {
        ArgumentNullException.ThrowIfNull(states);
        using var scope = TorchScope.Begin();
        if (options.Kind == HypergridRewardKind.Xor)
        {
            return Parity(states).eq(Constant.Zero).MoveToOuterDisposeScope();
        }

        var flags = tensor(ModeCoordinates, device: states.device);
        return flags.index_select(0, states.reshape(-1)).reshape(states.shape).all(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            wide.Dispose();
            narrow.Dispose();
            floor.Dispose();
        }

        base.Dispose(disposing);
    }

    private static long Countable(double count) => count < 9e15 ? (long)Math.Round(count) : 0;

    private static Tensor Number(double value, Tensor like) => tensor(value, ScalarType.Float64, like.device);

    private static Tensor Product(Tensor table, Tensor states) => table.index_select(0, states.reshape(-1)).reshape(states.shape).prod(1);

    private Tensor Table(Func<int, double> value, Device device) =>
        tensor(Enumerable.Range(0, height).Select(value).ToArray(), ScalarType.Float64, device).DetachFromDisposeScope();

    private double Root(double value) => Math.Pow(value, 1.0 / dimensions);

    private bool[] ModeCoordinates => modeCoordinates ??= [.. Enumerable.Range(0, height).Select(IsModeCoordinate)];

    private int Distance(int s) => Math.Abs((2 * s) - (height - 1));

    private bool InNarrowBand(int s) => 5 * Distance(s) > 3 * (height - 1) && 5 * Distance(s) < 4 * (height - 1);

    private bool IsModeCoordinate(int s) => options.Kind switch
    {
        HypergridRewardKind.Sparse => s == 1 || s == height - 2,
        HypergridRewardKind.Cosine => CosineFactor(s) >= largestFactor.Value * (1 - 1e-9),
        _ => InNarrowBand(s),
    };

    private double CosineFactor(int s)
    {
        var a = Distance(s) / (2.0 * (height - 1));
        return (Math.Cos(50 * a) + 1) * Math.Exp(-12.5 * a * a) / Math.Sqrt(2 * Math.PI);
    }

    private double WideFactor(int s) => options.Kind switch
    {
        HypergridRewardKind.Original => 2 * Distance(s) > height - 1 ? 1 : 0,
        HypergridRewardKind.Deceptive => 5 * Distance(s) > height - 1 ? 1 : 0,
        HypergridRewardKind.Cosine => CosineFactor(s),
        HypergridRewardKind.Sparse => s == 1 || s == height - 2 ? 1 : 0,
        _ => 1,
    };

    private long LowBits() => (1L << (Math.Max(1, BitOperations.Log2((uint)(height - 1)) + 1) / 2)) - 1;

    private Tensor Parity(Tensor states)
    {
        var parity = states.select(1, 0);
        for (var d = 1; d < dimensions; d++)
        {
            parity = parity.bitwise_xor(states.select(1, d));
        }

        return parity;
    }
}
