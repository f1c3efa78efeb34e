namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// One- and two-electron integrals of a molecule in hartree, spatial orbitals, chemists' notation (pq|rs).
/// Alpha and beta orbitals are equal in a restricted set and differ in an unrestricted one.
/// </summary>
public sealed class MolecularIntegrals
{
    private readonly double[][] one;
    private readonly double[][] two;
    private readonly PackedPairs[]? packed;

    /// <summary>Creates a set of integrals.</summary>
    /// <param name="orbitals">Number of spatial orbitals n.</param>
    /// <param name="electrons">Number of electrons.</param>
    /// <param name="spin">2 Ms, the number of alpha less that of beta electrons.</param>
    /// <param name="constant">Energy without electrons (nuclear repulsion, frozen core), hartree.</param>
    /// <param name="one">h_pq, n x n: one array (restricted) or alpha and beta.</param>
    /// <param name="two">(pq|rs), n^4: one array (restricted) or alpha-alpha, alpha-beta, beta-beta.</param>
    /// <exception cref="ArgumentException">Sizes or electron numbers do not fit.</exception>
    public MolecularIntegrals(int orbitals, int electrons, int spin, double constant, double[][] one, double[][] two)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(two);
        if (!((one.Length == 1 && two.Length == 1) || (one.Length == 2 && two.Length == 3)))
        {
            throw new ArgumentException("Give one array of each kind, or two one-electron and three two-electron arrays.", nameof(one));
        }

        if (ElectronCounts.Problem(orbitals, electrons, spin, ("the number of orbitals", "the number of electrons", "2 Ms")) is { } problem)
        {
            throw new ArgumentException(problem, nameof(electrons));
        }

        Orbitals = orbitals;
        Electrons = electrons;
        Spin = spin;
        Constant = constant;
        this.one = one;
        this.two = two;
    }

    /// <summary>The same with packed two-electron integrals: one set (restricted) or alpha-alpha, alpha-beta, beta-beta.</summary>
    internal MolecularIntegrals(int orbitals, int electrons, int spin, double constant, double[][] one, PackedPairs[] two)
        : this(orbitals, electrons, spin, constant, one, two.Select(_ => Array.Empty<double>()).ToArray()) => packed = two;

    /// <summary>The same integrals with other electrons.</summary>
    /// <param name="electrons">Number of electrons.</param>
    /// <param name="spin">2 Ms.</param>
    /// <returns>A set that shares the integrals.</returns>
    /// <exception cref="ArgumentException">The numbers do not fit the orbitals.</exception>
    public MolecularIntegrals WithElectrons(int electrons, int spin) =>
        packed is null
            ? new(Orbitals, electrons, spin, Constant, one, two) { Symmetry = Symmetry }
            : new(Orbitals, electrons, spin, Constant, one, packed) { Symmetry = Symmetry };

    /// <summary>Labels of the orbitals, where the file names usable ones.</summary>
    internal OrbitalSymmetry? Symmetry { get; init; }

    /// <summary>Number of spatial orbitals.</summary>
    public int Orbitals { get; }

    /// <summary>Number of electrons.</summary>
    public int Electrons { get; }

    /// <summary>2 Ms.</summary>
    public int Spin { get; }

    /// <summary>Number of alpha electrons.</summary>
    public int Alpha => (Electrons + Spin) / 2;

    /// <summary>Number of beta electrons.</summary>
    public int Beta => (Electrons - Spin) / 2;

    /// <summary>Energy without electrons, hartree.</summary>
    public double Constant { get; }

    /// <summary>Whether alpha and beta orbitals are the same.</summary>
    public bool IsRestricted => one.Length == 1;

    /// <summary>One-electron integral.</summary>
    /// <param name="p">Orbital.</param>
    /// <param name="q">Orbital.</param>
    /// <param name="beta">Whether the orbitals are beta.</param>
    /// <returns>h_pq in hartree.</returns>
    public double One(int p, int q, bool beta = false) => one[beta && one.Length == 2 ? 1 : 0][p * Orbitals + q];

    /// <summary>Two-electron integral (pq|rs).</summary>
    /// <param name="p">Orbital of electron 1.</param>
    /// <param name="q">Orbital of electron 1.</param>
    /// <param name="r">Orbital of electron 2.</param>
    /// <param name="s">Orbital of electron 2.</param>
    /// <param name="betaFirst">Whether p and q are beta.</param>
    /// <param name="betaSecond">Whether r and s are beta.</param>
    /// <returns>The integral in hartree.</returns>
    public double Two(int p, int q, int r, int s, bool betaFirst = false, bool betaSecond = false)
    {
        var n = Orbitals;
        if (two.Length == 1)
        {
            return packed is null ? two[0][((p * n + q) * n + r) * n + s] : packed[0][p, q, r, s];
        }

        if (betaFirst && !betaSecond)
        {
            (p, q, r, s) = (r, s, p, q);
        }

        var kind = betaFirst && betaSecond ? 2 : betaFirst || betaSecond ? 1 : 0;
        return packed is null ? two[kind][((p * n + q) * n + r) * n + s] : packed[kind][p, q, r, s];
    }
}
