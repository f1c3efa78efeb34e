using Quiver.GFlowNet.Torch;
using System.Diagnostics;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Training;

/// <summary>Trains a GFlowNet: samples, scores, updates, one iteration at a time.</summary>
public sealed partial class GFlowNetTrainer : IDisposable
{
    private readonly Objective objective;
    private readonly ForwardSampler sampler;
    private readonly BackwardSampler backwardSampler;
    private readonly LocalSearch? localSearch;
    private Lazy<ObjectProbe?>? probe;
    private bool environmentChecked;
    private FusedTrajectoryBalance? fused;

    /// <summary>Prepares a run.</summary>
    /// <param name="environment">What to learn; not owned.</param>
    /// <param name="options">How.</param>
    /// <param name="type">float32, or float64 for exact tests.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the objective does not suit the environment.</exception>
    public GFlowNetTrainer(DiscreteEnvironment environment, TrainingOptions options, ScalarType type = ScalarType.Float32)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Batch < 1 || options.Iterations < 0 || options.Updates < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options),
                $"A run needs a batch and updates of at least 1 and no negative number of iterations (got {options.Batch}, "
                + $"{options.Updates} and {options.Iterations}).");
        }

        TrainingLimits.Check(environment, options);

        using var hold = FinalizerHold.Begin();
        Environment = environment;
        Options = options;
        objective = options.Objective;
        objective.Check(environment);
        Policy = new PolicyNetwork(environment, options.Policy, objective.Parts | PolicyParts.Forward, options.Seed, type);
        Optimizer = new AdamOptimizer(Policy.Store);
        Average = options.WeightAverage > 0 ? new WeightAverage(Policy.Store, options.WeightAverage) : null;
        Randomness = new CounterRandom((ulong)options.Seed + 1);
        sampler = new ForwardSampler(environment, Policy);
        backwardSampler = new BackwardSampler(environment, Policy);
        Replay = options.Replay.Kind == ReplayKind.None ? null : new ReplayBuffer(environment, options.Replay);
        localSearch = options.LocalSearch.Rounds > 0 ? new LocalSearch(environment, Policy, options.LocalSearch) : null;
        Fuse(sampler.Kernel);
    }

    /// <summary>What is learned.</summary>
    public DiscreteEnvironment Environment { get; }

    /// <summary>How.</summary>
    public TrainingOptions Options { get; }

    /// <summary>The policy.</summary>
    public PolicyNetwork Policy { get; }

    /// <summary>The optimiser.</summary>
    public AdamOptimizer Optimizer { get; }

    /// <summary>The running average of the weights, or null.</summary>
    public WeightAverage? Average { get; }

    /// <summary>The replay buffer, or null.</summary>
    public ReplayBuffer? Replay { get; }

    /// <summary>Source of all randomness in sampling.</summary>
    public CounterRandom Randomness { get; }

    /// <summary>Why walks on a GPU go by tensor operations, several times slower than by a kernel; null where a kernel or the CPU
    /// walks.</summary>
    public string? KernelNote => Environment.Device.type != TorchSharp.DeviceType.CUDA || sampler.Kernel is not null
        ? null
        : "the GPU walks by tensor operations, several times slower than by a kernel: "
            + (DeviceRollout.Problem ?? "this environment or policy has no kernel.");

    /// <summary>Iterations done.</summary>
    public long Iteration { get; private set; }

    /// <summary>Trajectories drawn so far, replayed ones left out.</summary>
    public long Trajectories { get; private set; }

    /// <summary>States visited so far by fresh trajectories.</summary>
    public long StatesVisited { get; private set; }

    /// <summary>log Z as the last step gave it; NaN before the first, or where the loss gives none. Checkpoints carry it.</summary>
    public double LogZ { get; internal set; } = double.NaN;

    /// <summary>The rule by which a run ends early, set by <see cref="TrainingRun"/>; null without one.</summary>
    internal EarlyStop? Stop { get; set; }

    /// <summary>What the environment does on a few objects; null where that cannot be told.</summary>
    internal ObjectProbe? Probe => (probe ??= new Lazy<ObjectProbe?>(() => ObjectProbe.Of(Environment))).Value;

    /// <summary>Who sees every fresh batch; checkpoints carry those that are an <see cref="ICheckpointPart"/>, in this order.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>Samples, scores and updates once (or as often as the options say).</summary>
    /// <returns>What happened; loss, gradient and log Z are those of the first update.</returns>
    /// <exception cref="TrainingDivergedException">A term is not finite; the weights are those before that update.</exception>
    /// <exception cref="EnvironmentFaultException">Before the first step: the environment breaks a rule
    /// (<see cref="EnvironmentCheck"/>).</exception>
    public TrainingStep Step()
    {
        if (!environmentChecked)
        {
            EnvironmentCheck.Run(Environment, walks: 4, rewards: false);
            environmentChecked = true;
        }

        using var scope = TorchScope.Begin();
        var times = new double[4];
        var start = Stopwatch.GetTimestamp();
        if (fused is not null && Replay is null && localSearch is null && Options.Updates == 1 && fused.Iterates(Options.Batch))
        {
            return StepWhole(fused, start);
        }

        var fresh = Fresh();
        var batch = fresh;
        if (Replay is not null)
        {
            if (Replay.Count > 0)
            {
                batch = TrajectoryBatch.Concatenate(fresh, Replay.Draw(Randomness, backwardSampler), Environment.ExitAction);
            }

            Replay.Add(fresh);
        }

        Trajectories += Options.Batch;
        if (fused is not null)
        {
            Tell(fresh);
            times[0] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            return StepFused(fused, fresh, batch, times);
        }

        var visited = fresh.Lengths.sum().item<long>();
        StatesVisited += visited;
        Tell(fresh);
        times[0] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var (loss, logZ, norm) = Update(batch, times);
        for (var extra = 1; extra < Options.Updates; extra++)
        {
            using var inner = TorchScope.Begin();
            start = Stopwatch.GetTimestamp();
            var again = Replay is null ? fresh : Replay.Draw(Randomness, backwardSampler);
            times[0] += Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Update(again, times);
        }

        Iteration++;
        LogZ = logZ;
        var meanLogReward = fresh.LogReward.mean().to(ScalarType.Float64).item<double>();
        return new TrainingStep(Iteration, loss, logZ, norm, meanLogReward, visited / (double)fresh.Batch, Times(times));
    }

    /// <summary>Runs an evaluation with the averaged weights, where there are any.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="evaluate">What to do; must not train.</param>
    /// <returns>Its result.</returns>
    public T WithAveragedWeights<T>(Func<T> evaluate)
    {
        ArgumentNullException.ThrowIfNull(evaluate);
        Average?.Swap();
        try
        {
            return evaluate();
        }
        finally
        {
            Average?.Swap();
        }
    }

    /// <summary>Stops before a policy that gives no finite numbers is measured or saved.</summary>
    /// <exception cref="TrainingDivergedException">A weight, or a logit of the initial state, is not finite.</exception>
    public void RequireFinitePolicy()
    {
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        if (Policy.Store.Values.isfinite().all().item<bool>())
        {
            var logits = Environment.Reward.ConditionWidth > 0 ? null : Policy.ForwardLogits(Environment.Initial(1));
            if (logits?.isfinite().all().item<bool>() is false)
            {
                throw new TrainingDivergedException(Iteration, "a forward logit of the initial state");
            }

            return;
        }

        var culprit = Policy.Store.Parameters.First(p => !Policy.Store.Values.narrow(0, p.Start, p.Length).isfinite().all().item<bool>());
        throw new TrainingDivergedException(Iteration, "the parameter " + culprit.Name);
    }

    /// <summary>Puts a run's counters back.</summary>
    /// <param name="iteration">Iterations done.</param>
    /// <param name="trajectories">Trajectories drawn.</param>
    /// <param name="statesVisited">States visited.</param>
    internal void Restore(long iteration, long trajectories, long statesVisited) =>
        (Iteration, Trajectories, StatesVisited) = (iteration, trajectories, statesVisited);

    /// <inheritdoc/>
    public void Dispose()
    {
        fused?.Dispose();
        Replay?.Dispose();
        Average?.Dispose();
        Optimizer.Dispose();
        Policy.Dispose();
    }

    private (double Loss, double LogZ, double Norm) Update(TrajectoryBatch batch, double[] times)
    {
        var start = Stopwatch.GetTimestamp();
        var scores = TrajectoryScores.Evaluate(Environment, Policy, batch, objective.Parts);
        var loss = objective.Loss(scores, Options.Loss);
        var value = loss.to(ScalarType.Float64).item<double>();
        if (!double.IsFinite(value))
        {
            throw new TrainingDivergedException(Iteration + 1, Blame(scores), Culprit(scores));
        }

        var logZ = EstimateLogZ(scores);
        var scored = Stopwatch.GetTimestamp();
        Policy.Store.ZeroGradients();
        loss.backward();
        Synchronize();
        var differentiated = Stopwatch.GetTimestamp();
        var norm = Optimizer.GradientNorm();
        if (!double.IsFinite(norm))
        {
            throw new TrainingDivergedException(Iteration + 1, "the gradient of " + BlameGradient());
        }

        var clip = Options.ClipNorm > 0 && norm > Options.ClipNorm ? Options.ClipNorm / norm : 1;
        Optimizer.Update(Options.LearningRate.At(Iteration, Options.Iterations), Options.LogZLearningRate.At(Iteration, Options.Iterations),
            clip);
        Average?.Update(Optimizer.Steps);
        Synchronize();
        times[1] += Stopwatch.GetElapsedTime(start, scored).TotalMilliseconds;
        times[2] += Stopwatch.GetElapsedTime(scored, differentiated).TotalMilliseconds;
        times[3] += Stopwatch.GetElapsedTime(differentiated).TotalMilliseconds;
        return (value, logZ, norm);
    }

    /// <summary>The training step by kernels, or null where autograd trains.</summary>
    internal FusedTrajectoryBalance? Fused => fused;

    private Exploration Exploring() => new(
        Options.Epsilon.At(Iteration, Options.Iterations),
        Options.Temperature.At(Iteration, Options.Iterations),
        Options.PrefixNoise.At(Iteration, Options.Iterations),
        Options.PrefixLength);

    private TrajectoryBatch Fresh()
    {
        var conditions = Environment.Reward.SampleConditions(Options.Batch, Randomness, Environment.Device);
        var batch = sampler.Sample(Options.Batch, Randomness, Exploring(), conditions);
        return localSearch is null ? batch
            : TrajectoryBatch.Concatenate(batch, localSearch.Run(batch, Randomness).Batch, Environment.ExitAction);
    }

    private void Tell(TrajectoryBatch fresh)
    {
        foreach (var observer in Observers)
        {
            observer.Observe(fresh);
        }
    }

    private static StepTimes Times(double[] milliseconds) => new(
        TimeSpan.FromMilliseconds(milliseconds[0]),
        TimeSpan.FromMilliseconds(milliseconds[1]),
        TimeSpan.FromMilliseconds(milliseconds[2]),
        TimeSpan.FromMilliseconds(milliseconds[3]));

    private double EstimateLogZ(TrajectoryScores scores)
    {
        using var guard = no_grad();
        if (objective.TrainsLogZ && scores.Conditions is null)
        {
            return scores.LogFlow is null
                ? Policy.LogZ().to(ScalarType.Float64).item<double>()
                : scores.LogFlow.select(0, 0).mean().to(ScalarType.Float64).item<double>();
        }

        return scores.LogBackward is null || scores.Conditions is not null
            ? double.NaN
            : scores.LogReward.sub(scores.LogRatio()).mean().to(ScalarType.Float64).item<double>();
    }

    private void Synchronize()
    {
        if (Environment.Device.type == TorchSharp.DeviceType.CUDA)
        {
            cuda.synchronize(Environment.Device);
        }
    }
}
