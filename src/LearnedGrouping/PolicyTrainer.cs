using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.LearnedGrouping;

/// <summary>
/// Trains the grouping policy: rollouts without autograd on all cores, then one batched pass over every candidate seen.
/// </summary>
internal sealed class PolicyTrainer : IDisposable
{
    // Below this many candidates sharing the work costs more than it gains.
    private const int SingleThreadCandidates = 20_000;

    private readonly PolicyNetwork network;
    private readonly Device device;
    private readonly PolicyTrainingOptions options;
    private bool logZStarted;

    public PolicyTrainer(PolicyTrainingOptions options, Device device, GroupingPolicy? start = null)
    {
        this.options = options;
        this.device = device;
        network = new PolicyNetwork(device, options.Seed);
        if (start is not null)
        {
            network.Import(start);
        }
    }

    /// <summary>The current policy, for sampling.</summary>
    public GroupingPolicy Policy() => network.Export();

    /// <summary>One gradient step on a batch of trajectories of one Hamiltonian and one reward.</summary>
    /// <returns>The loss.</returns>
    /// <exception cref="InputException">The loss or a weight is not finite.</exception>
    public double Step(IReadOnlyList<Trajectory> batch, double learningRateFactor = 1)
    {
        using var scope = TorchScope.Begin();
        var threads = get_num_threads();
        var wanted = batch.Sum(t => t.RewardChanges.Length) < SingleThreadCandidates ? 1 : TorchLibrary.Threads;
        if (threads != wanted)
        {
            set_num_threads(wanted);
        }

        network.ZeroGradient();
        using var loss = options.Objective == GroupingObjective.ForwardLookingDetailedBalance ? DetailedBalance(batch)
            : TrajectoryLoss(batch);
        var value = (double)loss.detach().cpu().data<float>()[0];
        if (!double.IsFinite(value))
        {
            throw new InputException("The grouping policy's loss is not finite: lower beta or the learning rate, or check the "
                + "coefficients.");
        }

        loss.backward();
        var finite = network.Update(options.LearningRate * learningRateFactor, options.LogZLearningRate * learningRateFactor,
            options.GradientClip);
        return finite ? value : throw new InputException("The grouping policy's weights are not finite after an update: lower the "
            + "learning rate or beta.");
    }

    /// <summary>Writes what has been learned into a checkpoint.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(logZStarted);
        network.Write(writer);
    }

    /// <summary>Puts back what <see cref="Write"/> wrote.</summary>
    public void Read(BinaryReader reader)
    {
        logZStarted = reader.ReadBoolean();
        network.Read(reader);
    }

    public void Dispose() => network.Dispose();

    /// <summary>log P_F of the action taken at each step of the batch, and the rows of the first candidates.</summary>
    private (Tensor LogProbability, Tensor Features, long[] FirstRow) Score(IReadOnlyList<Trajectory> batch)
    {
        var rows = batch.Sum(t => t.RewardChanges.Length);
        var steps = batch.Sum(t => t.Counts.Length);
        var widest = batch.Max(t => t.Counts.DefaultIfEmpty(1).Max());
        var features = new float[rows * CandidateFeatures.Count];
        var changes = new float[rows + 1];
        var index = new long[steps * widest];
        var taken = new long[steps];
        var first = new long[steps];
        Array.Fill(index, rows);
        int row = 0, step = 0;
        foreach (var t in batch)
        {
            t.Features.CopyTo(features, row * CandidateFeatures.Count);
            t.RewardChanges.CopyTo(changes, row);
            for (var s = 0; s < t.Counts.Length; s++, step++)
            {
                first[step] = row;
                taken[step] = row + t.Actions[s];
                for (var k = 0; k < t.Counts[s]; k++)
                {
                    index[step * widest + k] = row++;
                }
            }
        }

        changes[rows] = float.NegativeInfinity;

        // A tensor made from an array lies wherever the array does, and products of matrices round by where that is; a clone lies alike
        // in every run.
        var x = tensor(features, [rows, CandidateFeatures.Count], device: device).clone();
        var scores = network.Score(x) * Constant(PartitionSampler.Scale(batch[0].Reward.Beta));
        var logits = cat([scores, zeros(1, device: device)]) + tensor(changes, device: device);
        var table = logits.index_select(0, tensor(index, device: device)).reshape(steps, widest);
        var logProbability = logits.index_select(0, tensor(taken, device: device)) - table.logsumexp(1);
        return (logProbability, x, first);
    }

    private Tensor TrajectoryLoss(IReadOnlyList<Trajectory> batch)
    {
        var (logProbability, _, _) = Score(batch);
        var steps = batch[0].Counts.Length;
        var scale = PartitionSampler.Scale(batch[0].Reward.Beta);
        var gains = tensor([.. batch.Select(t => (float)(t.LogRewardGain / scale))], device: device);
        var residual = logProbability.reshape(batch.Count, steps).sum(1) * Constant(1 / scale) - gains;
        if (options.Objective == GroupingObjective.LogPartitionVariance)
        {
            return MeanSquare(residual - residual.mean());
        }

        if (!logZStarted)
        {
            // Start where the first batch balances; the weights change, so the pass is done again.
            logZStarted = true;
            network.LogZ = -residual.mean().detach().cpu().data<float>()[0];
            return TrajectoryLoss(batch);
        }

        return MeanSquare(residual + network.LogZTensor());
    }

    private Tensor DetailedBalance(IReadOnlyList<Trajectory> batch)
    {
        if (batch[0].Reward.Custom is not null)
        {
            throw new InvalidOperationException("A reward of the user's own has no partial rewards: train with trajectory balance or "
                + "its variance form.");
        }

        var (logProbability, features, first) = Score(batch);
        var steps = batch[0].Counts.Length;
        var scale = PartitionSampler.Scale(batch[0].Reward.Beta);
        var changes = new float[batch.Count * steps];
        for (var b = 0; b < batch.Count; b++)
        {
            var at = 0;
            for (var s = 0; s < steps; s++)
            {
                changes[b * steps + s] = batch[b].RewardChanges[at + batch[b].Actions[s]];
                at += batch[b].Counts[s];
            }
        }

        // v(s) is the forward-looking flow log F(s) - log R~(s), per unit of the score scale; 0 at the end.
        var value = network.Value(features.index_select(0, tensor(first, device: device))).reshape(batch.Count, steps);
        var next = cat([value[TensorIndex.Colon, TensorIndex.Slice(1)], zeros(batch.Count, 1, device: device)], 1);
        var residual = (logProbability - tensor(changes, device: device)).reshape(batch.Count, steps) * Constant(1 / scale) + value - next;
        return (residual * residual).sum(1).mean();
    }

    private static Tensor MeanSquare(Tensor residual) => (residual * residual).mean();

    private Tensor Constant(double value) => tensor([(float)value], device: device);
}
