using Quiver.Circuits.Gradients;

namespace Quiver.Circuits.Problems;

/// <summary>A cost that takes circuits already rewritten as Pauli rotations on a basis state.</summary>
internal interface IProgramCost : IInsertionCost
{
    /// <summary>Chooses the circuit that the following calls are about.</summary>
    /// <param name="program">The whole circuit, its reference included; free angles are the variables.</param>
    void Use(PauliProgram program);
}
