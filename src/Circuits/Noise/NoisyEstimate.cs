namespace Quiver.Circuits.Noise;

/// <summary>A mean over random runs.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Runs">Number of runs.</param>
public readonly record struct NoisyEstimate(double Mean, double StandardError, int Runs);
