using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Circuits.Measurement.Joint;
using Quiver.Circuits.QSharp;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Grouping.Splitting;
using Quiver.Hamiltonians.States;
using Quiver.LearnedGrouping;

namespace Quiver.Cli.Measuring;

/// <summary>Options of <c>quiver measure</c>.</summary>
internal sealed class MeasureOptions
{
    private static readonly string[] Groupings = ["si", "varsi", "lf", "rlf", "dsatur", "gis", "annealing", "gflownet"];
    private static readonly string[] Estimators =
        ["grouped", "split", "shadows", "lbcs", "derandomized", "adaptive", "ogm", "shadowgrouping", "quiver"];

    public Option<string> State { get; } = new("--state")
    {
        Description = "ground, hf, or a circuit's file (OpenQASM) that prepares the state.",
        DefaultValueFactory = _ => "ground",
        HelpName = "ground|hf|CIRCUIT",
    };

    public Option<string> Estimator { get; } = Choice(
        "--estimator", "How shots are spent: " + string.Join(", ", Estimators) + ".", "grouped", Estimators);

    public Option<string> Method { get; } = Choice(
        "--method", "Grouping of grouped, split and quiver: " + string.Join(", ", Groupings) + ".", "annealing", Groupings);

    public Option<string> Rule { get; } = HamiltonianOptions.RuleOption(anticommuting: true);

    public Option<double> Time { get; } = Durations.Option("--time", 4, "Time budget of the grouping's search.");

    public Option<int> Shots { get; } = new("--shots") { Description = "Shots in all.", DefaultValueFactory = _ => 10_000, HelpName = "N" };

    public Option<double> TargetError { get; } = new("--target-error")
    {
        Description = "Take as many shots as this standard error needs (operator's unit), instead of --shots.",
        HelpName = "E",
    };

    public Option<double> Within { get; } = new Option<double>("--within")
    {
        Description =
            "Measure in rounds until the energy is within this of the truth with --confidence (operator's unit); --shots is then the most.",
        HelpName = "E",
    }.Above(0, 1e9);

    public Option<double> Confidence { get; } = new Option<double>("--confidence")
    {
        Description = "With --within: chance that the energy is within it.",
        DefaultValueFactory = _ => 0.95,
        HelpName = "P",
    }.Between(0.5, 0.999999);

    public Option<string> Share { get; } = Choice(
        "--share", "How groups share shots: optimal, norm or uniform.", "optimal", ["optimal", "norm", "uniform"]);

    public Option<string> Prior { get; } = Choice(
        "--prior", "State whose covariances guide splits and shots: auto (the measured state), cisd, hf, or none.", "auto",
        ["auto", "cisd", "hf", "none"]);

    public Option<string> Simulator { get; } = Choice("--simulator", "native or qsharp.", "native", [.. SimulatorFactory.Names]);

    public Option<string?> Noise { get; } = new("--noise")
    {
        Description = "A device profile (JSON): its noise acts on preparation, circuits and readout.",
        HelpName = "FILE",
    };

    public Option<string> Mitigate { get; } = Choice(
        "--mitigate", "none, or readout: undo the profile's readout errors in the mean.", "none", ["none", "readout"]);

    public Option<string?> Coupling { get; } = HamiltonianOptions.CouplingOption();

    public Option<string?> Front { get; } = new("--front")
    {
        Description = "A front that bench measure --front wrote for this operator: measure the groups that suit --prefer best.",
        HelpName = "FILE",
    };

    public Option<string> Prefer { get; } = new("--prefer")
    {
        Description = "With --front: weights of shots, groups and two-qubit gates, each in units of what sorted insertion needs.",
        DefaultValueFactory = _ => "1,1,1",
        HelpName = "S,G,T",
    };

