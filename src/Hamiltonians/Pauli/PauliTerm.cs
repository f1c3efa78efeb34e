using System.Numerics;

namespace Quiver.Hamiltonians.Pauli;

/// <summary>One term of a <see cref="PauliSum"/>: a coefficient times a Pauli string.</summary>
/// <param name="String">The string.</param>
/// <param name="Coefficient">Its coefficient, in the operator's unit.</param>
public readonly record struct PauliTerm(PauliString String, Complex Coefficient)
{
    /// <summary>The term as <see cref="PauliSum.Parse"/> reads it.</summary>
    /// <returns>For example <c>0.5 * XIZ</c>.</returns>
    public override string ToString() => PauliSumText.Term(this);
}
