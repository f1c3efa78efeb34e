using System.CommandLine;

namespace Quiver.Cli.Circuits;

/// <summary>Commands on circuits: circuits, vqe, bench simulator.</summary>
internal static class CircuitCommands
{
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Group(root, "bench", "Measure speed against published and measured peers.").Subcommands.Add(BenchSimulatorCommand.Create());
        var circuits = Group(root, "circuits", "Design, run, convert and draw circuits.");
        circuits.Subcommands.Add(ConvertCommand.Create());
        circuits.Subcommands.Add(DrawCommand.Create());
    }

    /// <summary>A command that several areas add to.</summary>
    private static Command Group(RootCommand root, string name, string description)
    {
        var group = root.Subcommands.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        if (group is null)
        {
            group = new Command(name, description);
            root.Subcommands.Add(group);
        }

        return group;
    }
}
