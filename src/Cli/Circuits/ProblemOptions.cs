using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Quiver.Circuits.Classification;
using Quiver.Circuits.Design;
using Quiver.Circuits.Graphs;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Problems;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;

namespace Quiver.Cli.Circuits;

/// <summary>What circuits are for: a Hamiltonian's file, or a problem by its prefix.</summary>
internal sealed class ProblemOptions
{
    // Up to this many qubits a molecule is taken whole; above it the core is frozen, and no more orbitals than these are kept.
    private const int WholeQubits = 10;
    private const int MostOrbitals = 8;

    // Encodings of rows are compared where they take at most so many qubits.
    private const int MostChoiceQubits = 6;

    private static readonly string[] Tables = [".csv", ".tsv", ".csv.gz", ".tsv.gz"];

    private readonly HamiltonianOptions hamiltonian = new()
    {
        File = new Argument<string>("PROBLEM")
        {
            Description =
                "A Hamiltonian's file (any format of 'quiver group'); maxcut:FILE or maxcut:regular:VERTICES:DEGREE:SEED; " +
                "classify:FILE[:CLASSES] as in classify:data/classification/digits.csv.gz:0,1, or a CSV file; state:FILE, state:ghz:N or state:w:N; " +
                "unitary:FILE or unitary:qft:N.",
        },
    };

    private readonly Option<string> encoding = new("--encoding")
    {
        Description =
            "Rows of data as amplitude, angle, components (a constant and principal components of standardised features as amplitudes), " +
            "covariance (of the features as they are) or none (features enter by gates alone, as by --reuploading), for classify; auto: " +
            "what short circuits classify best by, in cross-validation on the training rows.",
    };
    private readonly Option<bool> reuploading = new("--reuploading")
    {
        Description =
            "For classify: data re-uploading. Rotations may turn by a fitted weight times a feature of the row, anywhere in the circuit " +
            "(standardised features, or the leading principal components of more than 15). Always so with --encoding none.",
    };
    private readonly Option<int> qubits = new("--qubits")
    {
        Description = "Qubits for classify; 0 for what the features need.",
        HelpName = "N",
    };
    private readonly Option<string> penalty = new("--penalty")
    {
        Description =
            "Weight in hartree of (N_alpha - a)^2 + (N_beta - b)^2, for files that state their electrons: auto (what keeps the file's " +
            "sector lowest, 0 where it is anyway) or a number.",
        DefaultValueFactory = _ => "auto",
        HelpName = "W",
    };
    private readonly Option<string> graphFormat = new("--graph-format")
    {
        Description =
            "Format of a graph's file: auto (the whole file decides), edges, gset, dimacs, metis, matrix, adjacency or matrix-market.",
        DefaultValueFactory = _ => "auto",
    };
    private readonly Option<double> testShare = new("--test-share")
    {
        Description = "Share of test rows, for classify.",
        DefaultValueFactory = _ => 0.3,
        HelpName = "X",
    };

    /// <summary>Whether larger molecules are cut to a space that the program proposes, where the user names none.</summary>
    public bool ProposesSpace { get; init; }

    public void AddTo(Command command)
    {
        encoding.DefaultValueFactory = _ => ProposesSpace ? "auto" : "amplitude";
        encoding.AcceptOnlyFromAmong(ProposesSpace ? ["auto", "amplitude", "angle", "components", "covariance", "none"]
            : ["amplitude", "angle", "components", "covariance"]);
        graphFormat.AcceptOnlyFromAmong("auto", "edges", "gset", "dimacs", "metis", "matrix", "adjacency", "matrix-market");
        hamiltonian.AddTo(command, withState: false);
        command.Options.Add(penalty);
        command.Options.Add(graphFormat);
        command.Options.Add(encoding);
        command.Options.Add(qubits);
        command.Options.Add(testShare);
        if (ProposesSpace)
        {
            command.Options.Add(reuploading);
        }
    }

    /// <summary>Whether gates may turn by the features of rows.</summary>
    public bool Reuploads(ParseResult parsed, CircuitProblem problem) =>
        (ProposesSpace && parsed.GetValue(reuploading)) || problem is ClassificationProblem { Encoding: DataEncoding.None };

    /// <summary>The text that names the problem.</summary>
    public string Text(ParseResult parsed) => parsed.GetRequiredValue(hamiltonian.File);

