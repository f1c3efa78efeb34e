using System.CommandLine;
using Quiver.Cli.Common;

namespace Quiver.Cli.Links;

/// <summary>Commands on temporal graphs: links, bench links.</summary>
internal static class LinkCommands
{
    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        BenchCommand.In(root).Subcommands.Add(BenchLinksCommand.Create());
        root.Subcommands.Add(new Command("links", "Temporal link prediction: train, evaluate, predict, convert, describe and make event "
            + "streams.")
        {
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            PredictCommand.Create(),
            AffinityCommand.Create(),
            ConvertEventsCommand.Create(),
            StatsCommand.Create(),
            FromGitCommand.Create(),
            GenerateCommand.Create(),
        });
    }
}
