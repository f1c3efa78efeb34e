using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using Quiver.LearnedGrouping;

namespace Quiver.Cli.Grouping;

/// <summary><c>quiver train-grouping FILES --save FILE</c>: one policy from several Hamiltonians.</summary>
internal static class TrainGroupingCommand
{
    public static Command Create()
    {
        var command = new Command(
            "train-grouping", "Train one grouping policy on several Hamiltonians, for use on others with 'group --policy'.");
        var hamiltonian = new HamiltonianOptions();
        hamiltonian.AddTo(command);
        var more = new Argument<string[]>("FILES") { Description = "Further Hamiltonians.", Arity = ArgumentArity.ZeroOrMore };
        command.Arguments.Add(more);
        var rule = HamiltonianOptions.RuleOption();
        var beta = new Option<double>("--beta")
        {
            Description = "Largest beta that the policy is trained for.",
            DefaultValueFactory = _ => 1000,
        }.Above(0, 1e9);
        var time = Durations.Option("--time", 60, "Training time for all together.");
        var save = new Option<string>("--save") { Description = "Where the policy goes.", Required = true, HelpName = "FILE" };
        var seed = CommonOptions.Seed();
        var device = CommonOptions.Device();
        foreach (var option in new Option[] { rule, beta, time, save, seed, device })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var place = LearnedDevice.Select(parsed, device, "the policy's training", "sampling and costs");
            using var progress = new ConsoleProgress();
            var problems = new List<GroupingProblem>();
            foreach (var path in new[] { parsed.GetRequiredValue(hamiltonian.File) }.Concat(parsed.GetValue(more) ?? []))
            {
                progress.Report(new ProgressReport("reading " + Path.GetFileName(path), 0, 0));
                var file = hamiltonian.Read(parsed, path);
                var (_, _, state) = hamiltonian.Prepare(parsed, file, cancellation);
                problems.Add(HamiltonianOptions.Problem(file, parsed.GetRequiredValue(rule), state, cancellation));
            }

            var options = new GFlowNetGroupingOptions
            {
                Beta = parsed.GetValue(beta),
                Budget = TimeSpan.FromSeconds(parsed.GetValue(time)),
                Seed = parsed.GetValue(seed),
                Device = place,
                Journal = RunFolder.Journal,
            };
            var inputs = new[] { parsed.GetRequiredValue(hamiltonian.File) }.Concat(parsed.GetValue(more) ?? [])
                .Select(f => Path.GetFileName(f));
            var words = FormattableString.Invariant(
                $"{string.Join(", ", inputs)}, rule {parsed.GetRequiredValue(rule)}, beta {options.Beta}, seed {options.Seed}");
            GroupingPolicyTraining.Train(problems, options, progress, cancellation).TrainedAs(words).Save(parsed.GetRequiredValue(save));
            cancellation.ThrowIfCancellationRequested();
            return Task.FromResult(0);
        });
        return command;
    }
}
