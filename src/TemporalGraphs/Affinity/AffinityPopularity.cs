namespace Quiver.TemporalGraphs.Affinity;

/// <summary>What all nodes together had, newer labels counting more: the same for every node.</summary>
public sealed class AffinityPopularity : IAffinityForecaster
{
    private readonly double[] sums;
    private readonly double keep;
    private double now = double.NaN;

    /// <summary>Starts without labels.</summary>
    /// <param name="classes">Number of classes.</param>
    /// <param name="keep">What remains of the sums whenever a new time begins, from 0 to 1.</param>
    public AffinityPopularity(int classes, double keep)
    {
        if (!(keep is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(keep), keep, "What remains must be 0 to 1.");
        }

        (sums, this.keep) = (new double[classes], keep);
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"popularity {keep}");

    /// <inheritdoc/>
    public void Forecast(int node, Span<double> scores) => sums.CopyTo(scores);

    /// <inheritdoc/>
    public void Observe(AffinityLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (label.Time != now)
        {
            now = label.Time;
            foreach (ref var sum in sums.AsSpan())
            {
                sum *= keep;
            }
        }

        var total = label.Weights.Sum();
        for (var k = 0; k < label.Classes.Length && total > 0; k++)
        {
            sums[label.Classes[k]] += label.Weights[k] / total;
        }
    }
}
