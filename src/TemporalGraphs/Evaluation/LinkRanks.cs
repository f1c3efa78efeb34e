namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>An evaluation of validation and test.</summary>
/// <param name="Validation">Ranks of the validation queries.</param>
/// <param name="Test">Ranks of the test queries.</param>
/// <param name="Seconds">Wall-clock seconds to observe and rank both.</param>
public sealed record LinkRanks(RankingScores Validation, RankingScores Test, double Seconds)
{
    /// <summary>Queries of both parts.</summary>
    public long Queries => Validation.Count + Test.Count;
}
