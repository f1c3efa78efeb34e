using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Training;

/// <summary>What a training achieved.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Validation">The validation queries on the state left by the best pass.</param>
/// <param name="Test">The test queries, after the validation events have been observed.</param>
/// <param name="BestEpoch">The pass (from 1) whose parameters were kept; 0 where those of the start were.</param>
/// <param name="Epochs">Passes made.</param>
/// <param name="TrainSeconds">Wall-clock seconds in all, validation passes included.</param>
/// <param name="InferenceSeconds">Wall-clock seconds to score and update over validation and test events.</param>
public sealed record LinkTrainResult(string Model, int Seed, RankingSummary Validation, RankingSummary Test, int BestEpoch, int Epochs,
    double TrainSeconds, double InferenceSeconds)
{
    /// <summary>What a reader of the result should know, such as that it comes from a checkpoint.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Mean reciprocal rank over validation.</summary>
    public double ValidationMrr => Validation.Mrr;

    /// <summary>Mean reciprocal rank over test.</summary>
    public double TestMrr => Test.Mrr;

    /// <summary>Validation and test queries.</summary>
    public long Queries => Validation.Count + Test.Count;
}
