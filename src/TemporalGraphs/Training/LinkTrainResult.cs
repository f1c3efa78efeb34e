namespace Quiver.TemporalGraphs.Training;

/// <summary>What a training achieved.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="ValidationMrr">Mean reciprocal rank over the validation events, all candidates ranked, on the state left by the best pass.</param>
/// <param name="TestMrr">The same over the test events, after the validation events have been observed.</param>
/// <param name="BestEpoch">The pass (from 1) whose parameters were kept.</param>
/// <param name="Epochs">Passes made.</param>
/// <param name="TrainSeconds">Wall-clock seconds in all, validation passes included.</param>
/// <param name="InferenceSeconds">Wall-clock seconds to score and update over validation and test events.</param>
/// <param name="Queries">Validation and test events.</param>
public sealed record LinkTrainResult(string Model, int Seed, double ValidationMrr, double TestMrr, int BestEpoch, int Epochs, double TrainSeconds, double InferenceSeconds, int Queries);
