using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Formats;

/// <summary>A Hamiltonian as read from a file.</summary>
public sealed record HamiltonianFile
{
    /// <summary>The operator, in hartree for molecules; qubit 0 is the leftmost letter.</summary>
    public required PauliSum Sum { get; init; }

    /// <summary>Name of the format it was read in.</summary>
    public required string Format { get; init; }

    /// <summary>The molecule's integrals, where the file holds those.</summary>
    public MolecularIntegrals? Integrals { get; init; }

    /// <summary>Electron numbers and encoding, where they are known and the full register of spin orbitals stands; null after tapering.</summary>
    public ElectronSector? Sector { get; init; }

    /// <summary>After tapering: electron numbers and encoding before it, the symmetries' eigenvalues, and the reference on the qubits that stay.</summary>
    public ElectronSector? TaperedSector { get; init; }

    /// <summary>The sector that states and energies of <see cref="Sum"/> are meant in, tapered or not; null where none is known.</summary>
    public ElectronSector? StateSector => Sector ?? TaperedSector;

    /// <summary>An energy the file itself states for the ground state (hartree, on the scale of <see cref="Sum"/>).</summary>
    public double? StatedEnergy { get; init; }

    /// <summary>What must be added to an expectation value for the total energy, where the file keeps it apart.</summary>
    public double EnergyShift { get; init; }

    /// <summary>All energies the file states, in its own words (<c>HF</c>, <c>FCI</c>, <c>lowest</c>), in hartree; not verified.</summary>
    public IReadOnlyDictionary<string, double> Energies { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Strings that stand in the file with coefficient 0, or whose coefficients cancel: they are no terms of <see cref="Sum"/>.</summary>
    public IReadOnlyList<PauliString> ZeroTerms { get; init; } = [];

    /// <summary>Whether the file's own labels run the other way: its first letter is the last qubit (Qiskit).</summary>
    public bool LabelsReversed { get; init; }

    /// <summary>What was assumed or left out while the file was read, one sentence each; none for a plain file.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public string Sha256 { get; init; } = string.Empty;
}
