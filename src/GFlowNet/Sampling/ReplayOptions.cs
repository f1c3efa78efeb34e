namespace Quiver.GFlowNet.Sampling;

/// <summary>A replay buffer.</summary>
/// <param name="Kind">What is kept and how it is drawn.</param>
/// <param name="Capacity">The most objects kept.</param>
/// <param name="Batch">Replayed trajectories per iteration, beside the fresh ones.</param>
/// <param name="MinimumDistance">For <see cref="ReplayKind.Diverse"/>: two kept states differ in at least this many numbers.</param>
public sealed record ReplayOptions(ReplayKind Kind = ReplayKind.None, int Capacity = 1000, int Batch = 16, int MinimumDistance = 2);
