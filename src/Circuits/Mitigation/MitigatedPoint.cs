namespace Quiver.Circuits.Mitigation;

/// <summary>The energy at one factor of the noise.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="Energy">The energy, in the operator's unit.</param>
/// <param name="StandardError">Its standard error; 0 for an exact one.</param>
/// <param name="Shots">Shots behind it; 0 where none were drawn.</param>
public readonly record struct MitigatedPoint(int Factor, double Energy, double StandardError, long Shots);
