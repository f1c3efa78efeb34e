using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.GFlowNet.Training;

/// <summary>Runs a trainer to its end with checkpoints, metrics, progress, an early end and a clean stop.</summary>
public static class TrainingRun
{
    /// <summary>Trains until the trainer's iterations are done. A checkpoint of the same run is continued.</summary>
    /// <param name="trainer">What to train.</param>
    /// <param name="options">Files, evaluations, early end.</param>
    /// <param name="progress">Told of every iteration; may be null.</param>
    /// <param name="cancellationToken">Ends the run after the current iteration; a checkpoint is written first.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="TrainingDivergedException">A term was not finite.</exception>
    /// <exception cref="InputException">The checkpoint cannot be used.</exception>
    public static RunResult Run(GFlowNetTrainer trainer, RunOptions options, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(options);
        if (options.TimeLimit <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.TimeLimit, "The time limit of a run must be above zero.");
        }

        trainer.Stop = EarlyStop.Of(options);
        if (options.CheckpointFile is { } saved && File.Exists(saved))
        {
            Checkpoint.Load(trainer, saved);
        }

        var total = trainer.Options.Iterations;
        var first = trainer.Iteration;
        var stop = trainer.Stop;
        var spent = TimeSpan.Zero;
        IReadOnlyDictionary<string, double> final = new Dictionary<string, double>(StringComparer.Ordinal);
        using var writer = new MetricsWriter(options.MetricsFile, options.TensorBoardFolder, first);
        var history = writer.Earlier.ToList();
        var stage = $"training {trainer.Environment.Name} by {trainer.Options.Objective}";
        var outOfTime = false;
        while (trainer.Iteration < total && !outOfTime && stop is not { Stopped: true })
        {
            if (cancellationToken.IsCancellationRequested)
            {
                Save(trainer, options);
                cancellationToken.ThrowIfCancellationRequested();
            }

            var step = trainer.Step();
            spent += step.Times.Total;
            outOfTime = spent >= options.TimeLimit;
            var last = step.Iteration == total || outOfTime;
            var evaluates = options.Evaluate is not null
                && (last || (options.EvaluateEvery > 0 && step.Iteration % options.EvaluateEvery == 0));
            if (evaluates)
            {
                trainer.RequireFinitePolicy();
                final = trainer.WithAveragedWeights(() => options.Evaluate!(trainer));
                stop?.Tell(final);
            }

            if (evaluates || last || step.Iteration % Math.Max(1, options.RecordEvery) == 0)
            {
                var record = Record(step, evaluates ? final : null);
                history.Add(record);
                writer.Write(record);
            }

            progress?.Report(new ProgressReport(stage, step.Iteration, total,
                string.Create(CultureInfo.InvariantCulture, $"loss {step.Loss:G4}")));
            if (options.CheckpointEvery > 0 && step.Iteration % options.CheckpointEvery == 0)
            {
                Save(trainer, options);
            }
        }

        if (final.Count == 0 && options.Evaluate is not null)
        {
            // The checkpoint was that of a finished run.
            final = trainer.WithAveragedWeights(() => options.Evaluate(trainer));
        }

        Save(trainer, options);
        var end = stop is { Stopped: true } ? RunEnd.Metric : trainer.Iteration < total ? RunEnd.TimeLimit : RunEnd.Iterations;
        return new RunResult(trainer.Iteration, end, history, final, spent, trainer.Iteration - first);
    }

    private static void Save(GFlowNetTrainer trainer, RunOptions options)
    {
        trainer.RequireFinitePolicy();
        if (options.CheckpointFile is { } file)
        {
            Checkpoint.Save(trainer, file);
        }
    }

    private static MetricRecord Record(TrainingStep step, IReadOnlyDictionary<string, double>? evaluation)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["loss"] = step.Loss,
            ["logZ"] = step.LogZ,
            ["gradientNorm"] = step.GradientNorm,
            ["meanLogReward"] = step.MeanLogReward,
            ["meanLength"] = step.MeanLength,
        };
        foreach (var (name, value) in evaluation ?? new Dictionary<string, double>(StringComparer.Ordinal))
        {
            values[name] = value;
        }

        return new MetricRecord(step.Iteration, values);
    }
}
