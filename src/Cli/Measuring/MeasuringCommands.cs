using System.CommandLine;
using Quiver.Cli.Common;

namespace Quiver.Cli.Measuring;

/// <summary>Commands that estimate energies from shots: measure, bench measure.</summary>
internal static class MeasuringCommands
{
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        root.Subcommands.Add(MeasureCommand.Create());
        BenchCommand.In(root).Subcommands.Add(BenchMeasureCommand.Create());
    }
}
