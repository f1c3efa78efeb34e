using System.Security.Cryptography;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Reads Hamiltonians in every supported format; the format is found by the content.</summary>
public static class HamiltonianReader
{
    private static readonly string[] Names =
        ["auto", "fcidump", "hdf5", "broombridge", "liquid", "json", "labels", "alternating", "sparse", "openfermion", "fermion", "qiskit",
            "sum"];

    /// <summary>The names that <see cref="HamiltonianReadOptions.Format"/> takes.</summary>
    public static IReadOnlyList<string> FormatNames => Names;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Format, mapping, active space.</param>
    /// <returns>The Hamiltonian and what else the file tells.</returns>
    /// <exception cref="InputException">The file cannot be read; the message names file, line and cause.</exception>
    public static HamiltonianFile Read(string path, HamiltonianReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new HamiltonianReadOptions();
        if (!Names.Contains(options.Format, StringComparer.Ordinal))
        {
            throw new InputException($"Unknown format '{options.Format}': use one of {string.Join(", ", Names)}.");
        }

        if (!(options.Cutoff >= 0 && double.IsFinite(options.Cutoff)))
        {
            throw new InputException(FormattableString.Invariant($"A cutoff of {options.Cutoff}: give an energy of 0 or more."));
        }

        if (options.Frozen < 0 || options.Active < 0)
        {
            throw new InputException($"{options.Frozen} frozen and {options.Active} active orbitals: both are 0 or more.");
        }

        try
        {
            RequireUsable(path, options.MaxBytes);
            if (!GzippedFile.Recognises(path))
            {
                return ReadPlain(path, options);
            }

            using var unpacked = new GzippedFile(path, options.MaxBytes);
            try
            {
                RequireUsable(unpacked.Path, options.MaxBytes);
                return ReadPlain(unpacked.Path, options) with { Sha256 = Hash(path) };
            }
            catch (InputException e) when (unpacked.Rename(e) is var renamed)
            {
                throw renamed;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, 0, "the file cannot be read: " + e.Message, e);
        }
    }

    private static HamiltonianFile ReadPlain(string path, HamiltonianReadOptions options)
    {
        var format = string.Equals(options.Format, "auto", StringComparison.Ordinal) ? FormatDetector.Detect(path) : options.Format;
        if (options.Key is not null && format is not ("hdf5" or "broombridge" or "liquid" or "json"))
        {
            throw new InputException(
                path, 0,
                $"option Key {SumCollector.Short(options.Key)}: a file of format {format} holds one operator only; leave option Key out.");
        }

        var file = NoteComplex(ReadAs(format, path, options));
        return Truncate(FileSector.Apply(file, options, path), options.Cutoff) with { Sha256 = Hash(path) };
    }

    private static HamiltonianFile Truncate(HamiltonianFile file, double cutoff)
    {
        if (cutoff <= 0)
        {
            return file;
        }

        var sum = file.Sum.Truncate(cutoff, out var change);
        return file with
        {
            Sum = sum,
            Notes = [.. file.Notes, sum.Count == file.Sum.Count
                ? FormattableString.Invariant(
                    $"With option Cutoff {cutoff:G4} no term is left out: those of the smallest coefficient sum to more.")
                : FormattableString.Invariant($"By option Cutoff {file.Sum.Count - sum.Count} of {file.Sum.Count} terms are left out, ")
                    + FormattableString.Invariant($"so no energy changes by more than {change:G4}.")],
        };
    }

    internal static HamiltonianFile FromIntegrals(
        string format, MolecularIntegrals integrals, HamiltonianReadOptions options, string path, IReadOnlyList<string>? found = null)
    {
        var notes = new Notes();
        notes.AddRange(found ?? []);
        try
        {
            integrals = WithElectrons(integrals, options, notes);
            if (options is { Frozen: 0, Active: 0 } && options.Proposal?.Invoke(integrals) is { } proposal)
            {
                notes.Add(proposal.Reason);
                options = options with { Frozen = proposal.Frozen, Active = proposal.Active };
            }

            if (options.Frozen != 0 || options.Active != 0)
            {
                integrals = ActiveSpace.Reduce(
                    integrals, options.Frozen, options.Active != 0 ? options.Active : integrals.Orbitals - options.Frozen, notes);
            }
        }
        catch (ArgumentException e)
        {
            throw new InputException(path, 0, e.Message.Split(" (Parameter")[0], e);
        }

        return new HamiltonianFile
        {
            Sum = new FermionEncoding(options.Mapping, 2 * integrals.Orbitals)
                .Encode(FermionOperator.TermsOf(integrals, options.SpinOrder)),
            Format = format,
            Integrals = integrals,
            Sector = new ElectronSector(options.Mapping, options.SpinOrder, integrals.Alpha, integrals.Beta),
            Notes = notes.Sentences,
        };
    }

