namespace Quiver.Circuits.Measurement;

/// <summary>One term of a recipe: behind the group's circuit the Pauli string reads as <paramref name="Sign"/> times
/// <paramref name="Z"/>.</summary>
/// <param name="Label">The term's Pauli string, qubit 0 leftmost.</param>
/// <param name="Coefficient">The part of its coefficient that this group measures, in the operator's unit.</param>
/// <param name="Z">A string of I and Z, qubit 0 leftmost.</param>
/// <param name="Sign">1 or -1.</param>
public sealed record MeasurementRecipeTerm(string Label, double Coefficient, string Z, int Sign);
