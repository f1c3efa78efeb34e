using System.CommandLine;
using System.Globalization;
using Quiver.Circuits.Design;
using Quiver.Circuits.Problems;
using Quiver.Cli.Common;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;
using Spectre.Console;

namespace Quiver.Cli.Circuits;

/// <summary><c>quiver circuits train FILES --save FILE</c>: a policy of proposals for the searches of other molecules.</summary>
internal static class TrainProposalsCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILES")
        {
            Description = "Hamiltonians of up to 16 qubits; small ones have many fits to learn from.",
            Arity = ArgumentArity.OneOrMore,
        };
        var save = new Option<string?>("--save") { Description = "The policy, JSON, for circuits design --policy.", HelpName = "FILE" };
        var defaults = new ProposalTrainingOptions();
        var time = Durations.Option(
            "--time", defaults.Seconds, "Budget of each search on two cores, turned into work that is the same on every machine.");
        var searches = new Option<int>("--searches")
        {
            Description = "Searches of each molecule, with seeds that follow --seed.",
            DefaultValueFactory = _ => defaults.Searches,
            HelpName = "N",
        }.Between(1, 100);
        var passes = new Option<int>("--passes")
        {
            Description = "Times that all proposals are seen.",
            DefaultValueFactory = _ => defaults.Passes,
            HelpName = "N",
        }.Between(1, 1000);
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        var command = new Command(
            "train", "Train a policy that chooses among the proposals of a search, for the searches of other molecules.")
        {
            files, save, time, searches, passes, seed, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            if (RunFolder.Current is null && !parsed.IsGiven(save) && !parsed.IsGiven(json))
            {
                throw new InputException("The policy would be lost: name a file by --save (or --json, or a folder by --run).");
            }

            ObservableProblem[] problems =
                [.. parsed.GetRequiredValue(files).Select(path => BenchDesignCommand.Problem(path, cancellation))];
            using var progress = new ConsoleProgress();
            var found = ProposalTraining.Run(
                problems,
                defaults with
                {
                    Seconds = parsed.GetValue(time),
                    Searches = parsed.GetValue(searches),
                    Passes = parsed.GetValue(passes),
                    Seed = parsed.GetValue(seed),
                },
                progress,
                cancellation);
            Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json))).WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{found.Proposals:N0} proposals for {found.Policy.TrainedFor}, {100 * found.Improvements:F1} % of them improvements; " +
                $"loss {found.Loss:F4} after {found.Seconds:F0} s"));
            JsonOutput.Write(parsed.GetValue(save), ProposalPolicyFile.Document(found.Policy));
            JsonOutput.Write(parsed.GetValue(json), ProposalPolicyFile.Document(found.Policy));
            return Task.FromResult(0);
        });
        return command;
    }
}
