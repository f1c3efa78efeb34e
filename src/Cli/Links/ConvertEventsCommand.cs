using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Cli.Learning;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Snapshots;

namespace Quiver.Cli.Links;

/// <summary><c>quiver links convert DATA OUTPUT</c>: any layout to CSV, events to snapshots.</summary>
internal static class ConvertEventsCommand
{
    public static Command Create()
    {
        var command = new Command("convert", "Convert events to CSV (src,dst,timestamp[,weight]); with --interval, to snapshots.");
        var file = new EventFileOptions();
        file.AddTo(command);
        var output = new Argument<string>("OUTPUT") { Description = "A .csv or .csv.gz file." };
        var interval = new Option<string?>("--interval") { Description = "Discretise: 1h, 1d, or a number in the data's time unit.", HelpName = "TIME" };
        var convention = new Option<string>("--convention") { Description = "utg (ceiling, a snapshot carries its end) or tgm (floor of absolute time, its beginning).", DefaultValueFactory = _ => "utg" };
        var merge = new Option<string>("--merge") { Description = "Weight of repeated edges: first, sum or count.", DefaultValueFactory = _ => "first" };
        var empty = new Option<string>("--empty") { Description = "Empty intervals: skip, keep or raise.", DefaultValueFactory = _ => "skip" };
        var json = CommonOptions.Json();
        command.Arguments.Add(output);
        foreach (var option in new Option[] { interval, convention, merge, empty, json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var events = file.Read(parsed, cancellation);
            var (path, snapshots) = (parsed.GetRequiredValue(output), 0);
            if (parsed.GetValue(interval) is { } text)
            {
                var rules = new Discretization(
                    EventFileOptions.Interval(text),
                    TrainingFlags.Choice<BinConvention>(parsed.GetRequiredValue(convention), "--convention"),
                    TrainingFlags.Choice<MergeRule>(parsed.GetRequiredValue(merge), "--merge"),
                    TrainingFlags.Choice<EmptyBins>(parsed.GetRequiredValue(empty), "--empty"));
                try
                {
                    var list = Discretizer.Snapshots(events, rules);
                    (events, snapshots) = (Discretizer.ToEvents(list), list.Count);
                }
                catch (ArgumentException e)
                {
                    throw new InputException(GridCommand.FirstLine(e));
                }
            }

            EventWriter.Write(path, events);
            var target = parsed.GetValue(json);
            (JsonOutput.TakesStandardOutput(target) ? Console.Error : Console.Out).WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{path}: {events.Count:N0} {(snapshots > 0 ? $"edges in {snapshots:N0} snapshots" : "events")}, {events.NodeCount:N0} nodes"));
            JsonOutput.Write(target, new { Output = path, Events = events.Count, Nodes = events.NodeCount, Snapshots = snapshots });
            return Task.FromResult(0);
        });
        return command;
    }
}
