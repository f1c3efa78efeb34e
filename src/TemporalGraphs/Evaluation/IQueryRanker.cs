namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>A predictor that ranks the queries of an evaluation in a way of its own, which is faster than one row of scores each.</summary>
public interface IQueryRanker : ILinkPredictor
{
    /// <summary>Ranks queries by what is observed now. Their ranks may arrive later, in the order of the queries, but not after
    /// <see cref="Finish"/>.</summary>
    /// <param name="queries">Queries that share one state; not read after the call.</param>
    /// <param name="scores">Receives the ranks.</param>
    /// <exception cref="Quiver.Core.Runs.InputException">A score is no number.</exception>
    void Rank(ReadOnlySpan<LinkQuery> queries, RankingScores scores);

    /// <summary>Hands over what is still outstanding.</summary>
    void Finish();
}
