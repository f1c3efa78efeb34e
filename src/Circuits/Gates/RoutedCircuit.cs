using System.Collections.Immutable;

namespace Quiver.Circuits.Gates;

/// <summary>A circuit on a device's qubits, and where the original qubits are at its start and end.</summary>
/// <param name="Circuit">Every two-qubit gate joins neighbours of the coupling map.</param>
/// <param name="InitialLayout">InitialLayout[q] is the device qubit that holds qubit q at the start.</param>
/// <param name="FinalLayout">The same at the end.</param>
/// <param name="Swaps">Number of SWAP gates added.</param>
public sealed record RoutedCircuit(Circuit Circuit, ImmutableArray<int> InitialLayout, ImmutableArray<int> FinalLayout, int Swaps);
