using Quiver.GFlowNet.Torch;
using System.Diagnostics;
using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Sampling;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Training;

// Iterations by kernels of their own, where environment, policy and objective allow it.
public sealed partial class GFlowNetTrainer
{
    /// <summary>Trains by kernels from now on, where the objective has them; the kernels of a GPU are found by the constructor.</summary>
    /// <param name="kernel">The rollout whose kernels serve; null changes nothing.</param>
    internal void Fuse(DeviceRollout? kernel)
    {
        if (kernel is null)
        {
            return;
        }

        sampler.Kernel = kernel;
        double? huber = Options.Loss switch
        {
            SquaredLoss => 0,
            HuberLoss h => h.Delta,
            _ => null,
        };
        if (huber is { } delta && objective is TrajectoryBalance
            && FusedTrajectoryBalance.Serves(Policy) && !Policy.LearnsBackward && Environment.Reward.ConditionWidth == 0)
        {
            fused?.Dispose();
            fused = new FusedTrajectoryBalance(Environment, Policy, Optimizer, kernel, delta);
        }
    }

    // Walking and learning in one go; the batch is looked at afterwards, where somebody wants to see it.
    private TrainingStep StepWhole(FusedTrajectoryBalance step, long start)
    {
        var done = step.Iterate(Options.Batch, Randomness.Next(), Exploring(), Options.LearningRate.At(Iteration, Options.Iterations),
            Options.LogZLearningRate.At(Iteration, Options.Iterations), Options.ClipNorm);
        Trajectories += Options.Batch;
        if (Observers.Count > 0 || !double.IsFinite(done.Loss) || !double.IsFinite(done.Norm))
        {
            using var guard = no_grad();
            var fresh = step.Walked(done.Longest);
            Tell(fresh);
            RequireFinite(done, fresh);
        }

        Average?.Update(Optimizer.Steps);
        StatesVisited += done.Visited;
        Iteration++;
        LogZ = done.LogZ;
        return new TrainingStep(Iteration, done.Loss, done.LogZ, done.Norm, done.MeanLogReward, done.Visited / (double)Options.Batch,
            Times([0, Stopwatch.GetElapsedTime(start).TotalMilliseconds, 0, 0]));
    }

    private TrainingStep StepFused(FusedTrajectoryBalance step, TrajectoryBatch fresh, TrajectoryBatch batch, double[] times)
    {
        var start = Stopwatch.GetTimestamp();
        var first = UpdateFused(step, batch);
        for (var extra = 1; extra < Options.Updates; extra++)
        {
            using var inner = TorchScope.Begin();
            _ = UpdateFused(step, Replay is null ? fresh : Replay.Draw(Randomness, backwardSampler));
        }

        var whole = ReferenceEquals(fresh, batch);
        var visited = whole ? first.Visited : fresh.Lengths.sum().item<long>();
        var meanLogReward = whole ? first.MeanLogReward : fresh.LogReward.mean().item<double>();
        StatesVisited += visited;
        Iteration++;
        LogZ = first.LogZ;
        times[1] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new TrainingStep(Iteration, first.Loss, first.LogZ, first.Norm, meanLogReward, visited / (double)fresh.Batch, Times(times));
    }

    private FusedStep UpdateFused(FusedTrajectoryBalance step, TrajectoryBatch batch)
    {
        var result = step.Update(batch, Options.LearningRate.At(Iteration, Options.Iterations),
            Options.LogZLearningRate.At(Iteration, Options.Iterations), Options.ClipNorm);
        RequireFinite(result, batch);
        Average?.Update(Optimizer.Steps);
        return result;
    }
}
