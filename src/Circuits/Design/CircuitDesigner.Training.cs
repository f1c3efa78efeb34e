using Quiver.GFlowNet.Torch;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using static TorchSharp.torch;

namespace Quiver.Circuits.Design;

// The GFlowNet of a search: its settings, its rounds, and what it knows in the end.
public sealed partial class CircuitDesigner
{
    private TrainingOptions Training() => new()
    {
        Objective = new LogPartitionVariance(),
        Loss = RegressionLoss.Huber(3),
        Iterations = 2000,
        Batch = Batch,
        LearningRate = new Schedule(ScheduleKind.Linear, 2e-3, 2e-4),
        LogZLearningRate = Schedule.Constant(0.2),
        Epsilon = options.Method == DesignMethod.Random ? Schedule.Constant(1) : Schedule.Constant(0.05),
        Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 128 } },
        Replay = new ReplayOptions(ReplayKind.Terminal, 500, Batch),
        LocalSearch = options.Method == DesignMethod.Random ? new() : new LocalSearchOptions(1, 6),
        Seed = options.Seed,
    };

    private void Train(
        GFlowNetTrainer trainer, DesignReward reward, long budget, Func<bool> due, Action save, CancellationToken stop)
    {
        var gadgets = ((CircuitEnvironment)trainer.Environment).Gadgets.Length;
        var stepWork = NetworkWork * options.MaximumGates
            + (NetworkWork * options.MaximumGates * gadgets / GadgetsOfDouble);
        long Done() => options.Work is null ? reward.Fits + reward.Hits : reward.Work;
        if (!at.IsTraining)
        {
            (at.IsTraining, at.DoneBefore, at.WorkBefore, at.Steps) = (true, Done(), reward.Work, 0);
            Recall(trainer);
        }

        var saved = at.Steps;
        while (Done() - at.DoneBefore + (options.Work is null ? 0 : at.Steps * stepWork) < budget)
        {
            if (at.Steps > saved && (stop.IsCancellationRequested || due()))
            {
                saved = at.Steps;
                save();
            }

            if (stop.IsCancellationRequested)
            {
                break;
            }

            at.Steps++;
            if (options.Method == DesignMethod.Random)
            {
                using var batch = new ForwardSampler(trainer.Environment, trainer.Policy)
                    .Sample(Batch, trainer.Randomness, new Exploration(1));
            }
            else
            {
                trainer.Step();
            }
        }

        work += reward.Work - at.WorkBefore + (at.Steps * stepWork);
        at.IsTraining = false;
    }

    // What the chains found is walked back by P_B and joins the replay; old rewards are renewed with the score.
    private void Recall(GFlowNetTrainer trainer)
    {
        if (elite.Count > 0 && options.Method != DesignMethod.Random)
        {
            using var scope = TorchScope.Begin();
            var rows = new long[elite.Count * options.MaximumGates];
            rows.AsSpan().Fill(-1);
            for (var i = 0; i < elite.Count; i++)
            {
                elite[i].Word.CopyTo(rows, i * options.MaximumGates);
            }

            trainer.Replay!.Restore(null, 0);
            trainer.Replay.Add(new BackwardSampler(trainer.Environment, trainer.Policy)
                .Sample(tensor(rows, device: trainer.Environment.Device).reshape(elite.Count, options.MaximumGates), trainer.Randomness));
        }
    }

    // Draws from the policy and tells how the probabilities go with the rewards. The search sees nothing of it.
    private DesignSampler Measure(GFlowNetTrainer trainer, DesignReward reward)
    {
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        isMeasuring = true;
        reward.Rescore(score);
        var random = new CounterRandom((ulong)options.Seed + 2);
        var sampler = new ForwardSampler(trainer.Environment, trainer.Policy);
        var evaluator = new PolicyEvaluator(trainer.Environment, trainer.Policy);
        var words = new Dictionary<string, long[]>(StringComparer.Ordinal);
        var likelihoods = new List<double>();
        for (var b = 0; b < MeasuredBatches; b++)
        {
            var terminal = sampler.Sample(Batch, random).Terminal;
            var logs = evaluator.LogLikelihood(terminal, Walks, random);
            for (var i = 0; i < Batch; i++)
            {
                using var row = terminal[i].cpu();
                long[] word = [.. row.data<long>().ToArray().TakeWhile(static g => g >= 0)];
                if (words.TryAdd(string.Join(',', word), word))
                {
                    likelihoods.Add(logs[i]);
                }
            }
        }

        var found = reward.Evaluate([.. words.Values]);
        var correlation = Correlation.Spearman([.. likelihoods], [.. found.Select(reward.LogReward)]);
        isMeasuring = false;
        return new DesignSampler(
            trainer.Iteration, MeasuredBatches * Batch, words.Count, DesignSampler.Spread([.. words.Values]),
            double.IsFinite(correlation) ? correlation : null,
            problem.LeastCost is { } least ? found.Count(r => r.Cost <= least + problem.Tolerance) : null);
    }
}
