namespace Quiver.GFlowNet.Training;

/// <summary>How a run ended.</summary>
/// <param name="Iterations">Iterations done in all.</param>
/// <param name="End">Why it ended.</param>
/// <param name="History">The metrics recorded, oldest first: those of earlier processes where a metrics file has them, then those of
/// this one. Values that were not finite are NaN where they come from the file.</param>
/// <param name="Final">The last evaluation; empty without one.</param>
/// <param name="TrainingTime">Time in training steps, evaluations and files left out; this process only.</param>
/// <param name="Steps">Iterations done by this process.</param>
public sealed record RunResult(
    long Iterations,
    RunEnd End,
    IReadOnlyList<MetricRecord> History,
    IReadOnlyDictionary<string, double> Final,
    TimeSpan TrainingTime,
    long Steps);
