namespace Quiver.GFlowNet.Training;

/// <summary>Ends a run by a metric: at a value, or after evaluations without a better one. Goes along with checkpoints.</summary>
internal sealed class EarlyStop
{
    private readonly RunOptions options;
    private double? best;
    private int without;

    private EarlyStop(RunOptions options) => this.options = options;

    /// <summary>What decides the end, for the identity of a run.</summary>
    public object Rule => new { Metric = options.StopMetric, options.StopAt, options.Patience, options.EvaluateEvery };

    /// <summary>True once the run is at its end.</summary>
    public bool Stopped { get; private set; }

    /// <summary>What a checkpoint keeps.</summary>
    public EarlyStopProgress Progress => new(best, without, Stopped);

    /// <summary>The rule of a run, or null without one.</summary>
    public static EarlyStop? Of(RunOptions options) => options.StopMetric is null ? null : new EarlyStop(options);

    /// <summary>Goes on from a checkpoint.</summary>
    public void Restore(EarlyStopProgress? progress)
    {
        if (progress is not null)
        {
            (best, without, Stopped) = (progress.Best, progress.Without, progress.Stopped);
        }
    }

    /// <summary>Takes in an evaluation.</summary>
    /// <exception cref="ArgumentException">It has no metric of that name.</exception>
    public void Tell(IReadOnlyDictionary<string, double> metrics)
    {
        if (!metrics.TryGetValue(options.StopMetric!, out var value))
        {
            throw new ArgumentException($"There is no metric '{options.StopMetric}' to stop by: use one of "
                + $"{string.Join(", ", metrics.Keys)}.", nameof(metrics));
        }

        var better = best is not { } b || value < b;
        without = better ? 0 : without + 1;
        best = better ? value : best;
        Stopped = value <= options.StopAt || (options.Patience > 0 && without >= options.Patience);
    }
}
