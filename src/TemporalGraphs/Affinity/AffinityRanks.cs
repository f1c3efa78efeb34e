namespace Quiver.TemporalGraphs.Affinity;

/// <summary>How well a forecaster did.</summary>
/// <param name="Validation">Mean NDCG@10 over the times of validation, each the mean over its nodes (TGB).</param>
/// <param name="Test">The same for test.</param>
/// <param name="Seconds">Wall-clock seconds of both, with what came before them.</param>
public sealed record AffinityRanks(double Validation, double Test, double Seconds);
