using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Heuristics;

namespace Quiver.Cli.Links;

/// <summary><c>quiver links evaluate DATA</c>: training-free scores.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var command = new Command("evaluate", "Rank validation and test events by training-free scores: EdgeBank, recency, popularity, common neighbours.");
        var file = new EventFileOptions();
        file.AddTo(command);
        var model = new Option<string>("--model") { Description = $"Scores separated by commas, each of the keys {string.Join(", ", LexicographicScore.KeyNames)} joined by > (later keys break ties).", DefaultValueFactory = _ => "edgebank,edgebank-tw,lr>gr,lr>gp,lp>gp,gp" };
        var freshness = new Option<string>("--freshness") { Description = "What a query knows: event, batch[:N] or snapshot:INTERVAL.", DefaultValueFactory = _ => "event" };
        var negatives = new Option<string?>("--negatives") { Description = "UTG's snapshot protocol: DATA holds split,snapshot,src,dst and this file the fixed negatives.", HelpName = "FILE" };
        var output = new Option<string?>("--out") { Description = "Folder for the plot of MRR against time (SVG, PNG).", HelpName = "FOLDER" };
        var device = CommonOptions.Device();
        var json = CommonOptions.Json();
        foreach (var option in new Option[] { model, freshness, negatives, output, device, json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            LearnedDevice.RequireCpu(parsed, device, "training-free scores");
            var path = file.Path(parsed);
            var name = Path.GetFileName(path);
            var scores = Scores(parsed.GetRequiredValue(model));
            var rows = new List<LinkResult>();
            var curves = new List<(string Model, RankingScores Test)>();
            if (parsed.GetValue(negatives) is { } fixedNegatives)
            {
                file.RefuseWithProtocol(parsed);
                parsed.RefuseWithoutEffect(freshness, "with --negatives, whose queries know all earlier snapshots");
                parsed.RefuseWithoutEffect(output, "with --negatives, which draws no plot");
                var protocol = UtgProtocol.Read(path, fixedNegatives);
                RunEnvelope.Read(path);
                RunEnvelope.Read(fixedNegatives);
                rows.AddRange(scores.Select(s => Row(name, s.Name, LinkEvaluation.Run(new HeuristicPredictor(s, protocol.Split), protocol, cancellationToken: cancellation), "snapshots", "snapshot")));
            }
            else
            {
                _ = EventFileOptions.ParseFreshness(parsed.GetRequiredValue(freshness));
                var read = file.ReadWithNames(parsed, cancellation);
                var known = EventFileOptions.ParseFreshness(parsed.GetRequiredValue(freshness), read);
                var data = EventFileOptions.Split(read.Events, path, cancellation);
                foreach (var score in scores)
                {
                    var result = LinkEvaluation.Run(new HeuristicPredictor(score, data), new TgbProtocol(data, known), parsed.GetValue(output) is not null, cancellation);
                    rows.Add(Row(name, score.Name, result, known.Kind == FreshnessKind.Snapshot ? "snapshots" : "events", known.ToString()));
                    curves.Add((score.Name, result.Test));
                }
            }

            LinkTable.Show(rows, name, parsed.GetValue(json));
            if (parsed.GetValue(output) is { } folder && curves.Count > 0)
            {
                LinkPlot.OverTime(folder, name, curves);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    internal static List<LexicographicScore> Scores(string text)
    {
        try
        {
            List<LexicographicScore> scores = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(LexicographicScore.Parse)];
            return scores.Count > 0 ? scores : throw new InputException("--model names no score.");
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message);
        }
    }

    internal static LinkResult Row(string data, string score, LinkRanks r, string view, string freshness) => new(
        data, score, view, freshness, r.Validation.Mrr, r.Test.Mrr, 1, 0, r.Seconds, r.Queries / Math.Max(r.Seconds, 1e-9), null, null, r.Test.Hits.At1, r.Test.Hits.At10);
}