    public Option<int> Repeat { get; } = new Option<int>("--repeat")
    {
        Description = "Repeat the whole estimate with further seeds and print the root mean square error.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    }.Between(1, 100_000);

    public Option<string?> Counts { get; } = new("--counts")
    {
        Description = "Folder with measurement.json and one counts file per group (NAME.json): evaluate it instead of simulating.",
        HelpName = "FOLDER",
    };

    public Option<string> BitOrder { get; } = Choice(
        "--bit-order", "Bit strings of --counts: right (qubit 0 rightmost, Qiskit) or left.", "right", ["right", "left"]);

    public Option<int> Seed { get; } = CommonOptions.Seed();

    public Option<string?> Json { get; } = CommonOptions.Json();

    public Option<string?> Output { get; } = new("--out")
    {
        Description = "Folder for the circuits (OpenQASM 3, Q#) with the state's preparation, and the recipe.",
        HelpName = "FOLDER",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            State, Estimator, Method, Rule, Time, Shots, TargetError, Within, Confidence, Share, Prior, Simulator, Noise, Mitigate,
            Coupling, Front, Prefer, Repeat, Counts, BitOrder, Seed, Json, Output,
        })
        {
            command.Options.Add(option);
        }
    }

    public DiagonalizationOptions Circuits(ParseResult parsed, int qubits) => new()
    {
        Seed = parsed.GetValue(Seed),
        Coupling = HamiltonianOptions.ParseCoupling(parsed, Coupling, parsed.GetRequiredValue(Rule), qubits),
    };

    public QuantumState? PriorOf(ParseResult parsed, MeasuredStateChoice state, HamiltonianFile file, CancellationToken cancellation) =>
        parsed.GetRequiredValue(Prior) switch
        {
            "auto" => state.State,
            var name => HamiltonianOptions.Prepare(name, file, cancellation).State,
        };

    /// <summary>The estimator and its design for the shots or the error asked for.</summary>
    public (IEnergyEstimator Estimator, MeasurementDesign Design) Design(
        ParseResult parsed, EstimationProblem problem, HamiltonianFile file, IProgress<ProgressReport> progress,
        CancellationToken cancellation)
    {
        var name = parsed.GetRequiredValue(Estimator);
        var grouped = name is "grouped" or "split" or "quiver";
        var front = parsed.GetValue(Front);
        if (front is null)
        {
            parsed.RefuseWithoutEffect(Prefer, "without --front");
        }

        foreach (var option in front is null ? [] : new Option[] { Estimator, Method, Rule, Time })
        {
            parsed.RefuseWithoutEffect(option, "with --front, which names the groups");
        }

        foreach (var option in grouped ? [] : new Option[] { Method, Rule, Time, Share, TargetError, Within, Coupling })
        {
            parsed.RefuseWithoutEffect(option, $"with --estimator {name}, which forms no groups");
        }

        IEnergyEstimator estimator = name switch
        {
            "shadows" => new PauliShadowEstimator(false),
            "lbcs" => new PauliShadowEstimator(true),
            "derandomized" => new DerandomizedEstimator(),
            "adaptive" => new AdaptivePauliEstimator(),
            "ogm" => new OverlappedGroupingEstimator(),
            "shadowgrouping" => new ShadowGroupingEstimator(),
            _ => front is not null ? OfFront(parsed, front, problem)
                : Grouped(parsed, name, problem, file, progress, cancellation),
        };
        if (!parsed.IsGiven(TargetError))
        {
            return (
                estimator,
                ArgumentErrors.AsInput(() => estimator.Design(problem, parsed.GetValue(Shots), parsed.GetValue(Seed), cancellation)));
        }

        parsed.RefuseWithoutEffect(Shots, "with --target-error, which decides the number");
        return (
            estimator,
            ArgumentErrors.AsInput(() => ((GroupedEstimator)estimator)
                .DesignForError(problem, parsed.GetValue(TargetError), cancellation)));
    }

    private GroupedEstimator Grouped(
        ParseResult parsed, string name, EstimationProblem problem, HamiltonianFile file, IProgress<ProgressReport> progress,
        CancellationToken cancellation)
    {
        var rule = HamiltonianOptions.ParseRule(parsed.GetRequiredValue(Rule));
        var sharing = Sharing(parsed);
        if (rule == CommutationRule.Anticommuting && name is not "grouped")
        {
            throw new InputException($"--estimator {name} splits coefficients among commuting groups: leave --rule anticommuting out.");
        }

        var grouping = new GroupingProblem(
            problem.Terms, rule, rule == CommutationRule.Anticommuting ? problem.AnticommutingCovariance : problem.Covariance);
        if (problem.Terms.Count == 0)
        {
            return new GroupedEstimator(MeasurementGrouping.FromLabels([]), sharing);
        }

        var runner = new MethodRunner(
            grouping, new GFlowNetGroupingOptions
            {
                Budget = TimeSpan.FromSeconds(parsed.GetValue(Time)),
                Seed = parsed.GetValue(Seed),
                Journal = RunFolder.Journal.Part("grouping"),
            },
            progress);
        var method = parsed.GetRequiredValue(Method);
        if (method is not ("annealing" or "gflownet"))
        {
            parsed.RefuseWithoutEffect(Time, $"with --method {method}, which does not search");
        }

        if (runner.Obstacle(method, isNamed: true) is { } obstacle)
        {
            throw new InputException($"--method {method}: {obstacle}.");
        }

        var result = runner.Run(method, cancellation);
        if (result.Note is { } note)
        {
            RunNotes.Add($"{method}: {note}");
        }

        if (name is "grouped")
        {
            return new GroupedEstimator(result.Grouping!, rule, sharing);
        }

        if (problem.Covariance is null)
        {
            throw new InputException($"--estimator {name} splits coefficients by covariances: it needs a --prior.");
        }

        return new GroupedEstimator(
            name is "split"
                ? CoefficientSplitting.Split(grouping, result.Grouping!, 20, cancellation).Groups
                : Searched(parsed, grouping, result.Grouping!, progress, cancellation),
            sharing);
    }

    // Noise scatters where a pure state does not: shares by the state's own variances would starve groups that noise needs most.
    private ShotSharing Sharing(ParseResult parsed)
    {
        if (parsed.GetValue(Noise) is not null && !parsed.IsGiven(Share) && !parsed.IsGiven(Within))
        {
            RunNotes.Add(
                "Under --noise shots are shared by the norm of each group, since variances of the state without noise say little; " +
                "--share optimal takes those.");
            return ShotSharing.Norm;
        }

        return parsed.GetRequiredValue(Share) switch
        {
            "norm" => ShotSharing.Norm,
            "uniform" => ShotSharing.Uniform,
            _ => ShotSharing.Optimal,
        };
    }

    private GroupedEstimator OfFront(ParseResult parsed, string path, EstimationProblem problem)
    {
        var text = parsed.GetRequiredValue(Prefer);
        double[] weights = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(static w =>
            double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN)];
        if (weights.Length != 3 || !Array.TrueForAll(weights, static w => w is >= 0 and <= 1e9) || weights.Sum() == 0)
        {
            throw new InputException($"--prefer '{text}': give three weights from 0, not all 0, for example 1,0.5,0.2.");
        }

        var (parts, note) = FrontFile.Choose(path, problem.Terms, new JointPreference(weights[0], weights[1], weights[2]));
        RunEnvelope.Read(path);
        RunNotes.Add(note);
        return new GroupedEstimator(parts, Sharing(parsed));
    }

    // A group costs at least two shots: no more groups than a quarter of the shots can feed.
    private IReadOnlyList<ImmutableArray<(int Term, double Coefficient)>> Searched(
        ParseResult parsed, GroupingProblem grouping, MeasurementGrouping start, IProgress<ProgressReport> progress,
        CancellationToken cancellation)
    {
        var most = parsed.IsGiven(TargetError) || parsed.IsGiven(Within) ? (int?)null : Math.Max(2, parsed.GetValue(Shots) / 8);
        var split = SplitSearch.Run(grouping, start, new SplitSearchOptions { MaximumGroups = most }, progress, cancellation);
        RunNotes.Add(FormattableString.Invariant($"{split.Groups.Count} overlapping groups: eps^2 M {split.Epsilon2M[^1]:G5}, {GroupingCost.Of(grouping, start).Epsilon2M:G5} of the partition they started from."));
        return split.Groups;
    }

    private static Option<string> Choice(string name, string description, string standard, string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
