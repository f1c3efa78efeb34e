using Quiver.Core.Randomness;
using Quiver.GFlowNet.Sampling;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// R(x)^beta with beta as the condition: one policy learns a whole range of temperatures
/// (Kim et al. 2024, "Learning to scale logits for temperature-conditional GFlowNets").
/// </summary>
/// <param name="inner">R; disposed with this reward.</param>
/// <param name="minimum">Smallest beta drawn in training, above 0.</param>
/// <param name="maximum">Largest beta drawn in training.</param>
public sealed class TemperedReward(Reward inner, double minimum, double maximum) : Reward
{
    /// <inheritdoc/>
    public override object Description =>
        new { Type = nameof(TemperedReward), Minimum = minimum, Maximum = maximum, Inner = inner.Description };

    /// <inheritdoc/>
    public override int ConditionWidth => 1;

    /// <inheritdoc/>
    public override long ModeCount => inner.ModeCount;

    /// <inheritdoc/>
    public override Tensor LogReward(Tensor states, Tensor? conditions) => Scale(inner.LogReward(states, null), conditions);

    /// <inheritdoc/>
    public override Tensor? PartialLogReward(Tensor states, Tensor? conditions) =>
        inner.PartialLogReward(states, null) is { } partial ? Scale(partial, conditions) : null;

    /// <inheritdoc/>
    public override Tensor? IsMode(Tensor states) => inner.IsMode(states);

    /// <inheritdoc/>
    public override Tensor? ModeNumbers(Tensor states) => inner.ModeNumbers(states);

    /// <inheritdoc/>
    public override Tensor SampleConditions(long batch, CounterRandom random, Device device)
    {
        ArgumentNullException.ThrowIfNull(random);
        using var wide = WalkNoise.Uniform(random.Next(), [batch, 1], device);
        using var unit = wide.to(ScalarType.Float32);
        using var span = tensor((float)(maximum - minimum), device: device);
        using var low = tensor((float)minimum, device: device);
        using var scaled = unit.mul(span);
        return scaled.add(low);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Tensor Scale(Tensor logReward, Tensor? conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        return logReward.mul(conditions.select(1, 0));
    }
}
