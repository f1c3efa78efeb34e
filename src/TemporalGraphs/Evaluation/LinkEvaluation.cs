using System.Diagnostics;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Ranks the queries of a protocol with any predictor, which goes on observing and does not learn.</summary>
public static class LinkEvaluation
{
    /// <summary>Lets the predictor observe anew what is known to the first query, and ranks validation and test.</summary>
    /// <param name="predictor">The predictor; it is reset first.</param>
    /// <param name="protocol">The queries.</param>
    /// <param name="trace">Whether to keep every query's time and reciprocal rank.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Ranks of both parts; the time is that of both, without what came before them.</returns>
    public static LinkRanks Run(
        ILinkPredictor predictor, LinkProtocol protocol, bool trace = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(protocol);
        _ = protocol.Met(cancellationToken);
        predictor.Reset();
        predictor.Observe(protocol.Split.Events, protocol.FirstKnown(predictor.Batches is not null));
        var clock = Stopwatch.StartNew();
        var validation = Rank(predictor, protocol, false, trace, cancellationToken);
        var test = Rank(predictor, protocol, true, trace, cancellationToken);
        return new LinkRanks(validation, test, clock.Elapsed.TotalSeconds);
    }

    /// <summary>Ranks the queries of one part, going on from what the predictor has observed.</summary>
    /// <param name="predictor">The predictor.</param>
    /// <param name="protocol">The queries.</param>
    /// <param name="test">Test, or else validation.</param>
    /// <param name="trace">Whether to keep every query's time and reciprocal rank.</param>
    /// <param name="cancellationToken">Stops between batches of queries.</param>
    /// <returns>The ranks.</returns>
    /// <exception cref="Quiver.Core.Runs.InputException">A score is no number.</exception>
    public static RankingScores Rank(
        ILinkPredictor predictor, LinkProtocol protocol, bool test, bool trace = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(protocol);
        var ranker = predictor as IQueryRanker ?? new ScoreRanking(predictor);
        var (validation, tested) = protocol.Met(cancellationToken);
        var scores = new RankingScores { KeepTrace = trace, Met = test ? tested : validation };
        foreach (var batch in protocol.Queries(test, predictor.Batches is not null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (batch.Known > predictor.Observed)
            {
                predictor.Observe(protocol.Split.Events, batch.Known);
            }

            ranker.Rank(batch.Queries.Span, scores);
        }

        ranker.Finish();
        return scores;
    }
}
