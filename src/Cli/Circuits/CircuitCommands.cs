using System.CommandLine;
using Quiver.Cli.Common;

namespace Quiver.Cli.Circuits;

/// <summary>Commands on circuits: circuits, vqe, bench simulator, bench design.</summary>
internal static class CircuitCommands
{
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        BenchCommand.In(root).Subcommands.Add(BenchSimulatorCommand.Create());
        BenchCommand.In(root).Subcommands.Add(BenchDesignCommand.Create());
        root.Subcommands.Add(VqeCommand.Create());
        var circuits = new Command("circuits", "Design, run, convert and draw circuits.");
        root.Subcommands.Add(circuits);
        circuits.Subcommands.Add(DesignCommand.Create());
        circuits.Subcommands.Add(GadgetsCommand.Create());
        circuits.Subcommands.Add(TrainProposalsCommand.Create());
        circuits.Subcommands.Add(RunCommand.Create());
        circuits.Subcommands.Add(ConvertCommand.Create());
        circuits.Subcommands.Add(DrawCommand.Create());
    }
}
