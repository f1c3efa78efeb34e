namespace Quiver.TemporalGraphs.Affinity;

/// <summary>A node stays as it was: its last label (TGB's persistent forecast).</summary>
/// <param name="nodes">Number of nodes.</param>
public sealed class Persistence(int nodes) : IAffinityForecaster
{
    private readonly AffinityLabel?[] last = new AffinityLabel?[nodes];

    /// <inheritdoc/>
    public string Name => "persistence";

    /// <inheritdoc/>
    public void Forecast(int node, Span<double> scores)
    {
        scores.Clear();
        if (last[node] is { } label)
        {
            for (var k = 0; k < label.Classes.Length; k++)
            {
                scores[label.Classes[k]] = label.Weights[k];
            }
        }
    }

    /// <inheritdoc/>
    public void Observe(AffinityLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        last[label.Node] = label;
    }
}
