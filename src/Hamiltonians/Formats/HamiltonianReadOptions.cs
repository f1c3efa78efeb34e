using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>How a file becomes a qubit Hamiltonian.</summary>
public sealed record HamiltonianReadOptions
{
    /// <summary>A format's name, or <c>auto</c> to decide by the content.</summary>
    public string Format { get; init; } = "auto";

    /// <summary>The encoding for files that hold integrals or fermionic operators.</summary>
    public FermionMapping Mapping { get; init; } = FermionMapping.JordanWigner;

    /// <summary>The numbering of spin orbitals for files that hold integrals.</summary>
    public SpinOrder SpinOrder { get; init; } = SpinOrder.Interleaved;

    /// <summary>Number of electrons; null takes what the file states. Counts more than the file.</summary>
    public int? Electrons { get; init; }

    /// <summary>2 Ms, the number of alpha less that of beta electrons; null takes what the file states. Counts more than the
    /// file.</summary>
    public int? Spin { get; init; }

    /// <summary>The encoding that a file of Pauli strings is in, where it does not say so; null finds it by conservation of
    /// electrons and spin.</summary>
    public FermionMapping? EncodedMapping { get; init; }

    /// <summary>The spin order that a file of Pauli strings or fermions is in; null finds it.</summary>
    public SpinOrder? EncodedOrder { get; init; }

    /// <summary>
    /// With <see cref="TaperingChoice.AllSymmetries"/>: Pauli strings that commute with every term, and whether the sector
    /// wanted has eigenvalue -1. Symmetries not named take the eigenvalues of the lowest state of the sector.
    /// </summary>
    public IReadOnlyList<(string Label, bool Negative)> Symmetries { get; init; } = [];

    /// <summary>Chooses orbitals where <see cref="Frozen"/> and <see cref="Active"/> are 0 and the file holds integrals; null keeps
    /// all.</summary>
    public Func<MolecularIntegrals, ActiveSpaceProposal?>? Proposal { get; init; }

    /// <summary>Orbitals of lowest energy in the reference determinant to freeze, for files that hold integrals.</summary>
    public int Frozen { get; init; }

    /// <summary>Active orbitals after the frozen ones; 0 for all.</summary>
    public int Active { get; init; }

    /// <summary>Which qubits are removed by symmetries; in the file's sector where it states one.</summary>
    public TaperingChoice Tapering { get; init; }

    /// <summary>
    /// Largest change of any energy by terms left out, in the operator's unit: the smallest ones go, after tapering, as far as
    /// their moduli sum to at most this (<see cref="Pauli.PauliSum.Truncate"/>). 0 keeps all.
    /// </summary>
    public double Cutoff { get; init; }

    /// <summary>Least number of qubits, for formats that name only the qubits a term acts on; 0 takes the highest one named.</summary>
    public int Qubits { get; init; }

    /// <summary>Which operator of a file that holds several: an HDF5 data set's name, or a number from 1 (Broombridge,
    /// LIQUi|&gt;).</summary>
    public string? Key { get; init; }

    /// <summary>Larger files are refused.</summary>
    public long MaxBytes { get; init; } = 1L << 30;
}
