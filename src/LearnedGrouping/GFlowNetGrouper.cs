using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;

namespace Quiver.LearnedGrouping;

/// <summary>
/// Groups terms with a generative flow network: a policy that builds partitions term by term is trained so that it draws
/// them in proportion to the reward; the best ones are then improved by the annealing search, in which thresholds learned on other
/// molecules say which ejections are worked out. Without training and without a policy (the default) it is that search alone, from
/// the best greedy grouping.
/// </summary>
/// <remarks>
/// States are partitions of the terms placed so far (old group or the one next new group), so a partition has exactly
/// one trajectory and the backward probability is 1. Local search in the manner of Kim et al., ICLR 2024.
/// </remarks>
public sealed class GFlowNetGrouper : IGrouper
{
    private const int PoolSize = 64;

    // Seconds that loading libtorch and compiling the first pass may take.
    private const double StartUpGrace = 1.5;

    private readonly GFlowNetGroupingOptions options;

    /// <summary>Creates the grouper.</summary>
    /// <param name="options">How it works; null for the defaults.</param>
    public GFlowNetGrouper(GFlowNetGroupingOptions? options = null) => this.options = options ?? new GFlowNetGroupingOptions();

    /// <inheritdoc/>
    public string Name => "gflownet";

    /// <inheritdoc/>
    GroupingResult IGrouper.Group(GroupingProblem problem, IProgress<ProgressReport>? progress, CancellationToken cancellationToken) =>
        Group(problem, progress, cancellationToken);

    /// <inheritdoc cref="IGrouper.Group"/>
    public LearnedGroupingResult Group(
        GroupingProblem problem, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var task = new GroupingTask(problem);
        if (task.Count == 0)
        {
            return new(MeasurementGrouping.FromLabels([]), null, double.PositiveInfinity);
        }

        var pool = new PartitionPool(PoolSize);
        var seconds = options.Budget.TotalSeconds;
        if (options is { LocalSearch: true, TrainingShare: 0, Policy: null })
        {
            var searched = Improve(task, pool, clockBound: false, seconds, progress, cancellationToken);
            return new(searched.Best, null, double.PositiveInfinity) { Front = searched.Front, ClockBound = searched.ClockBound };
        }

        var trainingSeconds = options.LocalSearch ? options.TrainingShare * seconds : seconds;
        var learned = options.Journal.Once(
            "learned", () => Learn(task, pool, trainingSeconds, progress, cancellationToken), (w, l) => Write(w, l, pool),
            r => ReadLearned(r, pool), cancellationToken);
        if (!options.LocalSearch)
        {
            var best = MeasurementGrouping.FromLabels(pool.Best);
            return new(best, learned.Policy, learned.BestSampled) { Front = [best], ClockBound = learned.ClockBound };
        }

        var improved = Improve(task, pool, learned.ClockBound, seconds - trainingSeconds, progress, cancellationToken);
        return new(improved.Best, learned.Policy, learned.BestSampled) { Front = improved.Front, ClockBound = improved.ClockBound };
    }

    private static void Write(BinaryWriter writer, Learned learned, PartitionPool pool)
    {
        writer.Write(learned.BestSampled);
        writer.Write(learned.ClockBound);
        learned.Policy.Write(writer);
        pool.Write(writer);
    }

    private static Learned ReadLearned(BinaryReader reader, PartitionPool pool)
    {
        var (bestSampled, clockBound) = (reader.ReadDouble(), reader.ReadBoolean());
        var policy = GroupingPolicy.Read(reader);
        pool.Read(reader);
        return new Learned(policy, bestSampled, clockBound);
    }

    /// <summary>Trains (or only applies) the policy; the best partitions drawn go into the pool.</summary>
    private Learned Learn(
        GroupingTask task, PartitionPool pool, double seconds, IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        var bestSampled = double.PositiveInfinity;
        var train = options.TrainingShare > 0;
        using var trainer = train
            ? new PolicyTrainer(options.Training with { Seed = options.Seed }, options.Device ?? TorchDevice.Select("cpu"), options.Policy)
            : null;
        var policy = options.Policy ?? GroupingPolicy.Untrained();
        var reward = new GroupingReward(options.Beta, options.Gamma) { Custom = options.LogReward };
        var random = new Random(options.Seed);
        var batch = options.Training.BatchFor(0, 0);
        var clock = new WorkClock(seconds, StartUpGrace);
        double work = 0;
        for (var iteration = 0; !cancellationToken.IsCancellationRequested; iteration++)
        {
            var done = clock.Done(work);
            if (iteration > 0 && (done >= 1 || (!train && options.LocalSearch && iteration >= 4)))
            {
                break;
            }

            policy = trainer?.Policy() ?? policy;

            // Temperature-conditional training: beta is drawn anew for every batch; the last tenth samples at the target.
            var beta = done > 0.9 || !train
                ? options.Beta * Math.Pow(3, iteration % 3 - 1)
                : options.Beta * Math.Pow(30, -random.NextDouble());
            var used = options.LogReward is null ? reward with { Beta = beta } : reward;
            var replayed = train && options.Replay && pool.Count > 0 ? (int)(batch * options.Training.ReplayShare) : 0;
            var trajectories = Draw(task, policy, used, batch - replayed, replayed, pool, iteration, random);
            foreach (var t in trajectories.AsSpan(0, batch - replayed))
            {
                bestSampled = Math.Min(bestSampled, t.Cost * t.Cost);
                pool.Offer(reward.Log(t.Cost, t.Groups, t.Labels), t.Labels);
            }

            if (options.Replay)
            {
                work += Polish(task, pool, reward, random);
            }

            var candidates = trajectories.Sum(t => (long)t.RewardChanges.Length);
            work += WorkModel.TrainingNanoseconds(task.Count, batch, candidates);
            var loss = trainer?.Step(trajectories, done > 0.7 ? Math.Max(0.1, (1 - done) / 0.3) : 1);
            batch = options.Training.BatchFor(candidates, batch);
            progress?.Report(new ProgressReport(train ? "training" : "sampling", Math.Min(1, done) * seconds, seconds, $"loss {loss:G4}, cost {bestSampled:G5}"));
        }

        policy = trainer?.Policy() ?? policy;
        return new(policy, bestSampled, clock.Led);
    }

