using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Spectre.Console;

namespace Quiver.Cli.Grouping;

/// <summary><c>quiver info FILE</c>: size, norm, symmetries and energies of a Hamiltonian.</summary>
internal static class InfoCommand
{
    // With --state hf, CISD is a courtesy for small molecules.
    private const int CisdQubits = 20;

    // Encodings are matrices over the modes, inverted with the cube of their number.
    private const int EncodingQubits = 256;

    public static Command Create()
    {
        var command = new Command("info", "Show a Hamiltonian's qubits, terms, norm, symmetries and energies.");
        var hamiltonian = new HamiltonianOptions();
        hamiltonian.AddTo(command);
        var json = CommonOptions.Json();
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) =>
        {
            var file = hamiltonian.Read(parsed);
            var sum = file.Sum;
            var (state, energy, vector) = hamiltonian.Prepare(parsed, file, cancellation);
            var encodings = file.TaperedSector is { } tapered ? [(tapered.Mapping, tapered.Order)] : Encodings(sum);
            var sector = file.StateSector ?? Inferred(sum, vector, encodings);
            sector = sum.Qubits <= 64 ? sector?.WithReference(sum) : sector;
            var totalSpin = HamiltonianOptions.TotalSpin(sector, vector);
            var (hartreeFock, cisd) = References(file, sector, vector, state, energy, cancellation);
            var weights = Enumerable.Range(0, sum.Count).GroupBy(i => sum.String(i).Weight).OrderBy(g => g.Key)
                .Select(g => new { Weight = g.Key, Terms = g.Count() }).ToArray();
            var symmetries = Z2Symmetries.Find(sum);
            var identity = sum.IndexOfIdentity();
            var document = new
            {
                file.Format,
                sum.Qubits,
                Terms = sum.Count,
                Identity = identity < 0 ? 0 : sum.Coefficient(identity).Real,
                OneNorm = sum.OneNorm(),
                Weights = weights,
                Z2Symmetries = symmetries.Select(s => s.ToString()),
                ConservesElectronsUnder = encodings.Select(e => new { Mapping = e.Mapping.ToString(), SpinOrder = e.Order.ToString() }),
                Alpha = sector?.Alpha,
                Beta = sector?.Beta,
                Mapping = sector?.Mapping.ToString(),
                SpinOrder = sector?.Order.ToString(),
                Sector = SectorText.Json(sector, sum.Qubits),
                SectorFrom = sector is null ? null : file.StateSector is null ? "ground state" : "file",
                file.EnergyShift,
                StatedEnergies = file.Energies,
                HartreeFock = hartreeFock,
                Cisd = cisd,
                State = state,
                Energy = energy + file.EnergyShift,
                Support = vector?.Support,
                TotalSpin = totalSpin,
            };
            Print(parsed.GetRequiredValue(hamiltonian.File), file, document.OneNorm, weights.Select(w => $"{w.Weight}: {w.Terms}"),
                symmetries, encodings, sector, hartreeFock, cisd, state, document.Energy, vector, totalSpin, parsed.GetValue(json));
            JsonOutput.Write(parsed.GetValue(json), document);
            return Task.FromResult(0);
        });
        return command;
    }

    private static IReadOnlyList<(FermionMapping Mapping, SpinOrder Order)> Encodings(PauliSum sum)
    {
        if (sum.Qubits <= EncodingQubits)
        {
            return ElectronSymmetry.Encodings(sum);
        }

        RunNotes.Add($"Whether electrons are conserved was not looked for: the operator has {sum.Qubits} qubits, more than "
            + $"{EncodingQubits}.");
        return [];
    }

    /// <summary>Hartree-Fock and CISD energies where a state is wanted and they can be had.</summary>
    private static (double? HartreeFock, double? Cisd) References(HamiltonianFile file, ElectronSector? sector, QuantumState? vector,
        string state, double? energy, CancellationToken cancellation)
    {
        if (vector is null)
        {
            return (null, null);
        }

        double? hartreeFock = state is "hf" ? energy : ReferenceStates.HartreeFock(file.Sum, sector, cancellation).Energy;
        double? cisd = sector is null || (state is "hf" && file.Sum.Qubits > CisdQubits) ? null : state is "cisd" ? energy
            : ReferenceStates.Cisd(file.Sum, sector, cancellation).Energy;
        return (hartreeFock + file.EnergyShift, cisd + file.EnergyShift);
    }

    /// <summary>The sector of the ground state, where exactly one encoding conserves electrons, or electrons and total spin.</summary>
    private static ElectronSector? Inferred(PauliSum sum, QuantumState? ground,
        IReadOnlyList<(FermionMapping Mapping, SpinOrder Order)> encodings)
    {
        var fitting = encodings.Count > 1 ? [.. encodings.Where(e => ElectronSymmetry.ConservesTotalSpin(sum, e.Mapping, e.Order))]
            : encodings;
        return ground is not null && fitting.Count == 1 ? ElectronSymmetry.SectorOf(ground, fitting[0].Mapping, fitting[0].Order) : null;
    }

    private static void Print(string path, HamiltonianFile file, double norm, IEnumerable<string> weights,
        IReadOnlyList<PauliString> symmetries, IReadOnlyList<(FermionMapping Mapping, SpinOrder Order)> encodings, ElectronSector? sector,
        double? hartreeFock, double? cisd, string state, double? energy, QuantumState? vector, double? totalSpin, string? json)
    {
        var culture = CultureInfo.InvariantCulture;
        var table = Tables.Create(Path.GetFileName(path), string.Empty, string.Empty);
        void Row(string name, string value) => table.AddRow(Markup.Escape(name), Markup.Escape(value));
        Row("format", file.Format);
        Row("qubits", file.Sum.Qubits.ToString(culture));
        Row("terms, identity included", file.Sum.Count.ToString(culture));
        Row("sum of |c| without identity", norm.ToString("G10", culture));
        Row("terms by weight", string.Join(", ", weights));
        Row("Z2 symmetries", symmetries.Count == 0 ? "none"
            : string.Join(' ', symmetries.Take(6).Select(s => s.Qubits <= 24 ? s.ToString() : $"weight {s.Weight}")));
        Row("conserves electrons and spin as",
            encodings.Count == 0 ? "none of the known encodings" : string.Join("; ", encodings.Select(e => $"{e.Mapping}, {e.Order}")));
        if (sector is not null)
        {
            var source = file.StateSector is null ? ", found in the ground state" : string.Empty;
            Row("electrons (alpha, beta)", $"{sector.Alpha}, {sector.Beta}; {sector.Mapping}, {sector.Order}{source}");
            Row("sector of the energies", SectorText.Electrons(sector));
            foreach (var eigenvalues in SectorText.Symmetries(sector).Chunk(2))
            {
                Row("  tapered to", string.Join(", ", eigenvalues));
            }

            Row("reference, by orbital", SectorText.Reference(sector, file.Sum.Qubits));
        }

        void Energy(string name, double? value)
        {
            if (value is { } e)
            {
                Row(name, SectorText.Energy(e, 10) + " hartree");
            }
        }

        Energy("Hartree-Fock", hartreeFock);
        Energy("CISD", cisd);
        if (state is not ("none" or "hf"))
        {
            Energy(state, energy);
            Row("basis states in it", vector!.Support.ToString(culture));
            if (totalSpin is { } spin)
            {
                Row("its total spin, S(S+1)", Math.Abs(spin).ToString("F4", culture));
            }
        }

        foreach (var (name, value) in file.Energies.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            Energy($"stated in the file: {name}", value);
        }

        Tables.Console(JsonOutput.TakesStandardOutput(json)).Write(table);
    }
}
