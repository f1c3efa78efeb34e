namespace Quiver.GFlowNet.Training;

/// <summary>What one iteration did.</summary>
/// <param name="Iteration">Counted from 1.</param>
/// <param name="Loss">The loss.</param>
/// <param name="LogZ">The estimate of log Z; NaN where the objective has none.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="MeanLogReward">Mean log R of the fresh objects.</param>
/// <param name="MeanLength">Mean number of actions of the fresh trajectories, the exit included.</param>
/// <param name="Times">Where the time went.</param>
public readonly record struct TrainingStep(
    long Iteration,
    double Loss,
    double LogZ,
    double GradientNorm,
    double MeanLogReward,
    double MeanLength,
    StepTimes Times);
