using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;
using Spectre.Console;

namespace Quiver.Cli.Links;

/// <summary><c>quiver links predict DATA --source ...</c>: the output mapper, at any time after the last event.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var command = new Command(
            "predict",
            "Train a model, or take a finished training from --checkpoint, let it observe all events, and name the likeliest next " +
            "destinations.");
        var file = new EventFileOptions();
        file.AddTo(command);
        var source = new Option<string>("--source")
        {
            Description = "Sources to predict for, separated by commas: ids, or names with --relabel.",
            Required = true,
            HelpName = "NODES",
        };
        var at = new Option<string?>("--at")
        {
            Description =
                "Time of the prediction: a number in the data's unit, or a date such as 2024-01-31 or 2024-01-31T12:00:00Z where times " +
                "count from 1970; by default when the next event is due: after the last one by the median step between times.",
            HelpName = "TIME",
        };
        var top = new Option<int>("--top")
        {
            Description = "Destinations to name.",
            DefaultValueFactory = _ => 10,
            HelpName = "K",
        }.Between(1, 1_000_000_000);
        var model = new Option<string>("--model")
        {
            Description = $"One of {string.Join(", ", LinkTraining.Names)}.",
            DefaultValueFactory = _ => LinkTraining.Ranker,
        };
        var flags = new LinkTrainingFlags();
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { source, at, top, model, device, json })
        {
            command.Options.Add(option);
        }

        flags.AddTo(command);

        command.SetAction((parsed, cancellation) =>
        {
            var path = file.Path(parsed);
            var name = parsed.GetRequiredValue(model);
            if (!LinkTraining.Names.Contains(name, StringComparer.Ordinal))
            {
                throw new InputException($"There is no model '{name}': use {string.Join(", ", LinkTraining.Names)}.");
            }

            var place = LinkDevice.Asked(parsed, device, [name]);
            var read = file.ReadWithNames(parsed, cancellation);
            var data = EventFileOptions.Split(read.Events, path, cancellation);
            var asked = Sources(parsed.GetRequiredValue(source), read);
            var time = parsed.GetValue(at) is { } moment ? PredictionTime.Parse(moment, read) : data.Events.NextTime;
            if (!(Math.Abs(time) <= LinkSplit.MostTime))
            {
                throw new InputException($"--at: the time {time:G6} is too far; times are at most {LinkSplit.MostTime:G} in size.");
            }

            flags.RefuseWithoutEffect(parsed, [name], protocol: false);
            flags.RefuseIdleSamples(parsed, data.Candidates.Count);
            var settings = flags.Read(parsed, name, 1, null, read) with { Device = place };
            var count = parsed.GetValue(top);
            var rows = new List<LinkPrediction>();
            using (var progress = new ConsoleProgress())
            {
                LinkTraining.Refuse(settings);
                using var trained = LinkTraining.Train(data, settings, settings.FirstSeed, progress, cancellation);
                RunNotes.AddRange(trained.Result.Notes);
                trained.Observe(read.Events);
                foreach (var id in asked)
                {
                    rows.AddRange(trained.Likeliest(id, time, count).Select((p, k) => new LinkPrediction(
                        read.NameOf(id), time + read.TimeOrigin, k + 1, read.NameOf(p.Destination), p.Probability)));
                }
            }

            Show(rows, Path.GetFileName(path), name, parsed.GetValue(json));
            return Task.FromResult(0);
        });
        return command;
    }

    // Names are those of the file; where users and items share ids, a source is meant.
    private static List<int> Sources(string text, EventReadResult read)
    {
        var nodes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var ids in (ReadOnlySpan<int[]>)[read.Events.Sources.ToArray(), read.Events.Destinations.ToArray()])
        {
            foreach (var id in ids)
            {
                nodes.TryAdd(read.NameOf(id), id);
            }
        }

        var result = new List<int>();
        foreach (var cell in nodes.ContainsKey(text) ? [text] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!nodes.TryGetValue(cell, out var node))
            {
                throw new InputException($"--source: '{cell}' is no node of the events.");
            }

            result.Add(node);
        }

        return result.Count > 0 ? result : throw new InputException("--source names no node.");
    }

    private static void Show(List<LinkPrediction> rows, string title, string model, string? json)
    {
        var table = Tables.Create($"{title}, {model}", "source", "rank", "destination", "probability");
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Source), row.Rank.ToString(CultureInfo.InvariantCulture), Markup.Escape(row.Destination),
                row.Probability.ToString("0.0000", CultureInfo.InvariantCulture));
        }

        Tables.Console(JsonOutput.TakesStandardOutput(json)).Write(table);
        JsonOutput.Write(json, new { Model = model, Rows = rows });
    }
}
