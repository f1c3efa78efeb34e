using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.GFlowNet.Phylogenetics;
using Spectre.Console;

namespace Quiver.Cli.Learning;

/// <summary><c>quiver phylo-evidence</c>: the marginal likelihood of aligned DNA by a search over trees.</summary>
internal static class PhyloEvidenceCommand
{
    public static Command Create()
    {
        var command = new Command(
            "phylo-evidence", "Estimate the log marginal likelihood of aligned DNA from the trees that a best-first search finds.");
        var (data, taxa, seed, json) = (PhyloCommand.Data(), PhyloCommand.Taxa(), CommonOptions.Seed(), CommonOptions.Json());
        var trees = new Option<int>("--trees")
        {
            Description = "The most trees whose branch lengths are integrated out.",
            DefaultValueFactory = _ => 5000,
            HelpName = "N",
        }.Between(1, 10_000_000);
        var starts = new Option<int>("--starts")
        {
            Description = "Greedy trees to begin with, each from another order of the taxa.",
            DefaultValueFactory = _ => 20,
            HelpName = "N",
        }.Between(1, 1_000_000);
        var samples = new Option<int>("--samples")
        {
            Description = "Samples of branch lengths for each tree that matters.",
            DefaultValueFactory = _ => 500,
            HelpName = "N",
        }.Between(2, 10_000_000);
        foreach (var option in new Option[] { data, taxa, trees, starts, samples, seed, json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var alignment = PhyloCommand.Read(parsed, data, taxa);
            var clock = Stopwatch.StartNew();
            using var progress = new ConsoleProgress();
            var found = ArgumentErrors.AsInput(() => TreeSearch.Run(alignment, parsed.GetValue(starts), parsed.GetValue(trees),
                parsed.GetValue(samples), parsed.GetValue(seed), progress, cancellation));
            progress.Dispose();
            if (found.Trees < TreeSearch.Count(alignment.Taxa.Length))
            {
                RunNotes.Add("trees that were not met are missing from the sum, so the estimate is low by what they would add.");
            }

            var console = Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json)));
            var table = Tables.Create(
                string.Create(CultureInfo.InvariantCulture,
                    $"{alignment.Taxa.Length} taxa, {alignment.Sites} sites, {alignment.PatternCount} patterns"),
                "log p(alignment)", "standard error", "trees", "sampled", "trees of 95 %", "best tree", "s");
            table.AddRow(
                Text(found.LogMarginal, "0.000"), Text(found.StandardError, "0.000"), Text(found.Trees, "N0"), Text(found.Sampled, "N0"),
                Text(found.Credible, "N0"), Text(found.BestLogIntegral, "0.000"), Text(clock.Elapsed.TotalSeconds, "0.0"));
            console.Write(table);
            JsonOutput.Write(parsed.GetValue(json), new
            {
                Taxa = alignment.Taxa.Length,
                alignment.Sites,
                Patterns = alignment.PatternCount,
                found.LogMarginal,
                found.StandardError,
                found.Trees,
                found.Sampled,
                found.Credible,
                found.Best,
                found.BestLogIntegral,
            });
            return Task.FromResult(0);
        });
        return command;
    }

    private static string Text(double value, string format) => Markup.Escape(value.ToString(format, CultureInfo.InvariantCulture));
}
