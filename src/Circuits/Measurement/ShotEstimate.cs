namespace Quiver.Circuits.Measurement;

/// <summary>An energy estimated from measurements.</summary>
/// <param name="Energy">The estimate, in the operator's unit.</param>
/// <param name="StandardError">Its standard error, from the scatter of the shots.</param>
/// <param name="Shots">Measurements in all.</param>
public readonly record struct ShotEstimate(double Energy, double StandardError, int Shots);
