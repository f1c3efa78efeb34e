using System.CommandLine;

namespace Quiver.Cli.Links;

/// <summary>Commands on temporal graphs: links.</summary>
internal static class LinkCommands
{
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
    }
}
