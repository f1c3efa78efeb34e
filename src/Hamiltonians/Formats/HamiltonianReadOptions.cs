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

    /// <summary>Lowest orbitals to freeze, for files that hold integrals.</summary>
    public int Frozen { get; init; }

    /// <summary>Active orbitals after the frozen ones; 0 for all.</summary>
    public int Active { get; init; }

    /// <summary>Which qubits are removed by symmetries; needs known electron numbers.</summary>
    public TaperingChoice Tapering { get; init; }

    /// <summary>Least number of qubits, for formats that name only the qubits a term acts on; 0 takes the highest one named.</summary>
    public int Qubits { get; init; }

    /// <summary>Larger files are refused.</summary>
    public long MaxBytes { get; init; } = 1L << 30;
}
