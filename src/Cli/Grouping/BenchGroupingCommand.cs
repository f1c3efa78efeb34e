using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.LearnedGrouping;
using Spectre.Console;

namespace Quiver.Cli.Grouping;

/// <summary><c>quiver bench grouping FILE</c>: what policy, exploration, replay and local search contribute, at equal time.</summary>
internal static class BenchGroupingCommand
{
    // Of the rows that train and search.
    private const double Share = 0.2;

    public static Command Create()
    {
        var command = new Command("grouping", "Ablation of the GFlowNet grouper against annealing, each with the same time.");
        var hamiltonian = new HamiltonianOptions();
        hamiltonian.AddTo(command);
        var rule = HamiltonianOptions.RuleOption();
        var time = Durations.Option("--time", 60, "Time budget of every row.");
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { rule, time, seed, json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            using var progress = new ConsoleProgress();
            var file = hamiltonian.Read(parsed);
            var (_, _, state) = hamiltonian.Prepare(parsed, file, cancellation);
            var problem = HamiltonianOptions.Problem(file, parsed.GetRequiredValue(rule), state, cancellation);
            var options = new GFlowNetGroupingOptions
            {
                Budget = TimeSpan.FromSeconds(parsed.GetValue(time)),
                Seed = parsed.GetValue(seed),
                TrainingShare = Share,
            };
            var reference = Figure(problem, new SortedInsertionGrouper().Group(problem, null, cancellation).Grouping);
            var rows = Rows(problem, options, progress, cancellation).ToList();
            var console = Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json)));
            var culture = CultureInfo.InvariantCulture;
            var table = Tables.Create(
                string.Create(
                    culture,
                    $"{Path.GetFileName(parsed.GetRequiredValue(hamiltonian.File))}, {parsed.GetValue(rule)}, " +
                    $"{options.Budget.TotalSeconds} s each; si = {reference:G5}"),
                "variant", "groups", "cost", "of si");
            var compared = GroupingRun.IsCost(problem, reference);
            foreach (var (name, grouping) in rows)
            {
                var cost = Figure(problem, grouping);
                table.AddRow(
                    Markup.Escape(name), grouping.Count.ToString(culture), cost.ToString("G5", culture),
                    compared ? (cost / reference).ToString("0.000", culture) : "-");
            }

            console.Write(table);
            JsonOutput.Write(parsed.GetValue(json), new
            {
                Rule = parsed.GetValue(rule),
                SortedInsertion = reference,
                Rows = rows.Select(r => new
                {
                    Variant = r.Name,
                    Groups = r.Grouping.Count,
                    Cost = Figure(problem, r.Grouping),
                    OfSi = compared ? Figure(problem, r.Grouping) / reference : (double?)null,
                }),
            });
            return Task.FromResult(0);
        });
        return command;
    }

    private static IEnumerable<(string Name, MeasurementGrouping Grouping)> Rows(
        GroupingProblem problem, GFlowNetGroupingOptions options, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        yield return (
            "annealing",
            new AnnealingGrouper(new GrouperOptions { Budget = options.Budget, Seed = options.Seed })
                .Group(problem, progress, cancellation).Grouping);
        var policyOnly = options with { LocalSearch = false, Replay = false, Exploration = false };
        foreach (var (name, variant) in new (string, GFlowNetGroupingOptions)[]
        {
            ("untrained policy, samples only", policyOnly with { TrainingShare = 0 }),
            ("trained policy, samples only", policyOnly),
            ("+ exploration", policyOnly with { Exploration = true }),
            ("+ replay with short searches", policyOnly with { Exploration = true, Replay = true }),
            ("local search, untrained policy", options with { TrainingShare = 0 }),
            ("complete", options),
        })
        {
            yield return (name, new GFlowNetGrouper(variant).Group(problem, progress, cancellation).Grouping);
        }
    }

    private static double Figure(GroupingProblem problem, MeasurementGrouping grouping)
    {
        var cost = GroupingCost.Of(problem, grouping);
        return cost.Epsilon2M ?? cost.ShotBound;
    }
}
