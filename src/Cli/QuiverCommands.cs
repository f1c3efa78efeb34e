using System.CommandLine;
using Quiver.Cli.Circuits;
using Quiver.Cli.Common;
using Quiver.Cli.Completions;
using Quiver.Cli.Doctor;
using Quiver.Cli.Grouping;
using Quiver.Cli.Learning;
using Quiver.Cli.Links;
using Quiver.Cli.Measuring;

namespace Quiver.Cli;

/// <summary>The whole command line: what the program runs and the tests walk.</summary>
internal static class QuiverCommands
{
    public static RootCommand Root()
    {
        var root = new RootCommand("Quiver: GFlowNets for quantum measurement grouping and circuit design, and temporal link prediction.");
        root.Options.Add(CommonOptions.Verbose);
        root.Options.Add(CommonOptions.LibTorch);
        root.Options.Add(CommonOptions.Run);
        root.Options.Add(CommonOptions.Config);
        root.Options.Add(CommonOptions.PrintConfig);
        root.Options.Add(CommonOptions.Resume);
        GroupingCommands.AddTo(root);
        MeasuringCommands.AddTo(root);
        LearningCommands.AddTo(root);
        CircuitCommands.AddTo(root);
        LinkCommands.AddTo(root);
        Runs.RunsCommand.AddTo(root);
        Sweeps.SweepCommand.AddTo(root);
        BenchCommand.In(root).Subcommands.Add(Sweeps.BenchAllCommand.Create());
        Reports.ReportCommand.AddTo(root);
        DoctorCommand.AddTo(root);
        CompletionsCommand.AddTo(root);
        return root;
    }
}
