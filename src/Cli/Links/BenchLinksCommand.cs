using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Snapshots;

namespace Quiver.Cli.Links;

/// <summary><c>quiver bench links DATA</c>: the tables of the documentation.</summary>
internal static class BenchLinksCommand
{
    public static Command Create()
    {
        var command = new Command(
            "links", "Training-free scores under every freshness, trained models, and inference times, on one data set.");
        var file = new EventFileOptions();
        file.AddTo(command);
        var models = new Option<string>("--models")
        {
            Description = $"Models to train, separated by commas: {string.Join(", ", LinkTraining.Names)}, or none.",
            DefaultValueFactory = _ => "ranker,gcn,gclstm,evolvegcn-o,htgn,tgn,nat",
        };
        var interval = new Option<string>("--interval")
        {
            Description = "Length of a snapshot.",
            DefaultValueFactory = _ => "1h",
            HelpName = "TIME",
        };
        var seeds = new Option<int>("--seeds")
        {
            Description = "Runs of each trained model.",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        }.Between(1, 10_000);
        var epochs = new Option<int?>("--epochs") { Description = "Most passes.", HelpName = "N" }.Between(1, 100_000);
        var output = new Option<string?>("--out")
        {
            Description = "Folder for the plot of MRR against inference time.",
            HelpName = "FOLDER",
        };
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { models, interval, seeds, epochs, device, output, json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var path = file.Path(parsed);
            var names = Models(parsed.GetRequiredValue(models));
            if (names.Length == 0)
            {
                parsed.RefuseWithoutEffect(seeds, "without a model to train");
                parsed.RefuseWithoutEffect(epochs, "without a model to train");
                parsed.RefuseWithoutEffect(device, "without a model to train");
            }

            var place = LinkDevice.Asked(parsed, device, names);
            _ = EventFileOptions.Interval(parsed.GetRequiredValue(interval));
            var clock = Stopwatch.StartNew();
            var read = file.ReadWithNames(parsed, cancellation);
            var events = read.Events;
            var length = EventFileOptions.IntervalAndUnit(parsed.GetRequiredValue(interval), read);
            var loaded = clock.Elapsed.TotalSeconds;
            var snapshots = Discretizer.Snapshots(events, new Discretization(length));
            Console.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{events.Count:N0} events read in {loaded:0.000} s, discretised into " +
                    $"{snapshots.Count:N0} snapshots in {clock.Elapsed.TotalSeconds - loaded:0.000} s"));
            var data = EventFileOptions.Split(events, path, cancellation);
            var name = Path.GetFileName(path);
            var rows = new List<LinkResult>();
            foreach (var known in new[] { Freshness.PerEvent, Freshness.PerBatch(), Freshness.PerSnapshot(length) })
            {
                foreach (var score in EvaluateCommand.Scores(["edgebank", "edgebank-tw", "lr>gr", "lr>gp", "lp>gp"]))
                {
                    var protocol = new TgbProtocol(data, known);
                    var predictor = score(protocol, cancellation);
                    var ranks = LinkEvaluation.Run(predictor, protocol, false, cancellation);
                    rows.Add(EvaluateCommand.Row(name, predictor.Name, ranks, known.Kind == FreshnessKind.Snapshot ? "snapshots" : "events", known.ToString()));
                }
            }

            using (var progress = new ConsoleProgress())
            {
                foreach (var model in names)
                {
                    Freshness[] views = string.Equals(model, LinkTraining.Ranker, StringComparison.Ordinal)
                        ? [Freshness.PerEvent, Freshness.PerSnapshot(length)]
                        : [TrainCommand.Known(model, null, null, length)];
                    foreach (var known in views)
                    {
                        var settings = new LinkTrainingSettings(
                            model, known, parsed.GetValue(seeds), 1)
                        { Epochs = parsed.GetValue(epochs), Device = place };
                        rows.Add(LinkTraining.Run(name, data, settings, progress, cancellation));
                    }
                }
            }

            LinkTable.Show(rows, name, parsed.GetValue(json));
            if (parsed.GetValue(output) is { } folder)
            {
                LinkPlot.AgainstInference(folder, name, rows);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static string[] Models(string text)
    {
        string[] names = string.Equals(text, "none", StringComparison.Ordinal)
            ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(names, n => !LinkTraining.Names.Contains(n, StringComparer.Ordinal)) is { } unknown
            ? throw new Quiver.Core.Runs.InputException(
                $"There is no model '{unknown}': use {string.Join(", ", LinkTraining.Names)} or none.")
            : names;
    }
}
