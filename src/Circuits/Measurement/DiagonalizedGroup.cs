using System.Collections.Immutable;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>A circuit C after which a group of commuting Pauli strings is read from the qubits: C P C' = sign * Z string.</summary>
/// <param name="Circuit">Clifford gates to append to the circuit that prepares the state.</param>
/// <param name="Diagonal">One string of I and Z per member of the group.</param>
/// <param name="Negative">Whether the member is minus its string.</param>
public sealed record DiagonalizedGroup(Circuit Circuit, ImmutableArray<PauliString> Diagonal, ImmutableArray<bool> Negative);
