using System.CommandLine;
using Quiver.Cli.Circuits;
using Quiver.Cli.Doctor;
using Quiver.Cli.Grouping;
using Quiver.Cli.Learning;
using Quiver.Cli.Links;

namespace Quiver.Cli.Tests.Common;

/// <summary>All commands that do something, by their path, as the program builds them.</summary>
internal static class CommandTree
{
    public static IEnumerable<(string Path, Command Command)> Leaves()
    {
        var root = new RootCommand();
        GroupingCommands.AddTo(root);
        LearningCommands.AddTo(root);
        CircuitCommands.AddTo(root);
        LinkCommands.AddTo(root);
        DoctorCommand.AddTo(root);
        return Below(root, string.Empty);

        static IEnumerable<(string Path, Command Command)> Below(Command command, string path) => command.Subcommands.Count > 0
            ? command.Subcommands.SelectMany(c => Below(c, $"{path} {c.Name}"))
            : [(path.Trim(), command)];
    }
}
