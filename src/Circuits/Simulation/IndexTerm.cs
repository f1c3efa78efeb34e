namespace Quiver.Circuits.Simulation;

/// <summary>A Pauli term with its letters as masks over index bits (bit n-1-q belongs to qubit q).</summary>
internal readonly record struct IndexTerm(uint X, uint Z, double Coefficient);
