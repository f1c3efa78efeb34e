namespace Quiver.GFlowNet.Training;

/// <summary>What surrounds a training run: files, evaluations, an early end.</summary>
public sealed record RunOptions
{
    /// <summary>Where the run is saved; null for nowhere. An existing file of the same run is continued.</summary>
    public string? CheckpointFile { get; init; }

    /// <summary>Iterations between two checkpoints.</summary>
    public long CheckpointEvery { get; init; } = 500;

    /// <summary>A file with one JSON line of metrics per <see cref="RecordEvery"/> iterations; null for none.</summary>
    public string? MetricsFile { get; init; }

    /// <summary>A folder for TensorBoard; null for none.</summary>
    public string? TensorBoardFolder { get; init; }

    /// <summary>Iterations between two records of metrics.</summary>
    public long RecordEvery { get; init; } = 10;

    /// <summary>Iterations between two calls of <see cref="Evaluate"/>; 0 for none before the end.</summary>
    public long EvaluateEvery { get; init; }

    /// <summary>Measures the policy; its figures join the metrics. Runs with the averaged weights.</summary>
    public Func<GFlowNetTrainer, IReadOnlyDictionary<string, double>>? Evaluate { get; init; }

    /// <summary>The figure of <see cref="Evaluate"/> that decides an early end (smaller is better); null for no early end.</summary>
    public string? StopMetric { get; init; }

    /// <summary>The run ends when <see cref="StopMetric"/> falls to this.</summary>
    public double StopAt { get; init; } = double.NegativeInfinity;

    /// <summary>The run ends after this many evaluations without a new best; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>
    /// The run ends after the iteration in which its training time, evaluations and files left out, passes this; null for no limit.
    /// How far it comes then depends on the machine.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }
}
