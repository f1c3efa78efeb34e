using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>
/// Ranks the queries of every relation within that relation's graph, by predictors that know its events alone, and sums the ranks of
/// all queries. Batches and snapshots are those of the relation's own events, counted from its first.
/// </summary>
public static class RelationEvaluation
{
    /// <summary>Ranks validation and test of every relation, one after the other.</summary>
    /// <param name="graphs">The relations.</param>
    /// <param name="freshness">What queries know.</param>
    /// <param name="predictors">Makes a predictor for the queries of a relation.</param>
    /// <param name="trace">Whether the ranks of all relations together keep every query's time and reciprocal rank.</param>
    /// <param name="progress">Told how many relations are done; may be null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The ranks of all queries together, and means by relation.</returns>
    /// <exception cref="InputException">A predictor cannot rank a relation, which the message names.</exception>
    public static RelationRanks Run(
        RelationGraphs graphs, Freshness freshness, IReadOnlyList<Func<LinkProtocol, CancellationToken, ILinkPredictor>> predictors,
        bool trace = false, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graphs);
        ArgumentNullException.ThrowIfNull(predictors);
        var validation = predictors.Select(_ => new RankingScores { KeepTrace = trace }).ToArray();
        var test = predictors.Select(_ => new RankingScores { KeepTrace = trace }).ToArray();
        var seconds = new double[predictors.Count];
        var results = new List<RelationResult>(graphs.All.Count);
        foreach (var relation in graphs.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                results.Add(One(relation));
            }
            catch (InputException e)
            {
                throw new InputException($"Relation {relation.Name}: {e.Message}");
            }

            progress?.Report(new ProgressReport(
                "ranking relation by relation", results.Count, graphs.All.Count,
                relation.Name));
        }

        return new RelationRanks(
            [.. predictors.Select((_, p) => new LinkRanks(validation[p], test[p], seconds[p]))], [.. results]);

        RelationResult One(RelationCounts relation)
        {
            var split = graphs.Graph(relation, cancellationToken);
            var scores = new List<RelationScore>();
            var protocol = new TgbProtocol(split, freshness);
            for (var p = 0; p < predictors.Count && relation.IsAsked; p++)
            {
                var predictor = predictors[p](protocol, cancellationToken);
                var ranks = LinkEvaluation.Run(predictor, protocol, validation[p], test[p], false, cancellationToken);
                seconds[p] += ranks.Seconds;
                scores.Add(new RelationScore(predictor.Name, Mean(ranks.Validation), Mean(ranks.Test)));
            }

            return new RelationResult(relation, split.Candidates.Count, split.Bipartite, [.. scores]);
        }
    }

    private static double? Mean(RankingScores scores) => scores.Count == 0 ? null : scores.Mrr;
}
