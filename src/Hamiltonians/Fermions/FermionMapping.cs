namespace Quiver.Hamiltonians.Fermions;

/// <summary>How occupation numbers become qubits.</summary>
public enum FermionMapping
{
    /// <summary>Jordan-Wigner: qubit p holds the occupation of mode p.</summary>
    JordanWigner,

    /// <summary>Parity: qubit p holds the parity of modes 0 to p. Seeley, Richard, Love, J. Chem. Phys. 137, 224109 (2012).</summary>
    Parity,

    /// <summary>Bravyi-Kitaev in its power-of-two Fenwick form: qubit p holds the parity of a block of modes ending at p.</summary>
    BravyiKitaev,
}
