namespace Quiver.Circuits.Programs;

/// <summary>Puts one qubit into the state 0, whatever it was.</summary>
/// <param name="Qubit">The qubit.</param>
public sealed record ResetStep(int Qubit) : ProgramStep;
