namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>What happened between a source and a destination.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="LastRank">Order of the last time, 0 for never; equal for equal times.</param>
/// <param name="Count">How often.</param>
/// <param name="LastTime">When last.</param>
internal readonly record struct PairRecord(int Destination, int LastRank, int Count, double LastTime);
