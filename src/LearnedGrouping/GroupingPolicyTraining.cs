using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Search;

namespace Quiver.LearnedGrouping;

/// <summary>Trains one grouping policy on several Hamiltonians in turn, to be used on others.</summary>
public static class GroupingPolicyTraining
{
    // The entry of a journal that a stopped training goes on from.
    private const string State = "training";

    /// <summary>Trains a policy.</summary>
    /// <param name="problems">The Hamiltonians; batches go round among them.</param>
    /// <param name="options">Reward, budget (for all together), batch and seed. The loss must not learn one log Z, so trajectory
    /// balance is replaced by its variance form.</param>
    /// <param name="progress">Told how far training has come.</param>
    /// <param name="cancellationToken">Ends training early, keeping what was learned.</param>
    /// <returns>The policy.</returns>
    public static GroupingPolicy Train(
        IReadOnlyList<GroupingProblem> problems, GFlowNetGroupingOptions options, IProgress<ProgressReport>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentNullException.ThrowIfNull(options);
        var tasks = problems.Select(p => new GroupingTask(p)).ToArray();
        var training = options.Training with { Seed = options.Seed };
        if (training.Objective == GroupingObjective.TrajectoryBalance)
        {
            training = training with { Objective = GroupingObjective.LogPartitionVariance };
        }

        using var trainer = new PolicyTrainer(training, options.Device ?? TorchDevice.Select("cpu"), options.Policy);
        var random = new CountedRandom(options.Seed);
        var sizes = tasks.Select(_ => training.BatchFor(0, 0)).ToArray();
        double work = 0;
        var clock = new WorkClock(options.Budget.TotalSeconds, grace: 1.5);
        var (begun, due) = (0, options.Journal.Clock());
        if (options.Journal.Exists(State))
        {
            begun = options.Journal.Read(State, Read);
        }

        for (var iteration = begun; ; iteration++)
        {
            if (iteration > begun && (due() || cancellationToken.IsCancellationRequested))
            {
                options.Journal.Write(State, w => Write(w, iteration));
            }

            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            var done = clock.Done(work);
            if (iteration > 0 && done >= 1)
            {
                break;
            }

            var task = tasks[iteration % tasks.Length];
            var policy = trainer.Policy();
            var reward = new GroupingReward(options.Beta * Math.Pow(30, -random.NextDouble()), options.Gamma);
            var batch = new Trajectory[sizes[iteration % tasks.Length]];
            Parallel.For(0, batch.Length, () => new PartitionSampler(task), (i, _, sampler) =>
            {
                var own = new Random(SeedMixing.Walk(options.Seed, iteration, i));
                var tempering = options.Exploration && i % 2 == 1 ? 0.5 + 0.5 * own.NextDouble() : 1;
                batch[i] = sampler.Sample(policy, reward, tempering, own, record: true);
                return sampler;
            }, _ => { });
            var candidates = batch.Sum(t => (long)t.RewardChanges.Length);
            sizes[iteration % tasks.Length] = training.BatchFor(candidates, batch.Length);
            work += WorkModel.TrainingNanoseconds(task.Count, batch.Length, candidates);
            var loss = trainer.Step(batch, done > 0.7 ? Math.Max(0.1, (1 - done) / 0.3) : 1);
            var seconds = options.Budget.TotalSeconds;
            progress?.Report(new ProgressReport("training", Math.Min(1, done) * seconds, seconds, $"loss {loss:G4}"));
        }

        return trainer.Policy();

        void Write(BinaryWriter writer, int iteration)
        {
            writer.Write(iteration);
            writer.Write(work);
            writer.Write(clock.Led);
            writer.Write(random.Drawn);
            writer.WriteArray<int>(sizes);
            trainer.Write(writer);
        }

        int Read(BinaryReader reader)
        {
            var iteration = reader.ReadInt32();
            (work, clock.Led) = (reader.ReadDouble(), reader.ReadBoolean());
            random.SkipTo(reader.ReadInt64());
            sizes = reader.ReadArray<int>();
            trainer.Read(reader);
            return iteration;
        }
    }
}
