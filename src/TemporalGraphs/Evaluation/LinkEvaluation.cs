using System.Diagnostics;
using Quiver.TemporalGraphs.Events;

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
        ILinkPredictor predictor, LinkProtocol protocol, bool trace = false, CancellationToken cancellationToken = default) =>
        Run(predictor, protocol, null, null, trace, cancellationToken);

    /// <summary>Likewise, and adds every query to the scores of several graphs together.</summary>
    internal static LinkRanks Run(
        ILinkPredictor predictor, LinkProtocol protocol, RankingScores? allValidation, RankingScores? allTest, bool trace,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(protocol);
        _ = protocol.Met(cancellationToken);
        predictor.Reset();
        Observe(predictor, protocol, protocol.FirstKnown(predictor.Batches is not null), cancellationToken);
        var clock = Stopwatch.StartNew();
        var validation = Rank(predictor, protocol, false, trace, allValidation, cancellationToken);
        var test = Rank(predictor, protocol, true, trace, allTest, cancellationToken);
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
        ILinkPredictor predictor, LinkProtocol protocol, bool test, bool trace = false, CancellationToken cancellationToken = default) =>
        Rank(predictor, protocol, test, trace, null, cancellationToken);

    private static RankingScores Rank(
        ILinkPredictor predictor, LinkProtocol protocol, bool test, bool trace, RankingScores? total, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(protocol);
        var ranker = predictor as IQueryRanker ?? new ScoreRanking(predictor);
        var (validation, tested) = protocol.Met(cancellationToken);
        var scores = new RankingScores { KeepTrace = trace, Met = test ? tested : validation, Total = total };
        foreach (var batch in protocol.Queries(test, predictor.Batches is not null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (batch.Known > predictor.Observed)
            {
                Observe(predictor, protocol, batch.Known, cancellationToken);
            }

            ranker.Rank(batch.Queries.Span, scores);
        }

        ranker.Finish();
        return scores;
    }

    // Where every event counts by itself they may come in blocks, between which the work can be stopped and memory given back.
    private static void Observe(ILinkPredictor predictor, LinkProtocol protocol, int to, CancellationToken cancellationToken)
    {
        var events = protocol.Split.Events;
        while (predictor.Batches is null && predictor.Observed / EventArchive.Block < to / EventArchive.Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = ((predictor.Observed / EventArchive.Block) + 1) * EventArchive.Block;
            predictor.Observe(events, end);
            events.Passed(end - EventArchive.Block, end);
        }

        if (predictor.Observed < to)
        {
            predictor.Observe(events, to);
        }
    }
}
