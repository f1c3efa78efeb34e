using System.CommandLine;
using Quiver.Circuits.Gates;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.States;

namespace Quiver.Cli.Grouping;

/// <summary>The options with which every command reads a Hamiltonian and prepares its state.</summary>
internal sealed class HamiltonianOptions
{
    private static readonly string[] Mappings = ["jw", "parity", "bk"];
    private static readonly string[] Orders = ["interleaved", "blocked"];
    private static readonly string[] States = ["auto", "fci", "sci", "cisd", "hf", "none"];

    // With electron numbers known the sector is small; without them all basis states are scanned.
    private const int AutoQubits = 20;
    private const double AutoDeterminants = 100_000;

    // Terms of S² times basis states: above this S² would cost seconds.
    private const long MaxSpinWork = 20_000_000;

    public Argument<string> File { get; init; } = new("FILE")
    {
        Description = "The Hamiltonian: FCIDUMP, Pauli text or JSON, OpenFermion, Qiskit, HDF5, Broombridge.",
    };

    public Option<string> Format { get; } = new("--format")
    {
        Description = "Force a file format instead of finding it by content.",
        DefaultValueFactory = _ => "auto",
    };

    public Option<string> Mapping { get; } = new("--mapping")
    {
        Description = "jw, parity or bk, for files of integrals or fermions.",
        DefaultValueFactory = _ => "jw",
    };

    public Option<string> Order { get; } = new("--spin-order")
    {
        Description = "interleaved or blocked, for files of integrals.",
        DefaultValueFactory = _ => "interleaved",
    };

    public Option<int> Frozen { get; } = new("--frozen")
    {
        Description = "Orbitals to freeze, lowest energy in the reference determinant first.",
        HelpName = "N",
    };

    public Option<int> Active { get; } = new("--active")
    {
        Description = "Active orbitals after the frozen ones; 0 for all.",
        HelpName = "N",
    };

    public Option<string> Taper { get; } = new("--taper")
    {
        Description =
            "none, parity (drop the two electron-parity qubits) or all (every diagonal Z2 symmetry, in the sector of the lowest state " +
            "with the file's electrons).",
        DefaultValueFactory = _ => "none",
    };

    public Option<int?> Electrons { get; } = new Option<int?>("--electrons")
    {
        Description = "Number of electrons, for files that do not state it, or instead of the file's.",
        HelpName = "N",
    }.Between(0, 10_000);

    public Option<int?> Spin { get; } = new Option<int?>("--ms2")
    {
        Description = "2 Ms, alpha less beta electrons, for files that do not state it, or instead of the file's.",
        HelpName = "N",
    }.Between(-10_000, 10_000);

    public Option<string?> Key { get; } = new("--key")
    {
        Description = "Which operator of a file that holds several: a data set's name (HamLib) or a number from 1 (Broombridge, LIQUi|>).",
        HelpName = "KEY",
    };

    public Option<string[]> Symmetry { get; } = new("--symmetry")
    {
        Description = "With --taper all: eigenvalue of a Pauli string that commutes with every term, for example ZIZI=-1; may be repeated.",
        HelpName = "STRING=+1|-1",
        DefaultValueFactory = _ => [],
    };

    public Option<double> Cutoff { get; } = new Option<double>("--cutoff")
    {
        Description = "Leave out the smallest terms as long as no energy can change by more than this (in hartree for molecules).",
        HelpName = "ENERGY",
        DefaultValueFactory = _ => 0,
    }.Between(0, 1e6);

    public Option<string> State { get; } = new("--state")
    {
        Description = "State whose covariances count: hf, cisd, sci (selected CI), fci, none, or auto (fci up to 20 qubits or for small "
            + "sectors, sci for larger molecules).",
        DefaultValueFactory = _ => "auto",
    };

    public void AddTo(Command command, bool withState = true)
    {
        Choices(Format, HamiltonianReader.FormatNames);
        Choices(Mapping, Mappings);
        Choices(Order, Orders);
        Choices(State, States);
        Choices(Taper, ["none", "parity", "all"]);
        command.Arguments.Add(File);
        foreach (var option in new Option[] { Format, Key, Mapping, Order, Frozen, Active, Electrons, Spin, Taper, Symmetry, Cutoff })
        {
            command.Options.Add(option);
        }

        if (withState)
        {
            command.Options.Add(State);
        }
    }

