using Quiver.GFlowNet.Training;

namespace Quiver.Cli.Learning;

/// <summary>A training experiment as asked for on the command line.</summary>
internal sealed record ExperimentSettings(
    TrainingOptions Training,
    int Seeds,
    string Device,
    int Threads,
    long Samples,
    int Held,
    long EvaluateEvery,
    double StopAt,
    int Patience,
    string? Output,
    long CheckpointEvery,
    bool Resume,
    bool TensorBoard,
    string? Json);
