using System.Collections.Immutable;

namespace Quiver.Circuits.Gates;

/// <summary>A line in time: gates behind it on its qubits begin only when those in front of it have ended on all of them.</summary>
/// <param name="Before">The number of the first gate behind it.</param>
/// <param name="Qubits">The qubits it holds.</param>
internal readonly record struct GateBarrier(int Before, ImmutableArray<int> Qubits);