    public (CircuitProblem Problem, HamiltonianFile? File) Read(
        ParseResult parsed, string? noise, int seed, CancellationToken cancellation, string? path = null)
    {
        var text = path ?? Text(parsed);
        try
        {
            var (problem, file) = Problem(parsed, text, seed, cancellation);
            if (noise is null)
            {
                return (problem, file);
            }

            if (problem is not ObservableProblem observable)
            {
                throw new InputException("--noise goes with Hamiltonians and Max-Cut.");
            }

            var device = DeviceProfileReader.Read(noise);
            RunEnvelope.Read(noise);
            RunNotes.AddRange(device.Notes);
            return (new NoisyProblem(observable, device), file);
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{text}: {ExceptionText.WithoutParameter(e)}");
        }
    }

    private (CircuitProblem Problem, HamiltonianFile? File) Problem(
        ParseResult parsed, string text, int seed, CancellationToken cancellation)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, rest) = colon > 1 ? (text[..colon], text[(colon + 1)..]) : (string.Empty, text);
        if (IsTable(text))
        {
            (kind, rest) = ("classify", text);
            RunNotes.Add($"{text} was read as a table of rows to classify, as by classify:{text}.");
        }

        RefuseWithoutEffect(parsed, kind);
        switch (kind)
        {
            case "maxcut":
                return (MaxCut(parsed, rest), null);
            case "classify":
                return (Classification(parsed, rest, seed, cancellation), null);
            case "state":
                return (Noted(FidelityProblem.State(rest, Target(rest))), null);
            case "unitary" when Named(rest, "qft", 8) is { } n:
                return (FidelityProblem.Unitary(rest, NamedTargets.Qft(n)), null);
            case "unitary":
                var (matrix, tolerance) = TargetReader.ReadUnitary(rest);
                RunEnvelope.Read(rest);
                return (Noted(FidelityProblem.Unitary(rest, matrix, tolerance)), null);
            default:
                var file = hamiltonian.Read(parsed, text, ProposesSpace ? Proposed : null);
                if (!file.Sum.IsReal)
                {
                    throw new InputException($"{text}: the operator has complex coefficients, so it has no ground state.");
                }

                if (file.StateSector is null)
                {
                    parsed.RefuseWithoutEffect(penalty, "on a file that states no electrons");
                }

                var molecule = GroundStateProblem.Create(
                    Path.GetFileNameWithoutExtension(text), file, exact: true, Weight(parsed.GetRequiredValue(penalty)), cancellation);
                RunNotes.AddRange(molecule.Notes);
                return (molecule, file);
        }
    }

    // No Hamiltonian is a CSV file; a class list may follow behind a colon.
    private static bool IsTable(string text)
    {
        var colon = text.LastIndexOf(':');
        var path = colon > 1 && !File.Exists(text) ? text[..colon] : text;
        return !text.StartsWith("classify:", StringComparison.Ordinal) && !text.StartsWith("maxcut:", StringComparison.Ordinal)
            && Tables.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)) && File.Exists(path);
    }

    // A larger molecule without its core; null where nothing is to be chosen.
    internal static ActiveSpaceProposal? Proposed(MolecularIntegrals integrals) =>
        2 * integrals.Orbitals <= WholeQubits ? null : ActiveSpaceProposal.Create(integrals, MostOrbitals);

    // Every option belongs to one kind of problem.
    private void RefuseWithoutEffect(ParseResult parsed, string kind)
    {
        var known = kind is "maxcut" or "classify" or "state" or "unitary";
        if (known)
        {
            foreach (var option in new Option[] { hamiltonian.Format, hamiltonian.Mapping, hamiltonian.Order, hamiltonian.Frozen, hamiltonian.Active, hamiltonian.Taper, penalty })
            {
                parsed.RefuseWithoutEffect(option, $"on {kind}: problems");
            }
        }

        foreach (var option in kind is "classify" ? [] : new Option[] { encoding, qubits, testShare, reuploading })
        {
            parsed.RefuseWithoutEffect(option, "but for classify: problems");
        }

        if (kind is not "maxcut")
        {
            parsed.RefuseWithoutEffect(graphFormat, "but for maxcut: problems");
        }
    }

    private MaxCutProblem MaxCut(ParseResult parsed, string text)
    {
        if (!text.StartsWith("regular:", StringComparison.Ordinal))
        {
            var format = parsed.GetRequiredValue(graphFormat).Replace("-", string.Empty, StringComparison.Ordinal);
            var file = GraphReader.ReadFile(text, Enum.Parse<GraphFormat>(format, ignoreCase: true));
            RunEnvelope.Read(text);
            RunNotes.AddRange(file.Notes);
            return MaxCutProblem.Create(Path.GetFileNameWithoutExtension(text), file.Graph, names: file.Names);
        }

        parsed.RefuseWithoutEffect(graphFormat, "on a graph that is drawn at random");

        var numbers = text.Split(':').Skip(1)
            .Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v : -1).ToArray();
        return numbers.Length == 3 && numbers.All(v => v >= 0)
            ? MaxCutProblem.Create(text, RegularGraph.Create(numbers[0], numbers[1], numbers[2]))
            : throw new InputException($"'{text}' is not regular:VERTICES:DEGREE:SEED, for example regular:12:3:0.");
    }

    private ClassificationProblem Classification(ParseResult parsed, string text, int seed, CancellationToken cancellation)
    {
        // A file of that very name, or a file and, behind the last colon, classes.
        var colon = File.Exists(text) ? -1 : text.LastIndexOf(':');
        var path = colon > 1 ? text[..colon] : text;
        var data = ClassificationReader.Read(path);
        RunEnvelope.Read(path);
        RunNotes.AddRange(data.Notes);
        if (colon > 1)
        {
            data = data.Named(text[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        var (form, count, share) = (parsed.GetRequiredValue(encoding), parsed.GetValue(qubits), parsed.GetValue(testShare));
        var uploads = ProposesSpace && parsed.GetValue(reuploading);
        if (!Enum.TryParse<DataEncoding>(form, ignoreCase: true, out var kind))
        {
            return Encoded(data, uploads, count, share, seed, cancellation);
        }

        return ClassificationProblem.Create(data, kind, count, share, seed);
    }

    // The encoding that short circuits classify best by, among those of few qubits.
    private static ClassificationProblem Encoded(
        ClassificationData data, bool uploads, int qubits, double testShare, int seed, CancellationToken cancellation)
    {
        var candidates = new List<ClassificationProblem>();
        ArgumentException? refused = null;
        DataEncoding[] encodings =
            [DataEncoding.Components, DataEncoding.Covariance, DataEncoding.Amplitude, DataEncoding.Angle, DataEncoding.None];
        foreach (var encoding in encodings)
        {
            try
            {
                candidates.Add(ClassificationProblem.Create(data, encoding, qubits, testShare, seed));
            }
            catch (ArgumentException e)
            {
                refused ??= e;
            }
        }

        var few = candidates.Where(static c => c.Qubits <= MostChoiceQubits).ToList();
        if (few.Count < 2)
        {
            var only = few.Count == 1 ? few[0] : candidates.MinBy(static c => c.Qubits) ?? throw refused!;
            RunNotes.Add($"Rows are encoded as {Name(only)} on {only.Qubits} qubits; --encoding chooses otherwise.");
            return only;
        }

        var (best, accuracies) = ClassifierDesigner.Encoding(
            few, new DesignOptions { Seed = seed, Journal = RunFolder.Journal.Part("encoding") }, uploads, cancellation);
        var table = string.Join(
            ", ", few.Zip(accuracies, (c, a) => string.Create(CultureInfo.InvariantCulture, $"{Name(c)} {100 * a:0.0} %")));
        RunNotes.Add(
            $"Rows are encoded as {Name(best)} on {best.Qubits} qubits (3-fold accuracy of up to 16 angles on the training rows: {table}); " +
            $"--encoding chooses otherwise.");
        return best;

        static string Name(ClassificationProblem p) => p.Encoding.ToString().ToLowerInvariant();
    }

    private static double? Weight(string text) => text switch
    {
        "auto" => null,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var w) && double.IsFinite(w) && w >= 0 => w,
        _ => throw new InputException($"--penalty is auto or a weight of at least 0 in hartree, not '{text}'."),
    };

    // A state by its name, or from a file.
    private static Complex[] Target(string text)
    {
        if (Named(text, "ghz", 12) is { } g)
        {
            return NamedTargets.Ghz(g);
        }

        if (Named(text, "w", 12) is { } w)
        {
            return NamedTargets.W(w);
        }

        var state = TargetReader.ReadState(text);
        RunEnvelope.Read(text);
        return state;
    }

    private static FidelityProblem Noted(FidelityProblem problem)
    {
        RunNotes.AddRange(problem.Notes);
        return problem;
    }

    private static int? Named(string text, string name, int most)
    {
        if (!text.StartsWith(name + ":", StringComparison.Ordinal))
        {
            return null;
        }

        return int.TryParse(text.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= most
            ? n
            : throw new InputException($"'{text}' needs a number of qubits from 1 to {most}, as in {name}:3.");
    }
}
