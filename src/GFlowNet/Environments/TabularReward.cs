using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>A reward looked up in a table: the row's numbers, read as digits, are the index.</summary>
public sealed class TabularReward : Reward
{
    private readonly object description;
    private readonly double[] logRewards;
    private readonly Tensor table;
    private readonly Tensor weights;
    private readonly Tensor lowest;

    /// <summary>Creates the reward.</summary>
    /// <param name="logRewards">log R by index: sum over i of (s_i - lowest) * radix^(width - 1 - i).</param>
    /// <param name="width">Numbers in a state.</param>
    /// <param name="lowest">The smallest number a state holds, for example -1 where that marks an empty place.</param>
    /// <param name="radix">How many different numbers there are.</param>
    /// <param name="device">Where the table lives; null for the CPU.</param>
    /// <exception cref="ArgumentException">The table's length is not radix^width.</exception>
    public TabularReward(double[] logRewards, int width, int lowest, int radix, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(logRewards);
        TorchLibrary.Load();
        if (logRewards.Length != Math.Pow(radix, width))
        {
            throw new ArgumentException($"The table needs {Math.Pow(radix, width)} entries and has {logRewards.Length}.",
                nameof(logRewards));
        }

        this.logRewards = logRewards;
        using var hash = new ContentHash();
        hash.Add<double>(logRewards);
        description = new { Type = nameof(TabularReward), Table = hash.Finish(), Width = width, Lowest = lowest, Radix = radix };
        var place = device ?? CPU;
        table = tensor(logRewards, ScalarType.Float64, place).DetachFromDisposeScope();
        weights = tensor(Enumerable.Range(0, width).Select(i => (long)Math.Pow(radix, width - 1 - i)).ToArray(),
            device: place).DetachFromDisposeScope();
        this.lowest = tensor((long)lowest, device: place).DetachFromDisposeScope();
    }

    /// <summary>A table of independent normal log rewards, the same for the same seed.</summary>
    /// <param name="width">Numbers in a state.</param>
    /// <param name="lowest">The smallest number a state holds.</param>
    /// <param name="radix">How many different numbers there are.</param>
    /// <param name="seed">Fixes the table.</param>
    /// <param name="deviation">Standard deviation of log R.</param>
    /// <returns>The reward.</returns>
    public static TabularReward Random(int width, int lowest, int radix, int seed, double deviation = 1)
    {
        var random = new Random(seed);
        var table = new double[(int)Math.Pow(radix, width)];
        foreach (ref var value in table.AsSpan())
        {
            value = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return new TabularReward(table, width, lowest, radix);
    }

    /// <inheritdoc/>
    public override object Description => description;

    /// <summary>The log R from which on an object is a mode; infinite where none is.</summary>
    public double ModeLogReward { get; init; } = double.PositiveInfinity;

    /// <inheritdoc/>
    public override long ModeCount => logRewards.LongCount(r => r >= ModeLogReward);

    /// <inheritdoc/>
    public override Tensor? IsMode(Tensor states)
    {
        if (double.IsPositiveInfinity(ModeLogReward))
        {
            return null;
        }

        using var values = LogReward(states, null);
        using var threshold = ModeLogReward.ToScalar();
        return values.ge(threshold);
    }

    /// <inheritdoc/>
    public override Tensor LogReward(Tensor states, Tensor? conditions)
    {
        ArgumentNullException.ThrowIfNull(states);
        using var scope = TorchScope.Begin();
        return table.index_select(0, states.sub(lowest).mul(weights).sum(1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            table.Dispose();
            weights.Dispose();
            lowest.Dispose();
        }

        base.Dispose(disposing);
    }
}
