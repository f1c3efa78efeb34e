using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Training;

namespace Quiver.Cli.Links;

/// <summary>Trains a ranker for every relation of a file, and ranks that relation's queries by it.</summary>
internal static class RelationTraining
{
    // Above, the progress of single trainings is no news.
    private const int MostShown = 20;

    /// <summary>Trains and ranks with every seed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="data">All events, where they are cut.</param>
    /// <param name="relations">Their relations.</param>
    /// <param name="settings">Of the ranker.</param>
    /// <param name="progress">Told how far the work is.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The row of all relations together, and those by relation, as means over the seeds.</returns>
    /// <exception cref="InputException">There are no queries, or a training diverged.</exception>
    public static (LinkResult Row, List<RelationRow> Relations) Run(
        string path, LinkSplit data, EventRelations relations, LinkTrainingSettings settings, ConsoleProgress progress,
        CancellationToken cancellation)
    {
        LinkTraining.Refuse(settings);
        var (graphs, asked) = RelationRanking.Graphs(path, data, relations);
        var results = new List<LinkTrainResult>();
        var ranks = new List<RelationRanks>();
        for (var s = 0; s < settings.Seeds; s++)
        {
            var (seed, place, seconds) = (settings.FirstSeed + s, 0, 0.0);
            ranks.Add(RelationEvaluation.Run(graphs, settings.Freshness, [Trained], false, progress, cancellation));
            var total = ranks[^1].Total[0];
            results.Add(new LinkTrainResult(
                settings.Model, seed, total.Validation.Summary(), total.Test.Summary(), 0, 0, seconds, total.Seconds));

            ILinkPredictor Trained(LinkProtocol protocol, CancellationToken cancel)
            {
                // Relations come in the same order in every run.
                var options = LinkTraining.RankerOptions(
                    settings, seed, string.Create(CultureInfo.InvariantCulture, $"-relation-{++place}"));
                var trained = LearnedRanker.Train(protocol.Split, options, protocol, asked.Length > MostShown ? null : progress, cancel);
                seconds += trained.Result.TrainSeconds;
                RunNotes.AddRange(trained.Result.Notes.Where(n => !n.StartsWith("it starts from", StringComparison.Ordinal))
                    .Select(n => $"{settings.Model}, seed {seed}: {n}"));
                return trained.Predictor;
            }
        }

        SayUnchosen(asked);
        return (
            LinkTraining.Row(Path.GetFileName(path), settings, results),
            [.. ranks[0].Relations.Select((r, i) => RelationRanking.Row(
                r, settings.Model, settings.Model, Mean(ranks, i, x => x.Validation), Mean(ranks, i, x => x.Test)))]);
    }

    private static double? Mean(List<RelationRanks> ranks, int relation, Func<RelationScore, double?> part) =>
        ranks.Average(r => r.Relations[relation].Scores is [var score] ? part(score) : null);

    private static void SayUnchosen(RelationCounts[] asked)
    {
        if (asked.Count(r => r.Validation == 0) is var without and > 0)
        {
            RunNotes.Add(string.Create(CultureInfo.InvariantCulture,
                $"ranker: {without:N0} relations without validation events keep the start, as no pass can be chosen."));
        }
    }
}
