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

    /// <summary>Electron numbers and encoding, where they are known and the full register of spin orbitals stands; null after
    /// tapering.</summary>
    public ElectronSector? Sector { get; init; }

    /// <summary>After tapering: electron numbers and encoding before it, the symmetries' eigenvalues, and the reference on the qubits that
    /// stay.</summary>
    public ElectronSector? TaperedSector { get; init; }

    /// <summary>A sentence where a state has another symmetry, by the file's ORBSYM, than its ISYM names; else null.</summary>
    /// <param name="state">A state of <see cref="Sum"/>.</param>
    /// <returns>The note; null also where the file names no symmetry or was tapered.</returns>
    public string? SymmetryNote(QuantumState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (Sector is not { } sector || Integrals is not { Symmetry: { Stated: { } stated } symmetry }
            || state.Qubits != 2 * symmetry.Orbitals.Length)
        {
            return null;
        }

        var encoding = new FermionEncoding(sector.Mapping, state.Qubits);
        var found = 0;
        for (var bit = 0; bit < 3; bit++)
        {
            var orbitals = Enumerable.Range(0, symmetry.Orbitals.Length).Where(p => ((symmetry.Orbitals[p] - 1) >> bit & 1) == 1);
            int[] modes = [.. orbitals.SelectMany(p =>
                sector.Order == SpinOrder.Interleaved ? [2 * p, 2 * p + 1] : new[] { p, p + symmetry.Orbitals.Length })];
            var builder = new PauliSumBuilder(state.Qubits);
            builder.Add(encoding.ParityOf(modes), 1);
            var parity = state.Expectation(builder.Build());
            if (Math.Abs(parity) < 0.99)
            {
                return "The lowest state mixes symmetries of ORBSYM that have equal energies, or the labels are none of these integrals.";
            }

            found |= parity < 0 ? 1 << bit : 0;
        }

        return found + 1 == stated ? null : $"The state belongs to symmetry {found + 1} by ORBSYM, not to ISYM = {stated}: it is the "
            + $"lowest of all symmetries.";
    }

    /// <summary>The sector that states and energies of <see cref="Sum"/> are meant in, tapered or not; null where none is known.</summary>
    public ElectronSector? StateSector => Sector ?? TaperedSector;

    /// <summary>An energy the file itself states for the ground state (hartree, on the scale of <see cref="Sum"/>).</summary>
    public double? StatedEnergy { get; init; }

    /// <summary>What must be added to an expectation value for the total energy, where the file keeps it apart.</summary>
    public double EnergyShift { get; init; }

    /// <summary>All energies the file states, in its own words (<c>HF</c>, <c>FCI</c>, <c>lowest</c>), in hartree; not verified.</summary>
    public IReadOnlyDictionary<string, double> Energies { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Strings that stand in the file with coefficient 0, or whose coefficients cancel: they are no terms of
    /// <see cref="Sum"/>.</summary>
    public IReadOnlyList<PauliString> ZeroTerms { get; init; } = [];

    /// <summary>Whether the file's own labels run the other way: its first letter is the last qubit (Qiskit).</summary>
    public bool LabelsReversed { get; init; }

    /// <summary>What was assumed or left out while the file was read, one sentence each; none for a plain file.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public string Sha256 { get; init; } = string.Empty;
}
