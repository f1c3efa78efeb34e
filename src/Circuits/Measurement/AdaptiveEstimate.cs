namespace Quiver.Circuits.Measurement;

/// <summary>What an adaptive measurement ended with.</summary>
/// <param name="Estimate">Energy, standard error, shots.</param>
/// <param name="Bound">With the confidence asked for, the true energy is within this of the estimate (for every round at once).</param>
/// <param name="Reached">Whether the bound is as small as was asked for.</param>
/// <param name="Rounds">Rounds taken.</param>
public readonly record struct AdaptiveEstimate(EnergyEstimate Estimate, double Bound, bool Reached, int Rounds);
