using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.Cli.Common;
using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Training;
using TorchSharp;

namespace Quiver.Cli.Learning;

/// <summary>Trains an environment with several seeds and measures each run, exactly where the space can be enumerated.</summary>
internal sealed class Experiment : IDisposable
{
    private readonly DiscreteEnvironment environment;
    private readonly ExperimentSettings settings;
    private readonly double[]? logRewards;

    public Experiment(DiscreteEnvironment environment, ExperimentSettings settings, CancellationToken cancellation)
    {
        this.environment = environment;
        this.settings = settings;
        torch.set_num_threads(settings.Threads > 0 ? settings.Threads : Threads(environment, settings.Training));
        try
        {
            Graph = StateGraph.Build(environment, StateGraph.StateLimit, cancellation);
            var logRewards = ExactDistribution.LogRewards(Graph, environment);
            LogZ = ExactDistribution.LogZ(logRewards);
            Target = ExactDistribution.OfReward(logRewards);
            this.logRewards = logRewards;
        }
        catch (InputException e)
        {
            // Too large to enumerate: figures from samples only.
            Obstacle = e.Message.TrimEnd('.');
        }
    }

    public StateGraph? Graph { get; }

    /// <summary>Why there are no exact figures; null where there are.</summary>
    public string? Obstacle { get; }

    public double? LogZ { get; }

    public double[]? Target { get; }

    /// <summary>One thread for small batches, where passing work to a second one costs more than it saves.</summary>
    public static int Threads(DiscreteEnvironment environment, TrainingOptions options) =>
        options.Batch * (long)environment.MaximumLength * options.Policy.Trunk.Width < 200_000 ? 1 : TorchLibrary.Threads;

    public ExperimentResult Run(int seed, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        var options = settings.Training with { Seed = seed };
        var tracker = new DiscoveryTracker(environment);
        using var trainer = new GFlowNetTrainer(environment, options) { Observers = [tracker] };
        if (trainer.KernelNote is { } note)
        {
            RunNotes.Add(note);
        }

        var run = TrainingRun.Run(trainer, RunOptions(tracker, seed), progress, cancellation);
        return trainer.WithAveragedWeights(() => Measure(trainer, tracker, run, seed, cancellation));
    }

    public void Dispose() => Graph?.Dispose();

    private RunOptions RunOptions(DiscoveryTracker tracker, int seed)
    {
        var total = settings.Training.Iterations;
        string? File(string name) => settings.Output is null ? null : Path.Combine(settings.Output, $"seed-{seed}{name}");
        var checkpoint = settings.Output is null ? null : RunFolder.CheckpointOf(settings.Output, $"seed-{seed}.checkpoint");
        var metrics = settings.Output is null ? null
            : RunFolder.MetricsOf(settings.Output, $"seed-{seed}.metrics.jsonl", settings.Seeds == 1);
        if (settings.Output is not null)
        {
            Directory.CreateDirectory(settings.Output);
        }

        if (!settings.Resume)
        {
            foreach (var old in new[] { checkpoint, metrics })
            {
                if (old is not null)
                {
                    System.IO.File.Delete(old);
                }
            }
        }

        return new RunOptions
        {
            CheckpointFile = checkpoint,
            CheckpointEvery = settings.CheckpointEvery,
            MetricsFile = metrics,
            TensorBoardFolder = settings.TensorBoard ? File(".tensorboard") : null,
            EvaluateEvery = settings.EvaluateEvery > 0 ? settings.EvaluateEvery : Math.Max(1, total / 20),
            Evaluate = t => Discovered(Target is null ? new(StringComparer.Ordinal) : Exact(t).Metrics, tracker),
            StopMetric = Target is not null && (settings.StopAt > 0 || settings.Patience > 0) ? "tv" : null,
            StopAt = settings.StopAt,
            Patience = settings.Patience,
        };
    }

