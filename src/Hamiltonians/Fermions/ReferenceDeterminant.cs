namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// The determinant that Hartree-Fock, CISD, frozen cores and ansätze start from: which orbitals are occupied, whatever
/// order a file lists them in.
/// </summary>
/// <param name="Alpha">Occupied alpha orbitals; bit p stands for orbital p, counted from 0.</param>
/// <param name="Beta">Occupied beta orbitals.</param>
/// <remarks>
/// Where alpha and beta orbitals are the same, its orbitals are doubly occupied but for |2 Ms| singly occupied ones
/// (restricted, or restricted open shell); where they differ, each spin stands alone. Among these it is the lowest
/// determinant that is stationary (Brillouin's theorem) and occupies the lowest orbitals of its own field; where the
/// orbitals have none, the lowest that occupies its own lowest orbitals, and failing that the lowest. The index of an
/// orbital decides only between determinants of equal energy.
/// </remarks>
public sealed record ReferenceDeterminant(ulong Alpha, ulong Beta)
{
    /// <summary>The determinant that occupies the orbitals with the lowest numbers; only for orbitals known to be in that order.</summary>
    /// <param name="alpha">Number of alpha electrons, at most 64.</param>
    /// <param name="beta">Number of beta electrons, at most 64.</param>
    /// <returns>The determinant.</returns>
    public static ReferenceDeterminant First(int alpha, int beta) => new(Lowest(alpha), Lowest(beta));

    /// <summary>The reference of a molecule.</summary>
    /// <param name="integrals">Its integrals, at most 64 orbitals.</param>
    /// <returns>The determinant.</returns>
    public static ReferenceDeterminant Find(MolecularIntegrals integrals)
    {
        ArgumentNullException.ThrowIfNull(integrals);
        return DeterminantSearch.Lowest(OccupationModel.From(integrals), integrals.Alpha, integrals.Beta);
    }

    /// <summary>Whether a spin orbital is occupied.</summary>
    /// <param name="orbital">Spatial orbital, from 0.</param>
    /// <param name="spin">0 for alpha, 1 for beta.</param>
    /// <returns>True when it is.</returns>
    public bool Occupies(int orbital, int spin) => ((spin == 0 ? Alpha : Beta) >> orbital & 1) != 0;

    private static ulong Lowest(int count) => count >= 64 ? ulong.MaxValue : (1UL << count) - 1;
}
