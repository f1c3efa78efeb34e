namespace Quiver.GFlowNet.Training;

/// <summary>How a run ended.</summary>
/// <param name="Iterations">Iterations done in all.</param>
/// <param name="StoppedEarly">True when the stop metric ended it.</param>
/// <param name="History">The metrics recorded in this process, oldest first.</param>
/// <param name="Final">The last evaluation; empty without one.</param>
/// <param name="Milliseconds">Time in training steps, evaluations and files left out; this process only.</param>
/// <param name="Steps">Iterations done by this process.</param>
public sealed record RunResult(long Iterations, bool StoppedEarly, IReadOnlyList<MetricRecord> History, IReadOnlyDictionary<string, double> Final, double Milliseconds, long Steps);
