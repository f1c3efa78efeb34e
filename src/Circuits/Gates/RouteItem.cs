namespace Quiver.Circuits.Gates;

/// <summary>Something the router places: what it holds, and the two qubits that must be neighbours.</summary>
/// <param name="Wires">Qubits, and classical bits b as ~b.</param>
/// <param name="A">One qubit of the pair.</param>
/// <param name="B">The other; -1 when there is no pair.</param>
/// <param name="Payload">What is emitted.</param>
internal sealed record RouteItem(int[] Wires, int A, int B, object Payload);
