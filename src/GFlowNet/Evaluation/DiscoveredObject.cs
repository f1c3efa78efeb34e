using System.Collections.Immutable;

namespace Quiver.GFlowNet.Evaluation;

/// <summary>An object that training has found.</summary>
/// <param name="LogReward">log R.</param>
/// <param name="Key">Its key in the environment.</param>
/// <param name="State">Its numbers, as many as a state has.</param>
public sealed record DiscoveredObject(double LogReward, long Key, ImmutableArray<long> State);
