using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Affinity;
using Spectre.Console;

namespace Quiver.Cli.Links;

/// <summary><c>quiver links affinity LABELS</c>: how nodes divide their affinity among classes next.</summary>
internal static class AffinityCommand
{
    private const string Persistent = "persistence";
    private const string Average = "moving-average";
    private const string Mixture = "mixture";

    public static Command Create()
    {
        var command = new Command(
            "affinity",
            "Node affinity: forecast how nodes divide themselves among classes, measured by NDCG@10 as TGB does. DATA holds time, node, " +
            "class and weight, the node as source and the class as destination.");
        var file = new EventFileOptions();
        file.AddTo(command);
        var models = new Option<string>("--model")
        {
            Description = $"Forecasts separated by commas: {Persistent}, {Average}, {Mixture} (learned).",
            DefaultValueFactory = _ => $"{Persistent},{Average},{Mixture}",
        };
        var window = new Option<double>("--window")
        {
            Description = "Window of the moving average.",
            DefaultValueFactory = _ => 7,
            HelpName = "N",
        }.Between(1, 1e9);
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { models, window, json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var names = parsed.GetRequiredValue(models).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (names.Length == 0 || Array.Find(names, n => n is not (Persistent or Average or Mixture)) is not null)
            {
                throw new InputException(
                    $"--model {parsed.GetValue(models)}: use {Persistent}, {Average} and {Mixture}, separated by commas.");
            }

            if (!names.Contains(Average, StringComparer.Ordinal))
            {
                parsed.RefuseWithoutEffect(window, $"without {Average}");
            }

            var path = file.Path(parsed);
            var rows = file.Read(parsed, cancellation);
            if (!rows.IsWeighted)
            {
                RunNotes.Add("The rows have no weight; every class of a label counts the same.");
            }

            var results = new List<AffinityResult>();
            var labels = Labels(path, rows);
            foreach (var name in names)
            {
                var forecaster = Forecaster(name, labels, parsed.GetValue(window), cancellation);
                var ranks = AffinityEvaluation.Run(forecaster, labels, cancellation);
                results.Add(new AffinityResult(
                    Path.GetFileName(path), forecaster.Name, ranks.Validation, ranks.Test,
                    (forecaster as AffinityMixture)?.ParameterCount ?? 0, ranks.Seconds));
            }

            Show(labels, results, Path.GetFileName(path), parsed.GetValue(json));
            return Task.FromResult(0);
        });
        return command;
    }

    private static AffinityLabels Labels(string path, Quiver.TemporalGraphs.Events.EventStream rows)
    {
        try
        {
            return AffinityLabels.Of(rows);
        }
        catch (InputException e)
        {
            throw new InputException($"{path}: {e.Message}");
        }
        catch (ArgumentException e)
        {
            throw new InputException($"{path}: {ExceptionText.WithoutParameter(e)}");
        }
    }

    private static IAffinityForecaster Forecaster(string name, AffinityLabels labels, double window, CancellationToken cancellation) =>
        name switch
        {
            Persistent => new Persistence(labels.Nodes),
            Average => new MovingAverage(labels.Nodes, window),
            _ => AffinityMixture.Learn(labels, cancellation),
        };

    private static void Show(AffinityLabels labels, List<AffinityResult> rows, string name, string? json)
    {
        var title = string.Create(CultureInfo.InvariantCulture,
            $"{name}: {labels.All.Length:N0} labels of {labels.Nodes:N0} nodes, {labels.Classes:N0} classes");
        var table = Tables.Create(title, "model", "val NDCG@10", "test NDCG@10", "parameters", "seconds");
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Model), row.ValNdcg.ToString("0.0000", CultureInfo.InvariantCulture),
                row.TestNdcg.ToString("0.0000", CultureInfo.InvariantCulture), row.Parameters.ToString(CultureInfo.InvariantCulture),
                row.Seconds.ToString("0.00", CultureInfo.InvariantCulture));
        }

        Tables.Console(JsonOutput.TakesStandardOutput(json)).Write(table);
        JsonOutput.Write(json, new
        {
            Labels = labels.All.Length,
            labels.Nodes,
            labels.Classes,
            Validation = labels.TestStart - labels.ValidationStart,
            Test = labels.All.Length - labels.TestStart,
            Rows = rows,
        });
    }
}
