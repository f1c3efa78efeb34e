namespace Quiver.TemporalGraphs.Affinity;

/// <summary>What forecasts how a node divides its affinity among the classes next.</summary>
public interface IAffinityForecaster
{
    /// <summary>The name users know.</summary>
    string Name { get; }

    /// <summary>Forecasts.</summary>
    /// <param name="node">The node.</param>
    /// <param name="scores">[classes]; higher is more, and all are overwritten. All 0 where nothing is known.</param>
    void Forecast(int node, Span<double> scores);

    /// <summary>Learns what a label was. Labels of one time are observed after all forecasts for that time.</summary>
    /// <param name="label">The label.</param>
    void Observe(AffinityLabel label);
}
