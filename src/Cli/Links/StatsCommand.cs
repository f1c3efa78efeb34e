using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.TemporalGraphs.Events;
using Spectre.Console;

namespace Quiver.Cli.Links;

/// <summary><c>quiver links stats DATA</c>.</summary>
internal static class StatsCommand
{
    public static Command Create()
    {
        var command = new Command("stats", "Counts, split, novelty, recurrence and surprise of an event stream.");
        var file = new EventFileOptions();
        file.AddTo(command);
        var interval = new Option<string?>("--interval")
        {
            Description = "Snapshot length for novelty: 1h, 1d, or a number in the "
            + "data's unit; a hundredth of the span by default.",
            HelpName = "TIME"
        };
        var json = CommonOptions.Json();
        command.Options.Add(interval);
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) =>
        {
            var read = file.ReadWithNames(parsed, cancellation);
            var events = read.Events;
            var s = EventStatistics.Of(events, parsed.GetValue(interval) is { } text ? EventFileOptions.IntervalAndUnit(text, read) : 0);
            if (s.Test == 0)
            {
                RunNotes.Add("There are too few distinct times for a split; evaluate and train need test events.");
            }

            var target = parsed.GetValue(json);
            var table = Tables.Create(Path.GetFileName(file.Path(parsed)), string.Empty, string.Empty);
            foreach (var (name, value) in new (string, string)[]
            {
                ("events", Whole(s.Events)), ("nodes", Whole(s.Nodes)), ("sources", Whole(s.Sources)),
                    ("destinations", Whole(s.Destinations)), ("bipartite", s.Bipartite ? "yes" : "no"),
                ("distinct pairs", Whole(s.Pairs)), ("distinct times", Whole(s.DistinctTimes)), ("first time", Time(s.Start)),
                    ("last time", Time(s.End)),
                    ("time unit", read.TimeUnit.ToString().ToLowerInvariant() + (read.TimeUnitAssumed ? " (assumed)" : string.Empty)),
                    ("self-loops", Whole(s.SelfLoops)),
                ("train / validation / test", $"{Whole(s.Train)} / {Whole(s.Validation)} / {Whole(s.Test)}"),
                ("novelty", Number(s.Novelty)), ("recurrence", Number(s.Recurrence)), ("surprise", Number(s.Surprise)),
                    ("features", Whole(events.FeatureWidth)), ("weighted", events.IsWeighted ? "yes" : "no"),
            })
            {
                table.AddRow(name, value);
            }

            Tables.Console(JsonOutput.TakesStandardOutput(target)).Write(table);
            JsonOutput.Write(target, s);
            return Task.FromResult(0);
        });
        return command;
    }

    private static string Time(double value) => value.ToString("G15", CultureInfo.InvariantCulture);

    private static string Whole(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double? value) => value?.ToString("G6", CultureInfo.InvariantCulture) ?? "-";
}
