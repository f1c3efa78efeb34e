using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Cli.Learning;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Snapshots;

namespace Quiver.Cli.Links;

/// <summary><c>quiver links convert DATA OUTPUT</c>: any layout to CSV, events to snapshots.</summary>
internal static class ConvertEventsCommand
{
    public static Command Create()
    {
        var command = new Command(
            "convert", "Convert events to CSV (src,dst,timestamp[,weight]) or to .qev; with --interval, to snapshots.");
        var file = new EventFileOptions();
        file.AddTo(command);
        var output = new Argument<string>("OUTPUT")
        {
            Description = "A .csv, .csv.gz or .qev file (columns that are read from disk, for streams larger than the memory).",
        };
        var interval = new Option<string?>("--interval")
        {
            Description = "Discretise: 1h, 1d, or a number in the data's time unit.",
            HelpName = "TIME"
        };
        var convention = new Option<string>("--convention")
        {
            Description = "utg (ceiling, a snapshot carries its end) or tgm (floor of "
            + "absolute time, its beginning).",
            DefaultValueFactory = _ => "utg"
        };
        var merge = new Option<string>("--merge")
        {
            Description = "Weight of repeated edges: first, sum or count.",
            DefaultValueFactory = _ => "first"
        };
        var empty = new Option<string>("--empty")
        {
            Description = "Empty intervals: skip, keep or raise.",
            DefaultValueFactory = _ => "skip"
        };
        var json = CommonOptions.Json();
        command.Arguments.Add(output);
        foreach (var option in new Option[] { interval, convention, merge, empty, json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(interval) is null)
            {
                foreach (var option in new Option[] { convention, merge, empty })
                {
                    parsed.RefuseWithoutEffect(option, "without --interval");
                }
            }

            if (EventOutput.IsArchive(parsed.GetRequiredValue(output)))
            {
                parsed.RefuseWithoutEffect(empty, $"with {EventArchive.Extension} files, which hold events alone");
            }

            var (path, snapshots, gaps) = (EventOutput.Checked(parsed.GetRequiredValue(output)), 0, Array.Empty<double>());
            var read = file.ReadWithNames(parsed, cancellation);
            var events = read.Events;
            if (events.FeatureWidth > 0)
            {
                RunNotes.Add($"The {events.FeatureWidth} features of every event are left out: the file holds source, destination, time "
                    + $"and weight.");
            }

            if (parsed.GetValue(interval) is { } text)
            {
                var rules = new Discretization(
                    EventFileOptions.IntervalAndUnit(text, read),
                    TrainingFlags.Choice<BinConvention>(parsed.GetRequiredValue(convention), "--convention"),
                    TrainingFlags.Choice<MergeRule>(parsed.GetRequiredValue(merge), "--merge"),
                    TrainingFlags.Choice<EmptyBins>(parsed.GetRequiredValue(empty), "--empty"));
                var list = ArgumentErrors.AsInput(() => Discretizer.Snapshots(events, rules));
                (events, snapshots) = (ArgumentErrors.AsInput(() => Discretizer.ToEvents(list)), list.Count);
                gaps = [.. list.Where(s => s.EdgeCount == 0).Select(s => s.Time)];
            }

            if (EventOutput.IsArchive(path))
            {
                EventArchive.Write(path, read with { Events = events }, cancellation);
            }
            else
            {
                EventWriter.Write(path, events, Names(read, file.Relabels(parsed)), gaps);
            }

            var target = parsed.GetValue(json);
            var nodes = CountNodes(events);
            (JsonOutput.TakesStandardOutput(target) ? Console.Error : Console.Out).WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{path}: {events.Count:N0} "
                    + $"{(snapshots > 0 ? $"edges in {snapshots:N0} snapshots{(gaps.Length > 0 ? $", {gaps.Length:N0} of them empty" : string.Empty)}" : "events")}, {nodes:N0} nodes"));
            JsonOutput.Write(target, new
            {
                Output = path,
                Events = events.Count,
                Nodes = nodes,
                Snapshots = snapshots,
                Empty = gaps.Length
            });
            return Task.FromResult(0);
        });
        return command;
    }

    // The file's own ids, unless new numbers are wanted or users and items share ids.
    private static IReadOnlyList<string>? Names(EventReadResult read, bool anew)
    {
        if (anew || read.Names is not { } names)
        {
            return null;
        }

        if (names.Distinct(StringComparer.Ordinal).Count() == names.Count)
        {
            return names;
        }

        RunNotes.Add(string.Create(CultureInfo.InvariantCulture,
            $"Users and items share ids, so that nodes are written as numbers: item {names[read.Events.Destinations[0]]} is "
            + $"{read.Events.Destinations[0]}."));
        return null;
    }

    private static int CountNodes(TemporalGraphs.Events.EventStream events)
    {
        var occurs = new bool[events.NodeCount];
        foreach (var node in events.Sources)
        {
            occurs[node] = true;
        }

        foreach (var node in events.Destinations)
        {
            occurs[node] = true;
        }

        return occurs.Count(x => x);
    }
}
