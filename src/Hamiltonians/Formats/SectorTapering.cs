using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// Removes qubits by symmetries and keeps the file's sector: its electrons and spin stay fixed, and the eigenvalues of the
/// symmetries are those of its lowest state (where that is too large to find, of the reference determinant), or as named.
/// </summary>
internal static class SectorTapering
{
    // The lowest state before tapering decides the eigenvalues up to this many determinants.
    private const double MaxDeterminants = 100_000;

    // Lowest energies of two sectors this close are equal, relative to the largest coefficient: then the reference's is kept.
    private const double Degenerate = 1e-7;

    /// <summary>Tapers as the options ask.</summary>
    public static HamiltonianFile Apply(HamiltonianFile file, HamiltonianReadOptions options, Notes notes, string path)
    {
        if (options.Symmetries.Count > 0 && options.Tapering != TaperingChoice.AllSymmetries)
        {
            throw new InputException("option Symmetries names a sector of option Tapering all and has no effect without it: leave it out.");
        }

        if (options.Tapering == TaperingChoice.None)
        {
            return file;
        }

        if (!file.Sum.IsReal)
        {
            throw new InputException(path, 0, "an operator that is not Hermitian has no sectors to taper to.");
        }

        if (file.Sum.Qubits > 64)
        {
            throw new InputException(path, 0, $"tapering takes operators of at most 64 qubits, not {file.Sum.Qubits}.");
        }

        return options.Tapering == TaperingChoice.ElectronParities ? Parities(file, path) : All(file, options, notes, path);
    }

    private static HamiltonianFile Parities(HamiltonianFile file, string path)
    {
        if (file.Sector is not { } sector)
        {
            throw new InputException(path, 0, "tapering the electron parities needs the mapping and the electron numbers, which the "
                + "file does not state: give option Electrons.");
        }

        var tapering = QubitTapering.ElectronParities(new FermionEncoding(sector.Mapping, file.Sum.Qubits), sector.Order);
        return WithElectrons(file, sector, tapering, Values(sector, tapering, sector.Reference!, file.Sum.Qubits), path);
    }

    private static HamiltonianFile All(HamiltonianFile file, HamiltonianReadOptions options, Notes notes, string path)
    {
        var named = options.Symmetries.Select(s => (String: Named(file.Sum, s.Label, path), s.Negative)).ToArray();
        var found = QubitTapering.FindSymmetries(file.Sum);
        var diagonal = found.Where(s => !s.X.ContainsAnyExcept(0UL)).ToArray();
        if (file.Sector is null && named.Length == 0)
        {
            var choices = found.Count == 0 ? "it has no symmetry either"
                : $"name a sector with option Symmetries (it has {string.Join(", ", found.Take(6).Select(g => g.ToString()))})";
            throw new InputException(path, 0, $"tapering needs the mapping and the electron numbers, and the file does not state them: "
                + $"give option Electrons, or {choices}.");
        }

        PauliString[] candidates = file.Sector is null ? [.. named.Select(n => n.String)] : [.. named.Select(n => n.String), .. diagonal];
        QubitTapering tapering;
        try
        {
            // Diagonal ones that a named string forbids are left; the named come first.
            var kept = new List<PauliString>();
            foreach (var candidate in candidates)
            {
                if (kept.TrueForAll(candidate.Commutes))
                {
                    kept.Add(candidate);
                }
            }

            tapering = new QubitTapering(file.Sum.Qubits, kept);
        }
        catch (ArgumentException e)
        {
            throw new InputException(path, 0, e.Message.Split(" (Parameter")[0], e);
        }

        for (var i = 0; i < named.Length; i++)
        {
            if (i >= tapering.Generators.Count || tapering.Generators[i] != named[i].String)
            {
                throw new InputException(path, 0, $"option Symmetries {named[i].String}: it is the identity, a product of the "
                    + $"symmetries named before, or does not commute with them.");
            }
        }

        var left = found.Where(s => s.X.ContainsAnyExcept(0UL) && !tapering.Generators.Contains(s)).ToArray();
        if (left.Length > 0 && named.Length == 0)
        {
            var (verb, be) = left.Length == 1 ? ("commutes", "is") : ("commute", "are");
            notes.Add($"{string.Join(", ", left.Select(s => s.ToString()))} {verb} with every term too but {be} not diagonal, so no "
                + $"determinant has an eigenvalue: left untapered; option Symmetries {left[0]}=+1 (or -1) names a sector.");
        }

        if (tapering.Generators.Count == 0)
        {
            notes.Add("The operator has no diagonal symmetry: nothing was tapered.");
        }

        return file.Sector is { } sector && tapering.IsDiagonal
            ? Electrons(file, sector, tapering, named.Length, named, notes, path)
            : Plain(file, tapering, named, notes, path);
    }

    private static PauliString Named(PauliSum sum, string label, string path)
    {
        if (!PauliString.TryParse(label, out var symmetry, out _) || symmetry.Qubits != sum.Qubits)
        {
            throw new InputException(path, 0, $"option Symmetries '{label}': expected {sum.Qubits} letters I, X, Y, Z, and =+1 or =-1.");
        }

        for (var t = 0; t < sum.Count; t++)
        {
            if (!symmetry.Commutes(sum.String(t)))
            {
                throw new InputException(path, 0, $"option Symmetries {label}: it does not commute with the term {sum.String(t)}.");
            }
        }

        return symmetry;
    }