    private (DistributionComparison Comparison, double[] Learned, Dictionary<string, double> Metrics) Exact(GFlowNetTrainer trainer)
    {
        var learned = ExactDistribution.OfPolicy(Graph!, environment, trainer.Policy);
        var comparison = DistributionComparison.Of(learned, Target!);
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["tv"] = comparison.TotalVariation,
            ["l1"] = comparison.L1,
            ["jensenShannon"] = comparison.JensenShannon,
        };
        return (comparison, learned, metrics);
    }

    // What was found by then, so that modes can be drawn against the states visited.
    private static Dictionary<string, double> Discovered(Dictionary<string, double> metrics, DiscoveryTracker tracker)
    {
        (metrics["statesVisited"], metrics["distinctObjects"]) = (tracker.StatesVisited, tracker.Distinct);
        if (tracker.ModeCount > 0)
        {
            metrics["modes"] = tracker.Modes;
        }

        return metrics;
    }

    private ExperimentResult Measure(
        GFlowNetTrainer trainer, DiscoveryTracker tracker, RunResult run, int seed, CancellationToken cancellation)
    {
        var (comparison, learned, _) = Target is null ? default : Exact(trainer);
        double? sampled = null, elbo = null, eubo = null;
        var evaluator = new PolicyEvaluator(environment, trainer.Policy);
        var random = new CounterRandom((ulong)seed + 1_000_003);
        if (settings.Samples > 0)
        {
            sampled = Target is null
                ? null
                : DistributionComparison.Of(evaluator.Empirical(Graph!, settings.Samples, random, cancellation), Target).L1;
            using var targets = Target is null ? null : DrawTargets(seed);
            var bounds = evaluator.Bounds(Math.Min(settings.Samples, 20_000), random, targets, cancellation);
            (elbo, eubo) = (bounds.Elbo, Finite(bounds.Eubo));
        }

        var evaluations = trainer.Options.Objective is ModifiedDetailedBalance or FlowMatching
            ? trainer.StatesVisited
            : trainer.Trajectories;
        return new ExperimentResult(
            seed,
            comparison?.TotalVariation,
            comparison?.L1,
            sampled,
            LogZEstimate(trainer, evaluator, random),
            LogZ,
            comparison?.JensenShannon,
            Finite(comparison?.KullbackLeibler),
            Finite(comparison?.LinearCorrelation),
            Finite(comparison?.RankCorrelation),
            elbo,
            eubo,
            tracker.Modes,
            tracker.ModeCount,
            trainer.StatesVisited,
            tracker.Distinct,
            tracker.TopReward(100),
            Finite(tracker.TopDiversity(100)),
            run.Iterations,
            run.End == RunEnd.Metric,
            run.Steps > 0 ? run.TrainingTime.TotalMilliseconds / run.Steps : null)
        {
            History = run.History,
            Learned = learned,
            Evaluations = evaluations,
            Held = settings.Held > 0 ? HeldObjects.Of(environment, trainer.Policy, settings.Held, random, cancellation) : null,
            Seconds = run.Steps > 0 ? run.TrainingTime.TotalSeconds : null,
            Baselines = environment is ISymmetricProposal and StatewiseEnvironment statewise && Graph is not null
                ? SamplingBaselines.Of(Graph, statewise, logRewards!, evaluations, seed, cancellation)
                : null,
        };
    }

    // What the loss learned where it learns one; else from weighted samples.
    private static double? LogZEstimate(GFlowNetTrainer trainer, PolicyEvaluator evaluator, CounterRandom random)
    {
        if (trainer.Options.Objective.TellsLogZ && double.IsFinite(trainer.LogZ))
        {
            return trainer.LogZ;
        }

        return Finite(evaluator.Bounds(4096, random).ImportanceLogZ);
    }

    private torch.Tensor DrawTargets(int seed)
    {
        var random = new Random(seed);
        var cumulated = InverseCdf.Cumulate(Target!);
        var rows = new long[4096];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = Graph!.Terminals[InverseCdf.Find(cumulated, random.NextDouble())];
        }

        using var index = torch.tensor(rows, device: environment.Device);
        return Graph!.States.index_select(0, index);
    }

    private static double? Finite(double? value) => value is { } v && double.IsFinite(v) ? v : null;
}
