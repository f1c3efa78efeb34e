using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;
using Spectre.Console;

namespace Quiver.Cli.Sweeps;

/// <summary><c>quiver sweep PLAN</c>: any command over lists of options, inputs and seeds, here or on a cluster.</summary>
internal static class SweepCommand
{
    /// <summary>Exit code of a sweep in which units have no result.</summary>
    public const int Incomplete = 3;

    private const int Figures = 6;

    /// <summary>Adds the command.</summary>
    public static void AddTo(RootCommand root)
    {
        var command = new Command(
            "sweep",
            "Run a command over lists of options, inputs and seeds, here or on Slurm; the same line again goes on. Exit code 3 when units "
                + "have no result.");
        var plan = new Argument<string>("PLAN") { Description = "The plan, a JSON file: command, options, grid, random." };
        command.Arguments.Add(plan);
        var output = new Option<string>("--out")
        {
            Description = "Folder for the units' run folders, their logs and the summary (CSV, Markdown).",
            Required = true,
            HelpName = "FOLDER",
        };
        var engine = new Option<string>("--engine") { Description = "local or slurm.", DefaultValueFactory = _ => "local" };
        engine.AcceptOnlyFromAmong("local", "slurm");
        var processes = new Option<int?>("--processes") { Description = "Units at a time; by default the plan's, or one.", HelpName = "N" }
            .Between(1, 100_000);
        var timeout = Durations.Option("--timeout", 1e6, "The most time of one process of a unit; by default the plan's.");
        var retries = new Option<int?>("--retries")
        {
            Description = "How often a unit without a result is started again; by default the plan's, or once.",
            HelpName = "N",
        }.Between(0, 1000);
        var template = new Option<string?>("--template")
        {
            Description = "Lines for the batch script of --engine slurm: #SBATCH --partition=..., module load ...",
            HelpName = "FILE",
        };
        var poll = new Option<double>("--poll")
        {
            Description = "Seconds between two looks at Slurm's queue.",
            DefaultValueFactory = _ => 10,
            HelpName = "X",
        }.Between(0.1, 3600);
        var only = new Option<int?>("--unit")
        {
            Description = "Run this one unit and nothing else: what a task of a cluster does.",
            HelpName = "N",
        }.Between(0, 1_000_000);
        var dry = new Option<bool>("--dry-run") { Description = "Print the units' command lines and run nothing." };
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { output, engine, processes, timeout, retries, template, poll, only, dry, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(plan);
            var read = SweepPlanReader.Read(QuiverCommands.Root(), path);
            RunEnvelope.Read(path);
            if (parsed.GetValue(dry))
            {
                foreach (var unit in read.Units)
                {
                    Console.Out.WriteLine($"{unit.Name} quiver {WordsOf.Line(unit.Words)}");
                }

                return 0;
            }

            var slurm = parsed.GetRequiredValue(engine) is "slurm";
            if (!slurm)
            {
                parsed.RefuseWithoutEffect(template, "without --engine slurm");
                parsed.RefuseWithoutEffect(poll, "without --engine slurm");
            }

            var limit = parsed.IsGiven(timeout) ? parsed.GetValue(timeout) : read.Timeout;
            var again = parsed.GetValue(retries) ?? read.Retries ?? 1;
            var many = parsed.GetValue(processes) ?? read.Processes ?? 1;
            using var folder = SweepFolder.Open(parsed.GetRequiredValue(output), read, exclusive: parsed.GetValue(only) is null);
            if (parsed.GetValue(only) is { } index)
            {
                return await OneAsync(folder, read, index, limit, cancellation).ConfigureAwait(false);
            }

            IReadOnlyDictionary<int, UnitState> states;
            using (var progress = new ConsoleProgress())
            {
                states = slurm
                    ? await SlurmEngine.RunAsync(
                        folder, read.Units,
                        new SlurmOptions(
                            Path.GetFullPath(path), many, limit, again, Template(parsed.GetValue(template)),
                            TimeSpan.FromSeconds(parsed.GetValue(poll))), progress, cancellation).ConfigureAwait(false)
                    : await LocalEngine.RunAsync(folder, read.Units, many, limit, again, progress, cancellation).ConfigureAwait(false);
            }

            var rows = SweepSummary.Rows(folder, read, states);
            SweepSummary.Write(folder.Folder, rows);
            RunNotes.AddRange(
                SweepSummary.Unmatched(read, rows).Select(static p => $"No result has a figure whose name begins with '{p}'."));
            Show(path, rows, JsonOutput.TakesStandardOutput(parsed.GetValue(json)));
            JsonOutput.Write(parsed.GetValue(json), new { Units = rows });
            JsonOutput.Write(Path.Combine(folder.Folder, "summary.json"), new { Units = rows });
            cancellation.ThrowIfCancellationRequested();
            return rows.All(static r => r.State is "finished") ? 0 : Incomplete;
        });
        root.Subcommands.Add(command);
    }

    private static async Task<int> OneAsync(SweepFolder folder, SweepPlan plan, int index, double? limit, CancellationToken cancellation)
    {
        var unit = index < plan.Units.Count ? plan.Units[index]
            : throw new InputException($"--unit {index}: the plan's units are 0 to {plan.Units.Count - 1}.");
        if (folder.IsFinished(unit))
        {
            return 0;
        }

        var state = await UnitProcess.RunAsync(folder, unit, limit, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return state == UnitState.Finished ? 0 : CommandRunner.Failure;
    }

    private static string[] Template(string? path) =>
        path is null ? [] : File.Exists(path) ? File.ReadAllLines(path) : throw InputException.NoFile(path);

    private static void Show(string path, IReadOnlyList<SweepRow> rows, bool toError)
    {
        var console = Tables.Console(toError);
        var columns = SweepSummary.Columns(rows, Figures);
        var done = rows.Count(static r => r.State is "finished");
        var table = Tables.Create(
            string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}: {done:N0} of {rows.Count:N0} units finished"),
            [.. columns]);
        foreach (var row in rows)
        {
            table.AddRow([.. SweepSummary.Cells(row, columns, "G6").Select(Markup.Escape)]);
        }

        console.Write(table);
    }
}
