namespace Quiver.GFlowNet.Sampling;

/// <summary>Local search on finished objects.</summary>
/// <param name="Rounds">Rounds of back-and-forth per iteration; 0 for none.</param>
/// <param name="Depth">The most steps taken back.</param>
public sealed record LocalSearchOptions(int Rounds = 0, int Depth = 8);
