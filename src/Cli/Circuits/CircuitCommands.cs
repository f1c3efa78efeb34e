using System.CommandLine;

namespace Quiver.Cli.Circuits;

/// <summary>Commands on circuits: circuits, vqe.</summary>
internal static class CircuitCommands
{
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
    }
}
