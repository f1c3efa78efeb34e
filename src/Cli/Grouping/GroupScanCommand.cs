using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using Spectre.Console;

namespace Quiver.Cli.Grouping;

/// <summary><c>quiver group-scan FILES</c>: one molecule at many geometries, each search helped by its neighbours.</summary>
internal static class GroupScanCommand
{
    public static Command Create()
    {
        var command = new Command(
            "group-scan", "Group one molecule at many geometries: some are searched whole, the others from their neighbours' partitions.");
        var hamiltonian = new HamiltonianOptions
        {
            File = new("FILE")
            {
                Description = "The first geometry's Hamiltonian, or a folder with all of them, in the order of their names.",
            },
        };
        hamiltonian.AddTo(command);
        var more = new Argument<string[]>("FILES") { Description = "The other geometries, in order.", Arity = ArgumentArity.ZeroOrMore };
        command.Arguments.Add(more);
        var rule = HamiltonianOptions.RuleOption();
        var maxGroups = new Option<int?>("--max-groups")
        {
            Description = "Most groups at every geometry.",
            HelpName = "N",
        }.Between(1, 1_000_000);
        var time = Durations.Option("--time", 5, "Time budget per geometry. The work done follows the budget, not the clock.");
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        var output = new Option<string?>("--out") { Description = "Folder for NAME.grouping.json of every geometry.", HelpName = "FOLDER" };
        foreach (var option in new Option[] { rule, maxGroups, time, seed, json, output })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var paths = Paths(parsed.GetRequiredValue(hamiltonian.File), parsed.GetValue(more) ?? []);
            using var progress = new ConsoleProgress();
            var files = new List<HamiltonianFile>();
            var problems = new List<GroupingProblem>();
            foreach (var path in paths)
            {
                progress.Report(new ProgressReport("reading " + Path.GetFileName(path), 0, 0));
                var file = hamiltonian.Read(parsed, path);
                var (_, _, state) = hamiltonian.Prepare(parsed, file, cancellation);
                files.Add(file);
                problems.Add(HamiltonianOptions.Problem(file, parsed.GetRequiredValue(rule), state, cancellation));
                if (problems[^1].Terms.Count > ScanGrouper.MaxTerms)
                {
                    throw new InputException(
                        path, 0, $"the search cannot be run on this geometry: more than {ScanGrouper.MaxTerms} terms.");
                }
            }

            var options = new GrouperOptions
            {
                Budget = TimeSpan.FromSeconds(parsed.GetValue(time)),
                Seed = parsed.GetValue(seed),
                MaxGroups = parsed.GetValue(maxGroups) ?? int.MaxValue,
                Journal = RunFolder.Journal,
            };
            var found = new ScanGrouper(options).Group(problems, progress, cancellation);
            var rows = found.Select((result, i) => new Row(
                paths[i], GroupingCost.Of(problems[i], result.Grouping),
                GroupingCost.Of(problems[i], new SortedInsertionGrouper().Group(problems[i]).Grouping), problems[i])).ToArray();
            if (found.Any(r => r.ClockBound))
            {
                RunNotes.Add("The search was cut short by the clock: another run may differ.");
            }

            Print(rows, parsed.GetValue(json));
            JsonOutput.Write(parsed.GetValue(json), new
            {
                Rule = parsed.GetValue(rule),
                MaxGroups = parsed.GetValue(maxGroups),
                Geometries = rows.Select((r, i) => new
                {
                    File = Path.GetFileName(r.Path),
                    Terms = r.Problem.Terms.Count,
                    r.Cost.Groups,
                    r.Cost.Epsilon2M,
                    r.Cost.ShotBound,
                    OfSi = r.OfSi,
                    Partition = GroupingDocument.Indices(files[i].Sum, found[i].Grouping),
                }),
                MeanOfSi = Mean(rows),
            });
            if (parsed.GetValue(output) is { } folder)
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    var name = Path.GetFileNameWithoutExtension(paths[i]) + ".grouping.json";
                    JsonOutput.Write(
                        Path.Combine(folder, name),
                        GroupingDocument.Labelled(files[i].Sum, found[i].Grouping, parsed.GetRequiredValue(rule)));
                }
            }

            cancellation.ThrowIfCancellationRequested();
            return Task.FromResult(0);
        });
        return command;
    }

    private static string[] Paths(string first, IReadOnlyList<string> more)
    {
        if (!Directory.Exists(first))
        {
            return [first, .. more];
        }

        if (more.Count > 0)
        {
            throw new InputException($"{first} is a folder: name either one folder or files.");
        }

        var paths = GeometryFiles.In(first);
        return paths.Length > 0
            ? paths
            : throw new InputException($"The folder {first} holds no files: a scan needs one Hamiltonian per geometry.");
    }

    private static double? Mean(Row[] rows) => rows.All(r => r.OfSi is not null) ? rows.Average(r => r.OfSi) : null;

    private static void Print(Row[] rows, string? json)
    {
        var culture = CultureInfo.InvariantCulture;
        var table = Tables.Create($"scan of {rows.Length} geometries", "file", "terms", "groups", "cost", "of si");
        foreach (var r in rows)
        {
            table.AddRow(
                Markup.Escape(Path.GetFileName(r.Path)), r.Problem.Terms.Count.ToString(culture), r.Cost.Groups.ToString(culture),
                (r.Cost.Epsilon2M ?? r.Cost.ShotBound).ToString("G5", culture), r.OfSi?.ToString("0.000", culture) ?? "-");
        }

        table.AddRow("mean", string.Empty, string.Empty, string.Empty, Mean(rows)?.ToString("0.000", culture) ?? "-");
        Tables.Console(JsonOutput.TakesStandardOutput(json)).Write(table);
    }

    /// <summary>One geometry.</summary>
    private sealed record Row(string Path, GroupingCost Cost, GroupingCost Reference, GroupingProblem Problem)
    {
        /// <summary>Cost over that of sorted insertion; null where that costs nothing.</summary>
        public double? OfSi => Cost.Epsilon2M is { } cost
            ? GroupingRun.IsCost(Problem, Reference.Epsilon2M) ? cost / Reference.Epsilon2M : null
            : Cost.ShotBound / Reference.ShotBound;
    }
}
