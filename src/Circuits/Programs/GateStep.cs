using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Programs;

/// <summary>A gate.</summary>
/// <param name="Gate">The gate with its qubits.</param>
public sealed record GateStep(GateOperation Gate) : ProgramStep;
