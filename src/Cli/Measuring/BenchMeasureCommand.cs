using System.CommandLine;
using System.Globalization;
using Quiver.Circuits.Measurement;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping.Splitting;
using Spectre.Console;

namespace Quiver.Cli.Measuring;

/// <summary><c>quiver bench measure FILES</c>: tables of estimators, split groupings, gates, exactness and fronts.</summary>
internal sealed class BenchMeasureCommand
{
    private readonly Argument<string[]> files = new("FILES")
    {
        Description = "Hamiltonians of up to 20 qubits.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> table = new("--table")
    {
        Description =
            "errors (estimators at equal shots), split (overlapping groups against sorted insertion split) or gates (two-qubit gates of " +
            "three syntheses).",
        DefaultValueFactory = _ => "errors",
    };

    private readonly Option<int> shots = new Option<int>("--shots")
    {
        Description = "Shots of each estimate.",
        DefaultValueFactory = _ => 1000,
        HelpName = "N",
    }.Between(10, 100_000_000);

    private readonly Option<int> repeat = new Option<int>("--repeat")
    {
        Description = "Repetitions of each estimate.",
        DefaultValueFactory = _ => 200,
        HelpName = "N",
    }.Between(2, 100_000);

    private readonly Option<string> estimators = new("--estimators")
    {
        Description = $"all, or some of {string.Join(", ", ErrorTable.Estimators)}, separated by commas.",
        DefaultValueFactory = _ => "all",
    };

    private readonly Option<string> mappings = new("--mappings")
    {
        Description = "Some of jw, parity, bk, separated by commas: each file of integrals or fermions in every one of them.",
        DefaultValueFactory = _ => "jw",
        HelpName = "NAMES",
    };

    private readonly Option<string> check = new("--check")
    {
        Description = "yes: verify every circuit and sum exact means to the energy instead of drawing shots.",
        DefaultValueFactory = _ => "no",
    };

    private readonly Option<string?> front = new("--front")
    {
        Description =
            "Instead of drawing shots: eps²M, groups and two-qubit gates of many groupings; a picture (SVG) and the groupings (JSON, " +
            "for measure --front) of each operator go to this folder.",
        HelpName = "FOLDER",
    };

    private readonly Option<int> searches = new Option<int>("--searches")
    {
        Description = "Most searches for new groups with --table split.",
        DefaultValueFactory = _ => new SplitSearchOptions().Searches,
        HelpName = "N",
    }.Between(0, 10_000);

    private readonly Option<double> time = Durations.Option("--time", 10, "Time budget of each grouping's search.");

    private readonly Option<string?> resume = new("--resume")
    {
        Description =
            "Keep rows in this file (JSON lines) as they are done, and take those from it that are there already; a search of --table " +
            "split that is interrupted goes on from a file beside it.",
        HelpName = "FILE",
    };

    private readonly Option<int> seed = CommonOptions.Seed();
    private readonly Option<string?> json = CommonOptions.Json();

    public static Command Create()
    {
        var self = new BenchMeasureCommand();
        self.table.AcceptOnlyFromAmong("errors", "split", "gates");
        self.check.AcceptOnlyFromAmong("yes", "no");
        var command = new Command("measure", "Compare energy estimators at equal shots, split groupings and gates, or verify circuits.")
        {
            self.files, self.table, self.shots, self.repeat, self.estimators, self.mappings, self.check, self.front, self.searches,
            self.time, self.resume, self.seed, self.json,
        };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var kind = Kind(parsed);
        var names = Estimators(parsed);
        var console = Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json)));
        using var progress = new ConsoleProgress();
        var starts = kind is "gates" ? new DiagonalizationOptions().Starts : 1;
        var inputs = MeasureBenchOperator.Read(
            parsed, parsed.GetRequiredValue(files), mappings, starts, parsed.GetValue(seed), cancellation);
        var rows = new MeasureBenchRows(parsed.GetValue(resume));
        switch (kind)
        {
            case "front":
                Fronts(parsed, inputs, console, progress, cancellation);
                return 0;
            case "circuits":
                var exact = await CollectAsync(
                    inputs, rows, kind, new { Seed = parsed.GetValue(seed) },
                    i => Task.FromResult(ExactnessTable.Of(i, cancellation))).ConfigureAwait(false);
                Print(parsed, console, "circuits and exact means", ExactnessTable.Columns, exact, ExactnessTable.Cells);
                return exact.Exists(ExactnessTable.Failed)
                    ? throw new InvalidOperationException(
                        $"A circuit failed its verification, or exact means miss the energy by more than {ExactnessTable.Tolerance}.")
                    : 0;
            case "split":
                var effort = parsed.GetValue(searches);
                var split = await CollectAsync(
                    inputs, rows, kind, new { effort }, i => Task.FromResult(
                        SplitTable.Of(i, effort, rows.StateFile(i.Identity(kind, new { effort })), progress, cancellation)))
                    .ConfigureAwait(false);
                Print(parsed, console, "eps²M of split groupings", SplitTable.Columns, split, SplitTable.Cells, SplitTable.Summary(split));
                return 0;
            case "gates":
                var gates = await CollectAsync(
                    inputs, rows, kind, new { Seed = parsed.GetValue(seed) },
                    i => Task.FromResult(GateTable.Of(i, progress, cancellation))).ConfigureAwait(false);
                Print(
                    parsed, console, "two-qubit gates of sorted insertion's circuits", GateTable.Columns, gates, GateTable.Cells,
                    GateTable.Summary(gates));
                return gates.TrueForAll(static r => r.Verified)
                    ? 0 : throw new InvalidOperationException("A circuit failed its verification.");
            default:
                await ErrorsAsync(parsed, names, inputs, rows, console, progress, cancellation).ConfigureAwait(false);
                return 0;
        }
    }

    /// <summary>What is asked for; options of the other tables are refused.</summary>
    private string Kind(ParseResult parsed)
    {
        var (kind, reason) = parsed.GetRequiredValue(check) is "yes" ? ("circuits", "with --check yes")
            : parsed.GetValue(front) is not null ? ("front", "with --front")
            : parsed.GetRequiredValue(table) is var chosen ? (chosen, "with --table " + chosen) : default;
        Option[] idle = kind switch
        {
            "circuits" => [table, shots, repeat, estimators, time, searches, front],
            "front" => [table, shots, repeat, estimators, check, searches, resume],
            "split" => [shots, repeat, estimators, time, seed],
            "gates" => [shots, repeat, estimators, time, searches],
            _ => [searches],
        };
        foreach (var option in idle)
        {
            parsed.RefuseWithoutEffect(option, reason);
        }

        return kind;
    }

    private string[] Estimators(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(estimators);
        var names = text is "all"
            ? ErrorTable.Estimators
            : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.FirstOrDefault(static n => !ErrorTable.Estimators.Contains(n, StringComparer.Ordinal)) is { } unknown
            ? throw new InputException($"Unknown estimator '{unknown}': use {string.Join(", ", ErrorTable.Estimators)} or all.")
            : names.Length > 0 ? names : throw new InputException("--estimators names no estimator.");
    }

    private async Task ErrorsAsync(
        ParseResult parsed, string[] names, IEnumerable<MeasureBenchOperator> inputs, MeasureBenchRows rows, IAnsiConsole console,
        IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        var (n, repetitions, seconds, number) =
            (parsed.GetValue(shots), parsed.GetValue(repeat), parsed.GetValue(time), parsed.GetValue(seed));
        var made = new List<ErrorTable.Row>();
        foreach (var input in inputs)
        {
            foreach (var name in names)
            {
                var run = input.Identity("errors", new { name, n, repetitions, seconds, number });
                made.Add(await rows.GetAsync(
                    run, () => ErrorTable.OfAsync(input, name, n, repetitions, seconds, number, progress, cancellation))
                    .ConfigureAwait(false));
            }
        }

        Print(
            parsed, console, string.Create(CultureInfo.InvariantCulture, $"{n:N0} shots, {repetitions} repetitions"), ErrorTable.Columns,
            made, ErrorTable.Cells);
    }

    private static async Task<List<T>> CollectAsync<T>(
        IEnumerable<MeasureBenchOperator> inputs, MeasureBenchRows rows, string kind, object options,
        Func<MeasureBenchOperator, Task<T>> work)
    {
        var made = new List<T>();
        foreach (var input in inputs)
        {
            made.Add(await rows.GetAsync(input.Identity(kind, options), () => work(input)).ConfigureAwait(false));
        }

        return made;
    }

    private void Print<T>(
        ParseResult parsed, IAnsiConsole console, string title, string[] columns, List<T> rows, Func<T, string[]> cells,
        string? summary = null)
        where T : class
    {
        var printed = Tables.Create(title, columns);
        foreach (var row in rows)
        {
            printed.AddRow([.. cells(row).Select(Markup.Escape)]);
        }

        console.Write(printed);
        if (summary is not null)
        {
            console.MarkupLineInterpolated($"{summary}");
        }

        JsonOutput.Write(parsed.GetValue(json), new { Rows = rows.ToArray<object>() });
    }

    private void Fronts(
        ParseResult parsed, IEnumerable<MeasureBenchOperator> inputs, IAnsiConsole console, IProgress<ProgressReport> progress,
        CancellationToken cancellation)
    {
        var folder = parsed.GetValue(front)!;
        var rows = new List<object>();
        var printed = Tables.Create("shots, groups, two-qubit gates", "operator", "kind", "eps²M", "groups", "2q gates", "front");
        Directory.CreateDirectory(folder);
        foreach (var input in inputs)
        {
            var (reference, points) = MeasurementFront.Of(
                input.Problem, parsed.GetValue(time), parsed.GetValue(seed), progress, cancellation);
            var picture = Path.ChangeExtension(input.Name.Replace('/', '_'), null)
                + (input.Mapping is "jw" or null ? string.Empty : "_" + input.Mapping);
            MeasurementFront.Save(Path.Combine(folder, picture + ".svg"), input.Name, points);
            FrontFile.Write(Path.Combine(folder, picture + ".json"), input.Name, input.Problem.Terms, reference, points);
            foreach (var p in points)
            {
                printed.AddRow(
                    Markup.Escape(input.Name), p.Kind, p.Epsilon2M.ToString("F5", CultureInfo.InvariantCulture), Text(p.Groups),
                    Text(p.TwoQubitGates), p.OnFront ? "yes" : string.Empty);
                rows.Add(new { Operator = input.Name, input.Mapping, p.Kind, p.Epsilon2M, p.Groups, p.TwoQubitGates, p.OnFront });
            }
        }

        console.Write(printed);
        JsonOutput.Write(parsed.GetValue(json), new { Rows = rows });
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
