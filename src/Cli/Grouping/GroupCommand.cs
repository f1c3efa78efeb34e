using System.CommandLine;
using Quiver.Circuits.Measurement;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.LearnedGrouping;

namespace Quiver.Cli.Grouping;

/// <summary><c>quiver group FILE</c>: groups a Hamiltonian's terms with every method and prints one table.</summary>
internal static class GroupCommand
{
    public static Command Create()
    {
        var command = new Command("group", "Group a Hamiltonian's terms for measurement, compare methods, save the best grouping.");
        var hamiltonian = new HamiltonianOptions();
        hamiltonian.AddTo(command);
        var rule = HamiltonianOptions.RuleOption(anticommuting: true);
        var coupling = HamiltonianOptions.CouplingOption();
        var method = new Option<string>("--method")
        {
            Description = $"all, or some of {string.Join(", ", MethodRunner.Known)}, separated by commas.",
            DefaultValueFactory = _ => "all",
        };
        var beta = new Option<double>("--beta")
        {
            Description = "GFlowNet reward: log R = -beta log(eps^2 M) - gamma groups.",
            DefaultValueFactory = _ => 1000,
        }.Above(0, 1e9);
        var gamma = new Option<double>("--gamma")
        {
            Description = "Price of one group in the reward.",
            DefaultValueFactory = _ => 0,
        }.Between(0, 1e9);
        var maxGroups = new Option<int?>("--max-groups")
        {
            Description = "Most groups of the groupings that annealing and gflownet return.",
            HelpName = "N",
        }.Between(1, 1_000_000);
        var time = Durations.Option(
            "--time", 30, "Time budget of annealing and of gflownet, each. The work done follows the budget, not the clock.");
        var trainShare = new Option<double>("--train-share")
        {
            Description =
                "Share of gflownet's time that trains its policy first; with 0 and no --policy all of it goes to the search.",
            DefaultValueFactory = _ => 0,
            HelpName = "X",
        }.Between(0, 1);
        var policy = new Option<string?>("--policy")
        {
            Description = "Apply a trained policy as it is, without training.",
            HelpName = "FILE",
        };
        var savePolicy = new Option<string?>("--save-policy") { Description = "Save the GFlowNet's policy.", HelpName = "FILE" };
        var ejections = new Option<string>("--ejections")
        {
            Description = "Which moves that throw terms out of a group gflownet's search works out: all, those above learned "
                + "thresholds, above a fixed one (it is annealing's search), or as many drawn at random.",
            DefaultValueFactory = _ => "learned",
        };
        ejections.AcceptOnlyFromAmong(Screens);
        var memory = MemorySizes.Option(
            "Memory for state and tables; without it three quarters of what is free. With less, state and tables step down and say so.");
        var blocks = new Option<string?>("--blocks")
        {
            Description = "Folder through which several processes with this command line share the blocks of annealing's search of a "
                + "large Hamiltonian; the result is that of one. Give each the same --memory.",
            HelpName = "FOLDER",
        };
        var seed = CommonOptions.Seed();
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        var output = new Option<string?>("--out")
        {
            Description = "Folder for result.json, grouping.json and the plot (SVG, PNG).",
            HelpName = "FOLDER",
        };
        foreach (var option in new Option[]
        {
            rule, coupling, method, beta, gamma, maxGroups, time, trainShare, policy, savePolicy, ejections, memory, blocks, seed, device,
            json, output,
        })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var methods = Methods(parsed.GetRequiredValue(method));
            if (parsed.GetValue(output) is { } target)
            {
                MeasurementFiles.RequireNoCounts(Path.Combine(target, "measurement"));
            }

            var learns = methods.Contains("gflownet", StringComparer.Ordinal);
            if (!learns)
            {
                foreach (var option in new Option[] { policy, savePolicy, ejections })
                {
                    parsed.RefuseWithoutEffect(option, "without the method gflownet");
                }
            }

            var anneals = methods.Contains("annealing", StringComparer.Ordinal);
            if (!anneals)
            {
                parsed.RefuseWithoutEffect(blocks, "without the method annealing");
            }

            if (!learns && !anneals)
            {
                foreach (var option in new Option[] { maxGroups, beta, gamma, time })
                {
                    parsed.RefuseWithoutEffect(option, "without the methods annealing and gflownet");
                }
            }

            var learned = parsed.GetValue(policy) is { } saved ? GroupingPolicy.Load(saved) : null;
            if (learned is not null)
            {
                RunEnvelope.Read(parsed.GetRequiredValue(policy)!);
                RunNotes.Add($"the policy was trained for {learned.TrainedFor ?? "an input that it does not name"}");
            }

            var share = parsed.GetValue(trainShare);
            if (learned is not null || !learns)
            {
                parsed.RefuseWithoutEffect(
                    trainShare, learns ? "with --policy, which is applied as it is, without training" : "without the method gflownet");
            }

            var trains = learned is null && share > 0 && learns;
            if (!trains && learned is null)
            {
                parsed.RefuseWithoutEffect(savePolicy, "without --train-share, since nothing is trained");
            }

            var card = SearchDevice.Select(parsed, device, maxGroups, blocks, anneals);
            if (!trains && !anneals)
            {
                parsed.RefuseWithoutEffect(device, !learns ? "without the methods annealing and gflownet"
                    : learned is null ? "without --train-share, since nothing is " +
                        "trained" : "with --policy, which is applied as it is, without training");
            }

            var options = new GFlowNetGroupingOptions
            {
                Beta = parsed.GetValue(beta),
                Gamma = parsed.GetValue(gamma),
                MaxGroups = parsed.GetValue(maxGroups) ?? int.MaxValue,
                Budget = TimeSpan.FromSeconds(parsed.GetValue(time)),
                Seed = parsed.GetValue(seed),
                Device = trains ? LearnedDevice.Select(parsed, device, "the policy's training", "sampling, search and costs") : null,
                Policy = learned,
                TrainingShare = trains ? share : 0,
                Ejections = (EjectionScreen)Array.IndexOf(Screens, parsed.GetRequiredValue(ejections)),
                Journal = RunFolder.Journal,
            };
            var isExplicit = !string.Equals(parsed.GetValue(method), "all", StringComparison.Ordinal);
            var run = new GroupingRun(parsed.GetRequiredValue(hamiltonian.File), parsed.GetRequiredValue(rule), options);
            run.Load(
                hamiltonian, parsed, coupling, parsed.GetValue(memory) ?? MemorySizes.OfRun(), isExplicit ? methods : null, cancellation);
            if (learns && !run.HasState)
            {
                parsed.RefuseWithoutEffect(ejections, "without a state");
            }

            if (parsed.GetValue(blocks) is { } shared)
            {
                run.ShareBlocks(shared);
            }

            run.Execute(isExplicit, card, cancellation);
            if (learns || card is not null)
            {
                RunEnvelope.On((card ?? options.Device)?.ToString() ?? "cpu");
            }

            run.Print(parsed.GetValue(json));
            run.Save(parsed.GetValue(json), parsed.GetValue(output), parsed.GetValue(savePolicy));
            cancellation.ThrowIfCancellationRequested();
            return Task.FromResult(0);
        });
        return command;
    }

    // In the order of EjectionScreen.
    private static readonly string[] Screens = ["all", "learned", "fixed", "random"];

    private static string[] Methods(string text)
    {
        var names = string.Equals(text, "all", StringComparison.Ordinal)
            ? MethodRunner.All
            : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in names)
        {
            if (!MethodRunner.Known.Contains(name, StringComparer.Ordinal))
            {
                throw new InputException($"Unknown method '{name}': use {string.Join(", ", MethodRunner.Known)} or all.");
            }
        }

        return names.Length > 0 ? names : throw new InputException("--method names no method.");
    }
}
