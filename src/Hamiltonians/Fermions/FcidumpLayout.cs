namespace Quiver.Hamiltonians.Fermions;

/// <summary>How an FCIDUMP file tells alpha from beta orbitals.</summary>
internal enum FcidumpLayout
{
    /// <summary>It does not: both are equal.</summary>
    Restricted,

    /// <summary>Blocks in a fixed order, each ended by a line of zeros.</summary>
    Blocks,

    /// <summary>Beta orbitals are numbered NORB+1 to 2 NORB.</summary>
    BetaAfterAlpha,

    /// <summary>NORB counts spin orbitals: odd ones are alpha, even ones beta.</summary>
    SpinOrbitals,

    /// <summary>NORB counts spin orbitals: the first half is alpha, the second beta.</summary>
    SpinBlocks,
}
