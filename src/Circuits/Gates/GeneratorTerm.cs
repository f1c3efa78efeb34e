namespace Quiver.Circuits.Gates;

/// <summary>One term of a gate's generator G, where the gate is exp(-i angle G). The terms of one gate commute.</summary>
/// <param name="Letters">Pauli letters on the gate's qubits, in their order.</param>
/// <param name="Coefficient">Real coefficient.</param>
public readonly record struct GeneratorTerm(string Letters, double Coefficient);
