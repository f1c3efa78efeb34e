namespace Quiver.Hamiltonians.Commutation;

/// <summary>When two Pauli strings may share a group.</summary>
public enum CommutationRule
{
    /// <summary>Full commutation (FC): the strings commute as operators.</summary>
    FullyCommuting,

    /// <summary>Qubit-wise commutation (QWC): on every qubit the letters are equal or one is I.</summary>
    QubitWise,

    /// <summary>The strings anticommute; groups serve unitary partitioning, not direct measurement.</summary>
    Anticommuting,
}
