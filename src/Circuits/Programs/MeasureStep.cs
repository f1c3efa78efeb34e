namespace Quiver.Circuits.Programs;

/// <summary>A measurement of one qubit in the computational basis.</summary>
/// <param name="Qubit">The qubit.</param>
/// <param name="Bit">The classical bit that takes the outcome; -1 when the outcome is not kept.</param>
public sealed record MeasureStep(int Qubit, int Bit) : ProgramStep;
