namespace Quiver.Circuits.Measurement;

/// <summary>An energy estimated from shots.</summary>
/// <param name="Energy">The estimate, in the operator's unit.</param>
/// <param name="StandardError">Its standard error, from the scatter of the shots.</param>
/// <param name="Shots">Shots in all.</param>
/// <param name="Settings">Different circuits that were run.</param>
public readonly record struct EnergyEstimate(double Energy, double StandardError, long Shots, int Settings);
