namespace Quiver.GFlowNet.Training;

/// <summary>Metrics at one iteration.</summary>
/// <param name="Iteration">Counted from 1.</param>
/// <param name="Values">Figures by name, in a fixed order.</param>
public sealed record MetricRecord(long Iteration, IReadOnlyDictionary<string, double> Values);
