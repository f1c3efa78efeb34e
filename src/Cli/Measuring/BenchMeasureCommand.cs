using System.CommandLine;
using System.Globalization;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Grouping.Splitting;
using Quiver.Hamiltonians.States;
using Spectre.Console;

namespace Quiver.Cli.Measuring;

/// <summary><c>quiver bench measure FILES</c>: estimators side by side, and the exactness of all circuits.</summary>
internal static class BenchMeasureCommand
{
    private const double Exactness = 1e-10;
    private static readonly string[] Estimators =
        ["grouped", "split", "quiver", "shadows", "lbcs", "derandomized", "adaptive", "ogm", "shadowgrouping"];

    public static Command Create()
    {
        var files = new Argument<string[]>("FILES") { Description = "Hamiltonians of up to 20 qubits.", Arity = ArgumentArity.OneOrMore };
        var shots = new Option<int>("--shots")
        {
            Description = "Shots of each estimate.",
            DefaultValueFactory = _ => 1000,
            HelpName = "N",
        }.Between(10, 100_000_000);
        var repeat = new Option<int>("--repeat")
        {
            Description = "Repetitions of each estimate.",
            DefaultValueFactory = _ => 200,
            HelpName = "N",
        }.Between(2, 100_000);
        var estimators = new Option<string>("--estimators")
        {
            Description = $"all, or some of {string.Join(", ", Estimators)}, separated by commas.",
            DefaultValueFactory = _ => "all",
        };
        var check = new Option<string>("--check")
        {
            Description = "yes: verify every circuit and sum exact means to the energy instead of drawing shots.",
            DefaultValueFactory = _ => "no",
        };
        check.AcceptOnlyFromAmong("yes", "no");
        var front = new Option<string?>("--front")
        {
            Description =
                "Instead of drawing shots: eps²M, groups and two-qubit gates of many groupings, and a picture (SVG) per operator in this " +
                "folder.",
            HelpName = "FOLDER",
        };
        var time = Durations.Option("--time", 10, "Time budget of each grouping's search.");
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        var command = new Command("measure", "Compare energy estimators at equal shots, or verify all measurement circuits.") { files,
            shots, repeat, estimators, check, front, time, seed, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var exact = parsed.GetRequiredValue(check) is "yes";
            foreach (var option in exact ? new Option[] { shots, repeat, estimators, time } : [])
            {
                parsed.RefuseWithoutEffect(option, "with --check yes");
            }

            if (parsed.GetValue(front) is { } folder)
            {
                foreach (var option in new Option[] { shots, repeat, estimators, check })
                {
                    parsed.RefuseWithoutEffect(option, "with --front");
                }

                Fronts(parsed, files, folder, time, seed, json, cancellation);
                return 0;
            }

            var names = parsed.GetRequiredValue(estimators) is "all"
                ? Estimators
                : parsed.GetRequiredValue(estimators).Split(',', StringSplitOptions.TrimEntries);
            if (names.FirstOrDefault(static n => !Estimators.Contains(n, StringComparer.Ordinal)) is { } unknown)
            {
                throw new InputException($"Unknown estimator '{unknown}': use {string.Join(", ", Estimators)} or all.");
            }

            var console = Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json)));
            var rows = new List<object>();
            var failed = false;
            var table = exact
                ? Tables.Create(
                    "circuits and exact means", "operator", "qubits", "groups", "2q gates", "verified", "energy error", "split groups",
                    "split energy error")
                : Tables.Create(
                    string.Create(
                        CultureInfo.InvariantCulture, $"{parsed.GetValue(shots):N0} shots, {parsed.GetValue(repeat)} repetitions"),
                    "operator", "estimator", "settings", "2q gates", "predicted", "rms error", "mean error", "in s.e.");
            foreach (var path in parsed.GetRequiredValue(files))
            {
                var file = Quiver.Hamiltonians.Formats.HamiltonianReader.Read(path);
                RunEnvelope.Read(path);
                RunNotes.AddRange(file.Notes);
                var (energy, state) = GroundState.Find(file.Sum, file.StateSector, cancellation);
                var problem = new EstimationProblem(
                    file.Sum, state, new DiagonalizationOptions { Starts = 1, Seed = parsed.GetValue(seed) });
                using var source = new SimulatedState(state);
                var name = Name(path);
                if (exact)
                {
                    var row = Checked(problem, source, energy, cancellation);
                    failed |= !row.Verified || row.Error > Exactness || row.SplitError > Exactness;
                    table.AddRow(
                        name, Text(file.Sum.Qubits), Text(row.Groups), Text(row.TwoQubitGates), row.Verified ? "all" : "NO",
                        row.Error.ToString("0.0E+0", CultureInfo.InvariantCulture), Text(row.SplitGroups),
                        row.SplitError.ToString("0.0E+0", CultureInfo.InvariantCulture));
                    rows.Add(new { Operator = name, file.Sum.Qubits, row.Groups, row.TwoQubitGates, row.Verified, row.Error, row.SplitGroups, row.SplitError });
                    continue;
                }

                foreach (var estimatorName in names)
                {
                    var estimator = Create(estimatorName, problem, parsed, time, shots, seed, cancellation);
                    var row = await RepeatAsync(
                        estimator, problem, source, energy, parsed.GetValue(shots), parsed.GetValue(repeat),
                        parsed.GetValue(seed), cancellation).ConfigureAwait(false);
                    table.AddRow(
                        name, estimatorName, row.Settings, row.Gates, Number(row.Predicted), Number(row.Rms), Number(row.Mean),
                        (row.Mean / row.Rms * Math.Sqrt(parsed.GetValue(repeat))).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture));
                    rows.Add(new { Operator = name, Estimator = estimatorName, row.Predicted, row.Rms, row.Mean, Failure = row.Settings.StartsWith('-') ? row.Settings : null });
                }
            }

            console.Write(table);
            JsonOutput.Write(parsed.GetValue(json), new { Rows = rows });
            return failed
                ? throw new InvalidOperationException(
                    $"A circuit failed its verification, or exact means miss the energy by more than {Exactness}.")
                : 0;
        });
        return command;
    }

    private static string Name(string path) =>
        Path.GetFileName(path) is { } leaf && leaf.StartsWith("jw.", StringComparison.Ordinal)
            ? Path.GetFileName(Path.GetDirectoryName(path)) + "/" + leaf : Path.GetFileName(path);

    private static void Fronts(
        ParseResult parsed, Argument<string[]> files, string folder, Option<double> time, Option<int> seed, Option<string?> json,
            CancellationToken cancellation)
    {
        var rows = new List<object>();
        var table = Tables.Create("shots, groups, two-qubit gates", "operator", "kind", "eps²M", "groups", "2q gates", "front");
        Directory.CreateDirectory(folder);
        foreach (var path in parsed.GetRequiredValue(files))
        {
            var file = Quiver.Hamiltonians.Formats.HamiltonianReader.Read(path);
            RunEnvelope.Read(path);
            RunNotes.AddRange(file.Notes);
            var (_, state) = GroundState.Find(file.Sum, file.StateSector, cancellation);
            var problem = new EstimationProblem(file.Sum, state, new DiagonalizationOptions { Starts = 1, Seed = parsed.GetValue(seed) });
            var points = MeasurementFront.Of(problem, parsed.GetValue(time), parsed.GetValue(seed), cancellation);
            MeasurementFront.Save(Path.Combine(folder, Path.GetFileNameWithoutExtension(path) + ".svg"), Name(path), points);
            foreach (var p in points)
            {
                table.AddRow(Name(path), p.Kind, Number(p.Epsilon2M), Text(p.Groups), Text(p.TwoQubitGates), p.OnFront ? "yes"
                    : string.Empty);
                rows.Add(new { Operator = Name(path), p.Kind, p.Epsilon2M, p.Groups, p.TwoQubitGates, p.OnFront });
            }
        }

        Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json))).Write(table);
        JsonOutput.Write(parsed.GetValue(json), new { Rows = rows });
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("F5", CultureInfo.InvariantCulture);

    private static IEnergyEstimator Create(
        string name, EstimationProblem problem, ParseResult parsed, Option<double> time, Option<int> shots, Option<int> seed,
        CancellationToken cancellation)
    {
        if (name is not ("grouped" or "split" or "quiver"))
        {
            return name switch
            {
                "shadows" => new PauliShadowEstimator(false),
                "lbcs" => new PauliShadowEstimator(true),
                "derandomized" => new DerandomizedEstimator(),
                "adaptive" => new AdaptivePauliEstimator(),
                "ogm" => new OverlappedGroupingEstimator(),
                _ => new ShadowGroupingEstimator(),
            };
        }

        var grouping = new GroupingProblem(problem.Terms, CommutationRule.FullyCommuting, problem.Covariance);
        var si = new SortedInsertionGrouper().Group(grouping, null, cancellation).Grouping;
        return name switch
        {
            "grouped" => new GroupedEstimator(new MethodRunner(
                grouping, new LearnedGrouping.GFlowNetGroupingOptions { Budget = TimeSpan.FromSeconds(parsed.GetValue(time)), Seed = parsed.GetValue(seed) }, new ConsoleProgress()).Run("annealing", cancellation).Grouping!),
            "split" => new GroupedEstimator(CoefficientSplitting.Split(grouping, si, 20, cancellation).Groups),
            _ => new GroupedEstimator(SplitSearch.Run(grouping, si, new SplitSearchOptions { MaximumGroups = Math.Max(2, parsed.GetValue(shots) / 8) }, null, cancellation).Groups),
        };
    }

    private static async Task<(string Settings, string Gates, double Predicted, double Rms, double Mean)> RepeatAsync(
        IEnergyEstimator estimator, EstimationProblem problem, SimulatedState source, double energy, int shots, int repeat, int seed,
        CancellationToken cancellation)
    {
        double squares = 0, sum = 0, predicted = 0;
        MeasurementDesign? design = null;
        for (var r = 0; r < repeat; r++)
        {
            try
            {
                // Only these draw their settings by lot.
                design = design is null || estimator is PauliShadowEstimator or AdaptivePauliEstimator
                    ? estimator.Design(problem, shots, seed + r, cancellation)
                    : design;
            }
            catch (ArgumentOutOfRangeException e)
            {
                return ("- " + ExceptionText.WithoutParameter(e), "-", double.NaN, double.NaN, double.NaN);
            }

            var error = (
                await EnergyMeasurement.RunAsync(design, source, seed + r, null, cancellation).ConfigureAwait(false)).Energy - energy;
            sum += error;
            squares += error * error;
            predicted += design.PredictedVariance ?? double.NaN;
        }

        return (
            Text(design!.Circuits.Length), Text(design.Circuits.Sum(Quiver.Circuits.Gates.CircuitMetrics.MultiQubitGates)),
            Math.Sqrt(predicted / repeat), Math.Sqrt(squares / repeat), sum / repeat);
    }

    private static (int Groups, int TwoQubitGates, bool Verified, double Error, int SplitGroups, double SplitError) Checked(
        EstimationProblem problem, SimulatedState source, double energy, CancellationToken cancellation)
    {
        var grouping = new GroupingProblem(problem.Terms, CommutationRule.FullyCommuting, problem.Covariance);
        var si = new SortedInsertionGrouper().Group(grouping, null, cancellation).Grouping;
        var plan = new GroupedEstimator(si).Plan(problem, cancellation);
        var split = new GroupedEstimator(CoefficientSplitting.Split(grouping, si, 5, cancellation).Groups).Plan(problem, cancellation);
        return (
            plan.Groups.Length,
            plan.TwoQubitGates,
            Verified(problem, plan) && Verified(problem, split),
            Math.Abs(Mean(plan, source, cancellation) - energy),
            split.Groups.Length,
            Math.Abs(Mean(split, source, cancellation) - energy));
    }

    private static bool Verified(EstimationProblem problem, MeasurementPlan plan) => Enumerable.Range(0, plan.Groups.Length).All(g =>
        DiagonalizationVerifier.Failure([.. plan.Parts(g).ToArray().Select(p => problem.Terms.String(p.Term))], plan.Groups[g]) is null);

    private static double Mean(MeasurementPlan plan, SimulatedState source, CancellationToken cancellation)
    {
        var means = new double[plan.Groups.Length];
        Parallel.For(0, means.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = 2 }, g =>
        {
            var probabilities = source.Probabilities(plan.Groups[g].Circuit);
            for (var outcome = 0; outcome < probabilities.Length; outcome++)
            {
                // What an eigenstate gives no weight costs no time.
                means[g] += probabilities[outcome] > 1e-30 ? probabilities[outcome] * plan.Value(g, outcome) : 0;
            }
        });
        return plan.Constant + means.Sum();
    }
}
