using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>What happened between a source and a destination; packed, because there may be a hundred million of them.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="LastRank">Order of the last time, 0 for never; equal for equal times.</param>
/// <param name="Count">How often.</param>
/// <param name="LastTime">When last.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct PairRecord(int Destination, int LastRank, int Count, double LastTime);
