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
        var command = new Command(
            "evaluate",
            "Rank validation and test events by training-free scores: EdgeBank, recency, popularity, common neighbours, sums of decays.");
        var file = new EventFileOptions();
        file.AddTo(command, byRelation: true);
        var model = new Option<string>("--model")
        {
            Description =
                $"Scores separated by commas, each of the keys {string.Join(", ", LexicographicScore.KeyNames)} joined by > (later keys " +
                $"break ties), or a sum of decays such as decay:power=2,reverse=1,popularity=0.003,tau=1 (exp=T for exponential decay of " +
                $"the pair, walks=W for walks of three steps, reply=W while an answer is due, activity=A for active candidates); " +
                $"decay:fit, decay:fit-replies and decay:fit-walks choose the constants on validation.",
            DefaultValueFactory = _ => "edgebank,edgebank-tw,lr>gr,lr>gp,lp>gp,gp",
        };
        var freshness = new Option<string>("--freshness")
        {
            Description = "What a query knows: event, batch[:N] or snapshot:INTERVAL.",
            DefaultValueFactory = _ => "event",
        };
        var negatives = new Option<string?>("--negatives")
        {
            Description = "UTG's snapshot protocol: DATA holds split,snapshot,src,dst and this file the fixed negatives.",
            HelpName = "FILE",
        };
        var output = new Option<string?>("--out")
        {
            Description = "Folder for the plot of MRR against time (SVG, PNG).",
            HelpName = "FOLDER",
        };
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
            var models = Models(parsed.GetRequiredValue(model));
            var scores = Scores(models);
            var relations = (List<RelationRow>?)null;
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
                foreach (var score in scores)
                {
                    var predictor = score(protocol, cancellation);
                    var ranks = LinkEvaluation.Run(predictor, protocol, cancellationToken: cancellation);
                    rows.Add(Row(name, predictor.Name, ranks, "snapshots", "snapshot"));
                }
            }
            else
            {
                _ = EventFileOptions.ParseFreshness(parsed.GetRequiredValue(freshness));
                var read = file.ReadWithNames(parsed, cancellation);
                var known = EventFileOptions.ParseFreshness(parsed.GetRequiredValue(freshness), read);
                var data = EventFileOptions.Split(read.Events, path, cancellation);
                if (read.Relations is { } kinds)
                {
                    var ranked = RelationRanking.Run(path, data, kinds, models, known, parsed.GetValue(output) is not null, cancellation);
                    rows.AddRange(ranked.Models.Select(m => m.Row));
                    curves.AddRange(ranked.Models.Select(m => (m.Row.Model, m.Ranks.Test)));
                    (relations, scores) = (ranked.Relations, []);
                }

                var protocol = new TgbProtocol(data, known);
                foreach (var score in scores)
                {
                    var predictor = score(protocol, cancellation);
                    var result = LinkEvaluation.Run(predictor, protocol, parsed.GetValue(output) is not null, cancellation);
                    rows.Add(
                        Row(name, predictor.Name, result, known.Kind == FreshnessKind.Snapshot ? "snapshots" : "events", known.ToString()));
                    curves.Add((predictor.Name, result.Test));
                }
            }

            LinkTable.Show(rows, name, parsed.GetValue(json), relations);
            if (parsed.GetValue(output) is { } folder && curves.Count > 0)
            {
                LinkPlot.OverTime(folder, name, curves);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>Cuts a list of scores; the constants of a sum of decays have commas between them as scores do.</summary>
    internal static IReadOnlyList<string> Models(string text)
    {
        var texts = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (texts.Count > 0 && texts[^1].StartsWith("decay:", StringComparison.Ordinal) && part.Contains('=', StringComparison.Ordinal)
                && !part.Contains(':', StringComparison.Ordinal))
            {
                texts[^1] += "," + part;
            }
            else
            {
                texts.Add(part);
            }
        }

        return texts.Count > 0 ? texts : throw new InputException("--model names no score.");
    }

    /// <summary>Whether a score chooses its constants on validation.</summary>
    internal static bool IsFitted(string model) => model is "decay:fit" or "decay:fit-walks" or "decay:fit-replies";

    /// <summary>Reads scores.</summary>
    /// <param name="models">What <see cref="Models"/> gives.</param>
    /// <param name="relationByRelation">Whether they serve one relation after the other: then no note tells the constants chosen.</param>
    internal static List<Func<LinkProtocol, CancellationToken, ILinkPredictor>> Scores(
        IReadOnlyList<string> models, bool relationByRelation = false)
    {
        try
        {
            return [.. models.Select(m => Score(m, relationByRelation))];
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message);
        }
    }

    private static Func<LinkProtocol, CancellationToken, ILinkPredictor> Score(string text, bool relationByRelation)
    {
        if (IsFitted(text))
        {
            return (protocol, cancellation) =>
            {
                var replies = text.EndsWith("replies", StringComparison.Ordinal);
                if (replies && protocol.Split.Bipartite)
                {
                    throw new InputException(
                        $"{text}: no node is both source and destination here, so nothing is answered: use decay:fit.");
                }

                using var progress = relationByRelation ? null : new ConsoleProgress();
                var walks = text.EndsWith("walks", StringComparison.Ordinal);
                var (fitted, reached) = DecayFit.Run(protocol, walks, replies, progress, cancellation);
                if (!relationByRelation)
                {
                    RunNotes.Add(string.Create(CultureInfo.InvariantCulture,
                        $"{text}: the constants are chosen by validation (MRR {reached:0.0000}): {fitted.Name}"));
                }

                return new DecayPredictor(fitted, protocol.Split);
            };
        }

        if (text.StartsWith("decay", StringComparison.Ordinal))
        {
            var decay = DecayScore.Parse(text);
            return (protocol, _) => new DecayPredictor(decay, protocol.Split);
        }

        var keys = LexicographicScore.Parse(text);
        return (protocol, _) => new HeuristicPredictor(keys, protocol.Split);
    }

    internal static LinkResult Row(string data, string score, LinkRanks r, string view, string freshness)
    {
        var test = r.Test.Summary();
        return new LinkResult(
            data, score, view, freshness, r.Validation.Mrr, test.Mrr, 1, 0, r.Seconds, r.Queries / Math.Max(r.Seconds, 1e-9), null, null,
            test.Hits1, test.Hits10).With([test]);
    }
}
