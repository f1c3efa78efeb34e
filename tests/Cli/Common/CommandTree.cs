using System.CommandLine;

namespace Quiver.Cli.Tests.Common;

/// <summary>All commands that do something, by their path, as the program builds them.</summary>
internal static class CommandTree
{
    public static IEnumerable<(string Path, Command Command)> Leaves()
    {
        return Below(QuiverCommands.Root(), string.Empty);

        static IEnumerable<(string Path, Command Command)> Below(Command command, string path) => command.Subcommands.Count > 0
            ? command.Subcommands.SelectMany(c => Below(c, $"{path} {c.Name}"))
            : [(path.Trim(), command)];
    }
}
