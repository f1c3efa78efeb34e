using System.CommandLine;
using Quiver.Cli.Common;

namespace Quiver.Cli.Grouping;

/// <summary>Commands on Hamiltonians: group, group-scan, train-grouping, info, check-grouping, convert, hamiltonian generate.</summary>
internal static class GroupingCommands
{
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        root.Subcommands.Add(GroupCommand.Create());
        root.Subcommands.Add(GroupScanCommand.Create());
        root.Subcommands.Add(TrainGroupingCommand.Create());
        root.Subcommands.Add(InfoCommand.Create());
        root.Subcommands.Add(CheckGroupingCommand.Create());
        root.Subcommands.Add(ConvertHamiltonianCommand.Create());
        root.Subcommands.Add(GenerateHamiltonianCommand.Create());
        BenchCommand.In(root).Subcommands.Add(BenchGroupingCommand.Create());
        BenchCommand.In(root).Subcommands.Add(BenchScaleCommand.Create());
    }
}
