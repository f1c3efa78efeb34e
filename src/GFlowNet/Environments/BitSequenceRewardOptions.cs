namespace Quiver.GFlowNet.Environments;

/// <summary>A reward for bit sequences: R(x) = exp(-beta d(x) / n), d the Hamming distance to the nearest mode.</summary>
/// <param name="Modes">Number of modes, at least 1.</param>
/// <param name="Beta">Sharpness: log R falls from 0 at a mode to -beta at its complement.</param>
/// <param name="Seed">Fixes the modes.</param>
/// <param name="ModeRadius">A sequence within this many bits of a mode counts as having found it.</param>
public sealed record BitSequenceRewardOptions(int Modes = 60, double Beta = 3, int Seed = 0, int ModeRadius = 0);
