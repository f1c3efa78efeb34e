using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Which electrons and spin a file's operator is meant for: what the file states, or what the reader's options name; with
/// the reference determinant, and carried through tapering.
/// </summary>
internal static class FileSector
{
    // Above this many determinants, encodings that fit equally are not told apart by their energies.
    private const double MaxCompared = 20_000;

    // Costs hold squares of the norm, and sums of those.
    private const double LargestNorm = 1e140;

    /// <summary>The file with its sector, its reference and its qubits tapered.</summary>
    public static HamiltonianFile Apply(HamiltonianFile file, HamiltonianReadOptions options, string path)
    {
        if (!(file.Sum.OneNorm() <= LargestNorm))
        {
            throw new InputException(path, 0,
                FormattableString.Invariant(
                $"the coefficients add up to {file.Sum.OneNorm():G3}, and squares of more than {LargestNorm:G1} cannot be computed with: use another unit of energy."));
        }

        var notes = new Notes();
        notes.AddRange(file.Notes);
        var sector = file.Sector;
        if (file.Integrals is null && (options.Electrons is not null || options.Spin is not null))
        {
            sector = Named(file, options, notes, path);
        }

        if (sector is not null)
        {
            Require(file.Sum, sector, path);
            sector = sector.Reference is not null ? sector
                : file.Integrals is { } integrals
                    && (integrals.Alpha, integrals.Beta) == (sector.Alpha, sector.Beta)
                    ? sector with { Reference = ReferenceDeterminant.Find(integrals) }
                : file.Sum.Qubits <= 64 && file.Sum.IsReal ? sector.WithReference(file.Sum)
                : sector;
        }

        if (file.Integrals?.Symmetry is { Stated: { } stated } symmetry && sector?.Reference is { } reference
            && symmetry.Of(reference) is var found && found != stated)
        {
            notes.Add($"ISYM = {stated}, but by ORBSYM the reference determinant belongs to symmetry {found}: ISYM chooses no state "
                + $"here, and energies are the lowest of all symmetries.");
        }

        file = file with { Sector = sector };
        return SectorTapering.Apply(file, options, notes, path) with { Notes = notes.Sentences };
    }

    private static void Require(PauliSum sum, ElectronSector sector, string path)
    {
        if (ElectronCounts.Problem(sum.Qubits / 2, sector.Electrons, sector.Spin,
            ("the number of orbitals", "the number of electrons", "2 Ms")) is { } problem)
        {
            throw new InputException(path, 0, problem);
        }
    }

    private static ElectronSector Named(HamiltonianFile file, HamiltonianReadOptions options, Notes notes, string path)
    {
        var electrons = options.Electrons ?? file.Sector?.Electrons
            ?? throw new InputException(path, 0, "the file states no electrons, so the spin alone names no sector: give option "
                + "Electrons too.");
        var spin = options.Spin ?? ElectronCounts.DefaultSpin(electrons);
        if (options.Spin is null)
        {
            notes.Add($"2 Ms = {spin} was assumed for {electrons} electrons: option Spin is not given.");
        }

        if (file.Sum.Qubits % 2 != 0)
        {
            throw new InputException(path, 0, $"electrons with two spins need an even number of qubits, and the operator has "
                + $"{file.Sum.Qubits}: it may be tapered, so leave option Electrons out.");
        }

        if (ElectronCounts.Problem(file.Sum.Qubits / 2, electrons, spin,
            ("the number of orbitals", "option Electrons", "option Spin")) is { } problem)
        {
            throw new InputException(path, 0, problem);
        }

        var (alpha, beta) = ((electrons + spin) / 2, (electrons - spin) / 2);
        var (mapping, order) = file.Sector is { } known ? (known.Mapping, known.Order) : Encoding(file, options, alpha, beta, notes, path);
        return new ElectronSector(mapping, order, alpha, beta);
    }

    /// <summary>The one encoding under which the operator conserves electrons, and total spin where that decides.</summary>
    private static (FermionMapping Mapping, SpinOrder Order) Encoding(HamiltonianFile file, HamiltonianReadOptions options, int alpha,
        int beta, Notes notes, string path)
    {
        var fermionic = string.Equals(file.Format, "fermion", StringComparison.Ordinal);
        var mapping = fermionic ? options.Mapping : options.EncodedMapping;
        var fitting = ElectronSymmetry.Encodings(file.Sum)
            .Where(e => (mapping is null || e.Mapping == mapping) && (options.EncodedOrder is null || e.Order == options.EncodedOrder))
                .ToArray();
        if (fitting.Length == 0)
        {
            var under = options.EncodedMapping is null && options.EncodedOrder is null ? "any encoding known here" : "the encoding named";
            throw new InputException(path, 0, $"the operator does not conserve the electrons of both spins under {under}, so it has no "
                + $"sector of {alpha + beta} electrons: leave option Electrons out.");
        }

        var singlets = fitting.Where(e => ElectronSymmetry.ConservesTotalSpin(file.Sum, e.Mapping, e.Order)).ToArray();
        var left = singlets.Length > 0 ? singlets : fitting;
        if (left.Length > 1 && !Same(file.Sum, left, alpha, beta))
        {
            throw new InputException(path, 0, $"the operator conserves electrons under "
                + $"{string.Join(" and under ", left.Select(e => $"{e.Mapping}, {e.Order}"))}, with other energies: name option "
                + $"EncodedMapping and option EncodedOrder.");
        }

        var chosen = left[0];
        if (options.EncodedMapping is null && !fermionic || options.EncodedOrder is null)
        {
            notes.Add($"The file does not say how electrons became qubits; {chosen.Mapping} with {chosen.Order} spins was taken, under "
                + $"which the operator conserves electrons and "
                + $"spin{(left.Length > 1 ? " (others that fit have the same lowest energy)" : string.Empty)}.");
        }

        return chosen;
    }

    private static bool Same(PauliSum sum, (FermionMapping Mapping, SpinOrder Order)[] encodings, int alpha, int beta)
    {
        var sectors = encodings.Select(e => new ElectronSector(e.Mapping, e.Order, alpha, beta)).ToArray();
        if (!sum.IsReal || sum.Qubits > 64 || sectors[0].Size(sum.Qubits) > MaxCompared)
        {
            return false;
        }

        var energies = sectors.Select(s => GroundState.Find(sum, s).Energy).ToArray();
        return energies.Max() - energies.Min() <= 1e-8 * sum.LargestCoefficient();
    }
}