    private static bool[] Values(ElectronSector sector, QubitTapering tapering, ReferenceDeterminant determinant, int qubits) =>
        [.. tapering.EigenvaluesOf(sector.Encoded(determinant, qubits)).Select(v => v!.Value)];

    /// <summary>Diagonal symmetries in a known electron sector.</summary>
    private static HamiltonianFile Electrons(HamiltonianFile file, ElectronSector sector, QubitTapering tapering, int fixedCount,
        (PauliString String, bool Negative)[] named, Notes notes, string path)
    {
        var n = file.Sum.Qubits;
        var values = Values(sector, tapering, sector.Reference!, n);
        for (var i = 0; i < fixedCount; i++)
        {
            values[i] = named[i].Negative;
        }

        if (fixedCount == tapering.Generators.Count)
        {
            return WithElectrons(file, sector, tapering, values, path);
        }

        if (sector.Size(n) > MaxDeterminants)
        {
            if (fixedCount == 0)
            {
                notes.Add($"The symmetries' eigenvalues are those of the reference determinant: with {sector.Size(n):G4} determinants "
                    + $"the lowest state of the sector was not searched for another symmetry; option Symmetries names another.");
            }

            return WithElectrons(file, sector, tapering, values, path);
        }

        var allowed = Restricted(sector, new QubitTapering(n, [.. tapering.Generators.Take(fixedCount)]), values[..fixedCount], n);
        if (allowed.Length == 0)
        {
            throw NoDeterminant(sector, path);
        }

        var (energy, state) = GroundState.FindWithin(file.Sum, allowed);
        var lowest = tapering.EigenvaluesOf(Bits(state.Basis[0], n)).Select(v => v!.Value).ToArray();
        if (!lowest.AsSpan().SequenceEqual(values))
        {
            var own = Restricted(sector, tapering, values, n);
            var ownEnergy = own.Length == 0 ? double.PositiveInfinity : GroundState.FindWithin(file.Sum, own).Energy;
            if (ownEnergy - energy > Degenerate * file.Sum.LargestCoefficient())
            {
                notes.Add("The lowest state of the sector has another symmetry than the reference determinant; its symmetry was tapered "
                    + "to, and the reference is the lowest determinant of that symmetry.");
                values = lowest;
            }
        }

        return WithElectrons(file, sector, tapering, values, path);
    }

    /// <summary>The full register's basis indices of a sector's determinants with given eigenvalues.</summary>
    private static ulong[] Restricted(ElectronSector sector, QubitTapering tapering, bool[] values, int n) =>
        [.. sector.Determinants(n).Where(d => tapering.EigenvaluesOf(Bits(d, n)).Select(v => v!.Value).SequenceEqual(values))];

    private static HamiltonianFile WithElectrons(HamiltonianFile file, ElectronSector sector, QubitTapering tapering, bool[] values,
        string path)
    {
        PauliSum sum;
        try
        {
            sum = tapering.Taper(file.Sum, tapering.Resolve(values));
        }
        catch (ArgumentException e)
        {
            throw new InputException(path, 0,
                "the operator does not have the symmetries that tapering needs: " + e.Message.Split(" (Parameter")[0], e);
        }

        var tapered = sector with { Tapering = tapering, NegativeSymmetries = values };
        if (!Values(sector, tapering, sector.Reference!, file.Sum.Qubits).AsSpan().SequenceEqual(values))
        {
            tapered = (tapered with { Reference = null }).WithReference(sum);
            if (tapered.Reference is null)
            {
                throw NoDeterminant(sector, path);
            }
        }

        return file with { Sum = sum, Sector = null, TaperedSector = tapered };
    }

    private static InputException NoDeterminant(ElectronSector sector, string path) =>
        new(path, 0, $"no determinant with {sector.Alpha} alpha and {sector.Beta} beta electrons has the eigenvalues named with option "
            + $"Symmetries.");

    /// <summary>Symmetries without electrons, or ones that no determinant has eigenvalues of.</summary>
    private static HamiltonianFile Plain(HamiltonianFile file, QubitTapering tapering, (PauliString String, bool Negative)[] named,
        Notes notes, string path)
    {
        var values = new bool[tapering.Generators.Count];
        for (var i = 0; i < named.Length; i++)
        {
            values[i] = named[i].Negative;
        }

        if (file.Sector is { } sector)
        {
            // The diagonal ones not named are those of the reference determinant.
            var reference = tapering.EigenvaluesOf(sector.Encoded(sector.Reference!, file.Sum.Qubits));
            for (var i = named.Length; i < values.Length; i++)
            {
                values[i] = reference[i]!.Value;
            }

            notes.Add($"{named.First(n => n.String.X.ContainsAnyExcept(0UL)).String} is not diagonal: after tapering it the "
                + $"{sector.Electrons} electrons and 2 Sz = {sector.Spin} are no longer kept, and energies are the lowest of all "
                + $"electron numbers with the eigenvalues named.");
        }

        notes.Add(
            $"Tapered to the sector {string.Join(", ", tapering.Generators.Select((g, i) => $"{g} = {(values[i] ? "-1" : "+1")}"))}.");
        return file with { Sum = tapering.Taper(file.Sum, tapering.Resolve(values)), Sector = null };
    }

    private static bool[] Bits(ulong index, int qubits) =>
        [.. Enumerable.Range(0, qubits).Select(q => (index >> (qubits - 1 - q) & 1) != 0)];
}
