using System.CommandLine;

namespace Quiver.Cli.Runs;

/// <summary><c>quiver runs list|show|compare|clean</c>: what lies in run folders.</summary>
internal static class RunsCommand
{
    /// <summary>Adds the commands.</summary>
    public static void AddTo(RootCommand root)
    {
        var runs = new Command("runs", "List, show, compare and clean run folders.");
        runs.Subcommands.Add(ListRunsCommand.Create());
        runs.Subcommands.Add(ShowRunCommand.Create());
        runs.Subcommands.Add(CompareRunsCommand.Create());
        runs.Subcommands.Add(CleanRunsCommand.Create());
        root.Subcommands.Add(runs);
    }
}
