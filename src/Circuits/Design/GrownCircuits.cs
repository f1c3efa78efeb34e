using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

/// <summary>Circuits that a search leaves for the same molecule at another geometry.</summary>
/// <param name="Space">Which basis states they are on; circuits of another space are of no use.</param>
/// <param name="Reduction">What the symmetries left, on which the next search begins; null for all qubits.</param>
/// <param name="Circuits">The circuits, lowest cost first.</param>
internal sealed record GrownCircuits(string Space, SymmetryReduction? Reduction, IReadOnlyList<DesignResult> Circuits);