    private Trajectory[] Draw(
        GroupingTask task, GroupingPolicy policy, GroupingReward reward, int fresh, int replayed, PartitionPool pool, int iteration,
        Random random)
    {
        var labels = new int[replayed][];
        for (var i = 0; i < replayed; i++)
        {
            labels[i] = pool.Draw(random);
        }

        var result = new Trajectory[fresh + replayed];
        Parallel.For(
            0,
            result.Length,
            () => new PartitionSampler(task),
            (i, _, sampler) =>
            {
                var own = new Random(SeedMixing.Walk(options.Seed, iteration, i));
                var tempering = options.Exploration && i % 2 == 1 ? 0.5 + 0.5 * own.NextDouble() : 1;
                result[i] = i < fresh
                    ? sampler.Sample(policy, reward, tempering, own, record: true)
                    : sampler.Follow(reward, labels[i - fresh]);
                return sampler;
            },
            _ => { });
        return result;
    }

    /// <summary>A short quench of one of the best partitions; what is better is kept, and learned from by replay.</summary>
    private double Polish(GroupingTask task, PartitionPool pool, GroupingReward reward, Random random)
    {
        var start = pool.Draw(random);
        var chain = new PartitionChain(task.Weights, start, (ulong)random.NextInt64());
        var scale = chain.State.Cost;
        chain.Run(20 * task.Count, 2e-5 * scale);
        var state = new PartitionState(task.Weights);
        state.Load(chain.BestLabels);
        pool.Offer(reward.Log(state.Cost, state.GroupCount, chain.BestLabels), chain.BestLabels);
        return chain.Work;
    }

    private SearchOutcome Improve(
        GroupingTask task, PartitionPool pool, bool clockBound, double seconds, IProgress<ProgressReport>? progress,
        CancellationToken cancellationToken)
    {
        var greedy = StartingPartition.Of(task.Problem, options.MaxGroups, CancellationToken.None);
        List<MeasurementGrouping> known = [greedy, new VarianceSortedInsertionGrouper().Group(task.Problem).Grouping];
        if (pool.Count > 0)
        {
            known.Insert(0, MeasurementGrouping.FromLabels(pool.Best));
        }

        var search = new PartitionAnnealing(
            new PartitionWeights(task.Problem, byDeviation: true), seconds, options.Seed, (phase, done, cost) =>
            progress?.Report(new ProgressReport(phase, done, seconds, double.IsFinite(cost) ? $"cost {cost * cost:G5}" : null)))
        {
            GroupPrice = PartitionAnnealing.PriceOf(options.Beta, options.Gamma),
            MaxGroups = options.MaxGroups,
            Filter = !task.Problem.HasState ? null : options.Ejections switch
            {
                EjectionScreen.Learned => EjectionFilter.Learned,
                EjectionScreen.Fixed => EjectionFilter.Fixed,
                EjectionScreen.Random => EjectionFilter.Random,
                _ => null,
            },
            Journal = options.Journal,
            Fewest = () => new RecursiveLargestFirstGrouper().Group(task.Problem).Grouping.Assignment.ToArray(),
        };

        // Temperatures follow the start's cost: without something learned it is annealing's start, as a cheaper one would begin too cold.
        var start = pool.Count > 0 ? Preferred(task, known) : greedy;
        var outcome = search.Run(start.Assignment.ToArray(), cancellationToken);

        // Whatever the time allowed, what was known before the search stays in the choice.
        return new SearchOutcome(Preferred(task, [.. outcome.Front, outcome.Best, .. known]), outcome.Front, outcome.ClockBound
            || clockBound);
    }

    /// <summary>The best of everything kept that has few enough groups.</summary>
    private MeasurementGrouping Preferred(GroupingTask task, IEnumerable<MeasurementGrouping> candidates)
    {
        var reward = new GroupingReward(options.Beta, options.Gamma) { Custom = options.LogReward };
        return candidates.Where(g => g.Count <= options.MaxGroups).MaxBy(g => reward.Log(task.Weights.Cost(g), g.Count, g.Assignment))!;
    }

    /// <summary>What the learning part hands to the search.</summary>
    private readonly record struct Learned(GroupingPolicy Policy, double BestSampled, bool ClockBound);
}
