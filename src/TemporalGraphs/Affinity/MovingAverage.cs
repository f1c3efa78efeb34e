namespace Quiver.TemporalGraphs.Affinity;

/// <summary>The average of a node's labels in which the newest counts one part in a window: a ← ((w − 1) a + label) / w, from its first
/// label on (TGB's moving average, window 7).</summary>
public sealed class MovingAverage : IAffinityForecaster
{
    private readonly Dictionary<int, double>?[] means;

    /// <summary>Starts without labels.</summary>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="window">The window, at least 1; 1 is persistence.</param>
    public MovingAverage(int nodes, double window = 7)
    {
        if (!(window >= 1) || double.IsInfinity(window))
        {
            throw new ArgumentOutOfRangeException(nameof(window), window, "The window must be at least 1.");
        }

        (means, Window) = (new Dictionary<int, double>?[nodes], window);
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"moving average {Window}");

    /// <summary>The window.</summary>
    public double Window { get; }

    /// <inheritdoc/>
    public void Forecast(int node, Span<double> scores)
    {
        scores.Clear();
        foreach (var (named, weight) in means[node] ?? [])
        {
            scores[named] = weight;
        }
    }

    /// <inheritdoc/>
    public void Observe(AffinityLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        var share = means[label.Node] is null ? 1 : 1 / Window;
        var mean = means[label.Node] ??= [];
        foreach (var named in mean.Keys)
        {
            mean[named] *= 1 - share;
        }

        for (var k = 0; k < label.Classes.Length; k++)
        {
            mean[label.Classes[k]] = mean.GetValueOrDefault(label.Classes[k]) + (share * label.Weights[k]);
        }
    }
}