    private static MolecularIntegrals WithElectrons(MolecularIntegrals integrals, HamiltonianReadOptions options, Notes notes)
    {
        if (options.Electrons is null && options.Spin is null)
        {
            return integrals;
        }

        var electrons = options.Electrons ?? integrals.Electrons;
        var spin = options.Spin ?? ElectronCounts.DefaultSpin(electrons);
        if (options.Spin is null)
        {
            notes.Add($"2 Ms = {spin} was assumed for {electrons} electrons: option Spin is not given.");
        }

        return integrals.WithElectrons(electrons, spin);
    }

    private static HamiltonianFile ReadFcidump(string path, HamiltonianReadOptions options)
    {
        var notes = new Notes();
        var integrals = FcidumpReader.Read(path, options.Electrons, options.Spin, notes);
        return FromIntegrals("fcidump", integrals, options, path, notes.Sentences);
    }

    private static HamiltonianFile ReadAs(string format, string path, HamiltonianReadOptions options) => format switch
    {
        "fcidump" => ReadFcidump(path, options),
        "hdf5" => OpenFermionHdf5.Read(path, options),
        "broombridge" => ReadBroombridge(path, options),
        "liquid" => ReadLiquid(path, options),
        "json" => JsonHamiltonian.Read(path, options),
        "fermion" => FermionText.Read(path, options.Mapping),
        "openfermion" => OpenFermionText.Read(path, options.Mapping, options.Qubits),
        "qiskit" => QiskitText.Read(path),
        "alternating" => PauliText.ReadAlternating(path),
        "sparse" => PauliText.ReadSparse(path, options.Qubits),
        "sum" => SumText.Read(path, options.Qubits),
        _ => PauliText.ReadLabels(path),
    };

    private static HamiltonianFile ReadBroombridge(string path, HamiltonianReadOptions options)
    {
        var notes = new Notes();
        var integrals = Broombridge.Read(path, options.Key, notes);
        return FromIntegrals("broombridge", integrals, options, path, notes.Sentences);
    }

    private static HamiltonianFile ReadLiquid(string path, HamiltonianReadOptions options)
    {
        var notes = new Notes();
        var integrals = LiquidFile.Read(path, options.Key, notes);
        var file = FromIntegrals("liquid", integrals, options, path, notes.Sentences);
        return options.Electrons is null ? file with { Sector = null } : file;
    }

    private static HamiltonianFile NoteComplex(HamiltonianFile file)
    {
        if (file.Sum.IsReal)
        {
            return file;
        }

        var complex = 0;
        foreach (var part in file.Sum.ImaginaryParts)
        {
            complex += part != 0 ? 1 : 0;
        }

        return file with
        {
            Notes =
                [.. file.Notes,
                    $"{complex} of {file.Sum.Count} coefficients are complex, so the operator is not Hermitian: no state is prepared, " +
                    $"and the costs of groupings count the moduli of the coefficients."],
        };
    }

    private static void RequireUsable(string path, long maxBytes)
    {
        if (Directory.Exists(path))
        {
            throw new InputException(path, 0, "this is a folder; name a file.");
        }

        var info = new FileInfo(path);
        if (!info.Exists)
        {
            throw new InputException(path, 0, "there is no such file.");
        }

        if (info.Length == 0)
        {
            throw new InputException(path, 0, "the file is empty.");
        }

        using (var stream = File.OpenRead(path))
        {
            if (!stream.CanSeek)
            {
                throw new InputException(path, 0, "this is a pipe, which can be read only once: save it to a file and name that.");
            }
        }

        if (info.Length > maxBytes)
        {
            throw new InputException(
                path, 0,
                FormattableString.Invariant($"the file has {info.Length / 1e9:0.0} GB; at most {maxBytes / 1e9:0.0} GB are read."));
        }
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
