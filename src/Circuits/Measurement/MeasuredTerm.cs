namespace Quiver.Circuits.Measurement;

/// <summary>A term that a setting shows.</summary>
/// <param name="Term">The term, counted without the identity.</param>
/// <param name="Mask">Bits of a basis index (qubit 0 most significant) whose parity gives the term's sign.</param>
/// <param name="Negative">Whether the term is minus that sign.</param>
/// <param name="Weight">What the mean of the term's sign over the setting's shots adds to the energy.</param>
/// <param name="Unit">Members of one unit are the same term seen in several settings: their shots share one mean when scatter is
/// measured.</param>
public readonly record struct MeasuredTerm(int Term, ulong Mask, bool Negative, double Weight, int Unit);
