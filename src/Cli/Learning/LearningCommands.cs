using System.CommandLine;

namespace Quiver.Cli.Learning;

/// <summary>Commands of the GFlowNet core: grid, bits, ising, bench.</summary>
internal static class LearningCommands
{
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
    }
}
