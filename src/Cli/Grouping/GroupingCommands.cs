using System.CommandLine;

namespace Quiver.Cli.Grouping;

/// <summary>Commands on Hamiltonians: group, info, check-grouping.</summary>
internal static class GroupingCommands
{
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
    }
}