    /// <summary>Reads the file; with a proposal of orbitals where the user names none.</summary>
    public HamiltonianFile Read(ParseResult parsed, string? path = null, Func<MolecularIntegrals, ActiveSpaceProposal?>? proposal = null)
    {
        var mapping =
            parsed.GetRequiredValue(Mapping) switch
            {
                "parity" =>
                FermionMapping.Parity,
                "bk" => FermionMapping.BravyiKitaev,
                _ => FermionMapping.JordanWigner
            };
        var order = string.Equals(parsed.GetRequiredValue(Order), "blocked", StringComparison.Ordinal)
            ? SpinOrder.Blocked
            : SpinOrder.Interleaved;
        foreach (var option in new[] { Frozen, Active })
        {
            if (parsed.GetValue(option) is < 0 and var given)
            {
                throw new InputException($"{option.Name} {given} is out of range: give a number of orbitals from 0.");
            }
        }

        var file = HamiltonianReader.Read(path ?? parsed.GetRequiredValue(File), new HamiltonianReadOptions
        {
            Format = parsed.GetRequiredValue(Format),
            Key = parsed.GetValue(Key),
            Mapping = mapping,
            SpinOrder = order,
            EncodedMapping = parsed.IsGiven(Mapping) ? mapping : null,
            EncodedOrder = parsed.IsGiven(Order) ? order : null,
            Frozen = parsed.GetValue(Frozen),
            Active = parsed.GetValue(Active),
            Proposal = parsed.IsGiven(Frozen) || parsed.IsGiven(Active) || parsed.IsGiven(Taper) ? null : proposal,
            Cutoff = parsed.GetValue(Cutoff),
            Electrons = parsed.GetValue(Electrons),
            Spin = parsed.GetValue(Spin),
            Symmetries =
                [.. (parsed.GetValue(Symmetry) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries))
                    .Select(ParseSymmetry)],
            Tapering =
                parsed.GetRequiredValue(Taper) switch
                {
                    "parity" =>
                    TaperingChoice.ElectronParities,
                    "all" => TaperingChoice.AllSymmetries,
                    _ => TaperingChoice.None
                },
        });
        RunEnvelope.Read(path ?? parsed.GetRequiredValue(File));
        RunNotes.AddRange(file.Notes);
        RefuseIdle(parsed, file);
        return file;
    }

    /// <summary>Refuses options that cannot matter for a file without orbitals, or without fermions.</summary>
    private void RefuseIdle(ParseResult parsed, HamiltonianFile file)
    {
        if (file.Integrals is not null)
        {
            return;
        }

        var kind = $"on a file of format {file.Format}, which";
        parsed.RefuseWithoutEffect(Frozen, $"{kind} holds no orbitals");
        parsed.RefuseWithoutEffect(Active, $"{kind} holds no orbitals");
        if (!parsed.IsGiven(Electrons) && !parsed.IsGiven(Spin))
        {
            parsed.RefuseWithoutEffect(Order, $"{kind} holds no orbitals (with --electrons it says how the file was encoded)");
            if (file.Format is not "fermion")
            {
                parsed.RefuseWithoutEffect(Mapping, $"{kind} holds qubits already (with --electrons it says how the file was encoded)");
            }
        }
    }

    private static (string Label, bool Negative) ParseSymmetry(string text)
    {
        var parts = text.Split('=', StringSplitOptions.TrimEntries);
        return parts is [{ Length: > 0 } label, "+1" or "1" or "+"] ? (label, false)
            : parts is [{ Length: > 0 } other, "-1" or "-"] ? (other, true)
            : throw new InputException($"--symmetry '{text}': write a Pauli string and its eigenvalue, for example ZIZI=-1.");
    }

    /// <summary>The state asked for: its name, energy and amplitudes; none for operators that are not Hermitian.</summary>
    public (string Name, double? Energy, QuantumState? State) Prepare(
        ParseResult parsed, HamiltonianFile file, CancellationToken cancellation)
    {
        return Prepare(parsed.GetRequiredValue(State), file, cancellation);
    }

    /// <summary>The same for a state named otherwise: hf, cisd, sci, fci, none or auto.</summary>
    public static (string Name, double? Energy, QuantumState? State) Prepare(
        string name, HamiltonianFile file, CancellationToken cancellation, SelectedCiOptions? selection = null)
    {
        if (string.Equals(name, "auto", StringComparison.Ordinal))
        {
            name = Automatic(file);
        }

        if (string.Equals(name, "none", StringComparison.Ordinal))
        {
            return (name, null, null);
        }

        if (!file.Sum.IsReal)
        {
            throw new InputException("The operator has complex coefficients, so it has no ground state; use --state none.");
        }

        try
        {
            var (energy, state) = name switch
            {
                "hf" => HartreeFock(file, cancellation),
                "sci" => Selected(file, selection, cancellation),
                "cisd" => ReferenceStates.Cisd(
                    file.Sum,
                    file.StateSector ?? throw new InputException(
                        "CISD needs the number of electrons, which this file does not state; give --electrons and --ms2, or use --state " +
                        "fci or hf."),
                    cancellation),
                _ => GroundState.Find(file.Sum, file.StateSector, cancellation),
            };
            if (name is "fci" && file.StateSector is null)
            {
                RunNotes.Add(
                    "The file states no electrons: the state is the lowest of all; --electrons and --ms2 name a sector where the " +
                    "operator is a molecule's.");
            }

            if (name is "fci" && file.StateSector is { } sector && TotalSpin(sector, state) is { } spin
                && spin > Math.Abs(sector.Spin) / 2.0 * (Math.Abs(sector.Spin) / 2.0 + 1) + 0.5)
            {
                RunNotes.Add(FormattableString.Invariant($"The lowest state with 2 Sz = {sector.Spin} belongs to a higher multiplet, ")
                    + FormattableString.Invariant($"S(S+1) = {spin:F2}: the file's sector fixes Sz, not S."));
            }

            if (name is "fci" && file.SymmetryNote(state) is { } symmetry)
            {
                RunNotes.Add(symmetry);
            }

            return (name, energy, state);
        }
        catch (ArgumentException e)
        {
            throw new InputException(e.Message.Split(" (Parameter")[0]);
        }
    }

    /// <summary>Exact where that is small, selected CI for larger molecules, no state for larger operators without electrons.</summary>
    public static string Automatic(HamiltonianFile file)
    {
        var qubits = file.Sum.Qubits;
        if (!file.Sum.IsReal || qubits <= AutoQubits)
        {
            return file.Sum.IsReal ? "fci" : "none";
        }

        if (qubits <= 64 && file.StateSector is { } sector)
        {
            return sector.Size(qubits) <= AutoDeterminants ? "fci" : "sci";
        }

        RunNotes.Add($"No state is prepared for {qubits} qubits without electron numbers (auto stops at {AutoQubits}): costs are bounds "
            + "without covariances; --electrons, or --state hf, sci or fci, names one.");
        return "none";
    }

    private static (double Energy, QuantumState State) Selected(
        HamiltonianFile file, SelectedCiOptions? selection, CancellationToken cancellation)
    {
        using var progress = new ConsoleProgress();
        var found = SelectedCi.Find(file.Sum, file.StateSector, selection, progress, cancellation);
        RunNotes.Add(found.IsComplete
            ? $"Selected CI: the reference's symmetry has {found.Determinants} determinants in all: the energy is exact within it."
            : $"Selected CI: {found.Determinants} determinants of the reference's symmetry. What they leave out is estimated at "
                + $"{SectorText.Energy(found.Correction, 6)} hartree (second order), so the exact energy at "
                + $"{SectorText.Energy(found.Energy + found.Correction + file.EnergyShift, 6)}.");
        return (found.Energy, found.State);
    }

    /// <summary>S(S+1) in a state of a known sector: with Sz = 0 it may be a triplet's. Null where it would take long.</summary>
    public static double? TotalSpin(ElectronSector? sector, QuantumState? state)
    {
        if (sector is null || state is null)
        {
            return null;
        }

        var spin = ElectronSymmetry.TotalSpin(state.Qubits, sector);
        return (long)spin.Count * state.Support <= MaxSpinWork ? state.Expectation(spin) : null;
    }

    /// <summary>What is to be grouped: the terms without the identity, and their covariances in the state.</summary>
    /// <param name="hasTables">Whether the covariances of all pairs may be kept.</param>
    public static GroupingProblem Problem(
        HamiltonianFile file, string rule, QuantumState? state, CancellationToken cancellation, bool hasTables = true)
    {
        var terms = file.Sum.WithoutIdentity(out _);
        try
        {
            var parsed = ParseRule(rule);
            if (state is not null && (!hasTables || terms.Count > TermCovariance.MaxTerms) && parsed != CommutationRule.Anticommuting)
            {
                RunNotes.Add($"{terms.Count} terms: covariances are worked out part by part, where they are asked for.");
                return GroupingProblem.InState(terms, parsed, state);
            }

            return new GroupingProblem(terms, parsed, state is null ? null
                : parsed == CommutationRule.Anticommuting ? TermCovariance.OfAnticommuting(terms, state)
                : state.Covariance(terms, cancellation));
        }
        catch (ArgumentException e)
        {
            throw new InputException(e.Message.Split(" (Parameter")[0]);
        }
    }

    /// <summary>The Hartree-Fock determinant, or the lowest basis state of an operator without electrons.</summary>
    private static (double Energy, QuantumState State) HartreeFock(HamiltonianFile file, CancellationToken cancellation)
    {
        if (file.StateSector is null && file.Sum.Qubits <= 64)
        {
            var (index, proven) = LowestBasisState.Find(file.Sum, cancellation);
            RunNotes.Add("The file states no electrons: hf is the basis state of lowest diagonal energy"
                + (proven ? "." : ", as far as descent from 64 starts finds it."));
            var state = QuantumState.BasisState(file.Sum.Qubits, index);
            return (state.Expectation(file.Sum), state);
        }

        return ReferenceStates.HartreeFock(file.Sum, file.StateSector, cancellation);
    }

    public static CommutationRule ParseRule(string rule) =>
        rule switch
        {
            "qwc" => CommutationRule.QubitWise,
            "anticommuting" => CommutationRule.Anticommuting,
            _ => CommutationRule.FullyCommuting,
        };

    /// <summary>The option --rule.</summary>
    /// <param name="anticommuting">Whether groups of anticommuting terms, measured by unitary partitioning, are offered too.</param>
    public static Option<string> RuleOption(bool anticommuting = false)
    {
        var option = new Option<string>("--rule")
        {
            Description = anticommuting
                ? "fc (fully commuting), qwc (qubit-wise commuting) or anticommuting (each group one rotated string, unitary partitioning)."
                : "fc (fully commuting) or qwc (qubit-wise commuting).",
            DefaultValueFactory = _ => "fc",
        };
        Choices(option, anticommuting ? ["fc", "qwc", "anticommuting"] : ["fc", "qwc"]);
        return option;
    }

    /// <summary>The option --coupling of measurement circuits.</summary>
    public static Option<string?> CouplingOption() => new("--coupling")
    {
        Description = "Coupling map of the measurement circuits: line, ring, grid:RxC or pairs such as 0-1,1-2.",
        HelpName = "MAP",
    };

    /// <summary>The map of --coupling for so many qubits; null where none is given. A rule whose circuits it cannot change refuses
    /// it.</summary>
    public static CouplingMap? ParseCoupling(ParseResult parsed, Option<string?> coupling, string rule, int qubits)
    {
        if (parsed.GetValue(coupling) is not { } text)
        {
            return null;
        }

        if (rule is not "fc")
        {
            parsed.RefuseWithoutEffect(coupling, rule is "qwc"
                ? "with --rule qwc, whose circuits have no two-qubit gates" : "with --rule anticommuting, whose rotations are not routed");
        }

        try
        {
            var map = CouplingMap.Parse(text, qubits);
            return map.Qubits != qubits
                ? throw new InputException($"--coupling {text}: the map has {map.Qubits} qubits, the operator {qubits}.")
                : Enumerable.Range(0, qubits).FirstOrDefault(q => map.Part(q) != map.Part(0)) is > 0 and var apart
                ? throw new InputException($"--coupling {text}: the map does not connect qubits 0 and {apart}.")
                : map;
        }
        catch (FormatException e)
        {
            throw new InputException($"--coupling: {e.Message}");
        }
    }

    private static void Choices(Option<string> option, IReadOnlyList<string> values) => option.AcceptOnlyFromAmong([.. values]);
}
