using System.Collections.Immutable;

namespace Quiver.Circuits.Gates;

/// <summary>What is known of a kind of gate: one row of <see cref="GateTable"/>.</summary>
/// <param name="Kind">The gate.</param>
/// <param name="Name">Its name in OpenQASM and on the command line, lower case.</param>
/// <param name="Qubits">Number of qubits; 0 for the Pauli exponential, which takes as many as its string has letters.</param>
/// <param name="Angles">Number of angles.</param>
/// <param name="Adjoint">Kind of the adjoint; angles change sign (and phi, lambda of U change places).</param>
/// <param name="IsDiagonal">Whether the matrix is diagonal.</param>
/// <param name="IsSymmetric">Whether the order of its qubits does not matter.</param>
/// <param name="Generator">G in exp(-i angle G); empty for gates without one angle and for the Pauli exponential.</param>
public sealed record GateInfo(
    GateKind Kind,
    string Name,
    int Qubits,
    int Angles,
    GateKind Adjoint,
    bool IsDiagonal,
    bool IsSymmetric,
    ImmutableArray<GeneratorTerm> Generator)
{
    /// <summary>Whether the gate is its own inverse.</summary>
    public bool IsSelfInverse => Angles == 0 && Adjoint == Kind;
}
