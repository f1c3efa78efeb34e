namespace Quiver.GFlowNet.Environments;

/// <summary>A hypergrid reward.</summary>
/// <param name="Kind">The family.</param>
/// <param name="R0">The floor, above 0.</param>
/// <param name="R1">Weight of the wide plateau.</param>
/// <param name="R2">Weight of the narrow modes.</param>
public sealed record HypergridRewardOptions(HypergridRewardKind Kind = HypergridRewardKind.Original, double R0 = 0.1, double R1 = 0.5,
    double R2 = 2);
