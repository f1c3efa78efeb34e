namespace Quiver.Circuits.Programs;

/// <summary>A program on a device's qubits.</summary>
/// <param name="Program">Every two-qubit gate joins neighbours of the coupling map; its layout says where the original qubits are.</param>
/// <param name="Swaps">Number of SWAP gates added.</param>
public sealed record RoutedProgram(CircuitProgram Program, int Swaps);
