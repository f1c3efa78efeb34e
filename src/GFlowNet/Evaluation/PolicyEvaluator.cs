using Quiver.GFlowNet.Torch;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Evaluation;

/// <summary>Measures of a policy from samples, for spaces too large to enumerate.</summary>
/// <param name="environment">The environment.</param>
/// <param name="policy">The policy.</param>
public sealed class PolicyEvaluator(DiscreteEnvironment environment, PolicyNetwork policy)
{
    private const long Most = 4096;
    private readonly ForwardSampler forward = new(environment, policy);
    private readonly BackwardSampler backward = new(environment, policy);

    // Fewer trajectories at a time where they are long.
    private long Chunk => Math.Clamp(TrainingLimits.BatchNumbers / TrainingLimits.NumbersPerTrajectory(environment, policy.Options), 1,
        Most);

    /// <summary>Bounds of log Z.</summary>
    /// <param name="samples">Trajectories to draw.</param>
    /// <param name="random">Source of randomness.</param>
    /// <param name="targets">[n, width]: objects drawn from R / Z, or null.</param>
    /// <param name="cancellationToken">Stops between chunks of samples.</param>
    /// <returns>The bounds.</returns>
    public PolicyBounds Bounds(long samples, CounterRandom random, Tensor? targets = null, CancellationToken cancellationToken = default)
    {
        using var guard = no_grad();
        var weights = new List<double>();
        for (var done = 0L; done < samples; done += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var batch = forward.Sample(Math.Min(Chunk, samples - done), random);
            weights.AddRange(LogWeights(batch));
        }

        var eubo = double.NaN;
        if (targets is not null)
        {
            using var batch = backward.Sample(targets, random);
            eubo = LogWeights(batch).Average();
        }

        var importance = Estimate(weights.ToArray());
        return new PolicyBounds(weights.Average(), eubo, importance.LogProbability)
        {
            ImportanceStandardError = importance.StandardError,
        };
    }

    /// <summary>
    /// Estimates log P(x), the policy's probability of ending in each object: log of the mean over backward trajectories of
    /// P_F / P_B. Unbiased for P, a little low for its logarithm.
    /// </summary>
    /// <param name="objects">[n, width].</param>
    /// <param name="samples">Backward trajectories for each object.</param>
    /// <param name="random">Source of randomness.</param>
    /// <param name="cancellationToken">Stops between two rounds of trajectories.</param>
    /// <returns>n numbers.</returns>
    public double[] LogLikelihood(Tensor objects, int samples, CounterRandom random, CancellationToken cancellationToken = default) =>
        [.. LogLikelihoods(objects, samples, random, cancellationToken).Select(e => e.LogProbability)];

    /// <summary>The same with standard errors.</summary>
    /// <param name="objects">[n, width].</param>
    /// <param name="samples">Backward trajectories for each object.</param>
    /// <param name="random">Source of randomness.</param>
    /// <param name="cancellationToken">Stops between two rounds of trajectories.</param>
    /// <returns>n estimates.</returns>
    public LikelihoodEstimate[] LogLikelihoods(Tensor objects, int samples, CounterRandom random,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        using var guard = no_grad();
        var count = (int)objects.shape[0];
        var logs = new double[count, samples];
        for (var k = 0; k < samples; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var batch = backward.Sample(objects, random);
            var rewards = Doubles(batch.LogReward);
            var weights = LogWeights(batch);
            for (var i = 0; i < count; i++)
            {
                // log P_F - log P_B = log R - (log R + log P_B - log P_F).
                logs[i, k] = rewards[i] - weights[i];
            }
        }

        return [.. Enumerable.Range(0, count).Select(i => Estimate([.. Enumerable.Range(0, samples).Select(k => logs[i, k])]))];
    }

    /// <summary>Counts how often each object is drawn.</summary>
    /// <param name="graph">All states.</param>
    /// <param name="samples">Objects to draw.</param>
    /// <param name="random">Source of randomness.</param>
    /// <param name="cancellationToken">Stops between chunks of samples.</param>
    /// <returns>Shares, one per <see cref="StateGraph.Terminals"/>.</returns>
    public double[] Empirical(StateGraph graph, long samples, CounterRandom random, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        var rows = tensor(graph.Terminals.Select(i => (long)i).ToArray(), device: environment.Device);
        var keys = StateGraph.Host(environment.Keys(graph.States.index_select(0, rows)));
        var index = new Dictionary<long, int>(keys.Length);
        foreach (var (i, key) in keys.Index())
        {
            index[key] = i;
        }

        var counts = new double[keys.Length];
        for (var done = 0L; done < samples; done += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = TorchScope.Begin();
            var batch = forward.Sample(Math.Min(Chunk, samples - done), random);
            foreach (var key in StateGraph.Host(environment.Keys(batch.Terminal)))
            {
                counts[index[key]] += 1.0 / samples;
            }
        }

        return counts;
    }

    // log R + sum log P_B - sum log P_F of each trajectory.
    private double[] LogWeights(TrajectoryBatch batch)
    {
        using var scope = TorchScope.Begin();
        var scores = TrajectoryScores.Evaluate(environment, policy, batch, PolicyParts.Forward | PolicyParts.Backward);
        return Doubles(scores.LogReward.sub(scores.LogRatio()));
    }

    // log of the mean of numbers given by their logarithms.
    private static LikelihoodEstimate Estimate(double[] logs)
    {
        var log = ExactDistribution.LogZ(logs) - Math.Log(logs.Length);
        var spread = logs.Sum(l => Math.Pow(Math.Exp(l - log) - 1, 2));
        return new LikelihoodEstimate(log, Math.Sqrt(spread / (logs.Length - 1.0) / logs.Length));
    }

    private static double[] Doubles(Tensor values)
    {
        using var host = values.to(ScalarType.Float64).cpu().contiguous();
        return host.data<double>().ToArray();
    }
}
