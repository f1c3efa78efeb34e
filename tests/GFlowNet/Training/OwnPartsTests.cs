using Quiver.Core.Runs;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Training;

/// <summary>What a user brings as an object of their own trains like what the library has.</summary>
[Collection(TorchCollection.Name)]
public sealed class OwnPartsTests
{
    private static readonly TrainingOptions Options = new()
    {
        Iterations = 700,
        Batch = 32,
        LearningRate = new Schedule(ScheduleKind.Cosine, 1e-2, 1e-5),
        Policy = new() { Trunk = new MlpTrunkOptions { Hidden = 64 } },
    };

    [Fact]
    public void OwnObjective_TrainedToConvergence_SamplesProportionalToTheReward() =>
        Assert.InRange(TotalVariation(Options with { Objective = new NeighbourBalance(1) }), 0, 0.01);

    [Fact]
    public void OwnLoss_TrainedToConvergence_SamplesProportionalToTheReward() =>
        Assert.InRange(TotalVariation(Options with { Loss = new CoshLoss() }), 0, 0.01);

    [Fact]
    public void OwnTrunk_TrainedToConvergence_SamplesProportionalToTheReward()
    {
        var policy = new PolicyOptions { Trunk = new SumOptions(48), Backward = BackwardPolicyKind.Tied, SharedTrunk = false };
        Assert.InRange(TotalVariation(Options with { Objective = new SubTrajectoryBalance(), Policy = policy, Iterations = 500 }), 0, 0.01);
    }

    [Theory]
    [InlineData("objective", "Objective is \"neighbours:1\" there and \"neighbours:2\" here")]
    [InlineData("loss", "Loss is \"squared\" there and \"cosh\" here")]
    [InlineData("trunk", "Policy.Trunk.Size is 8 there and 16 here")]
    public void Load_OtherParts_NamesTheDifference(string what, string named)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        using var environment = new Hypergrid(2, 3);
        var (there, here) = what switch
        {
            "objective" => (Options with { Objective = new NeighbourBalance(1) }, Options with { Objective = new NeighbourBalance(2) }),
            "loss" => (Options, Options with { Loss = new CoshLoss() }),
            _ => (Options with { Policy = new() { Trunk = new SumOptions(8) } }, Options with { Policy = new() { Trunk = new SumOptions(16) } }),
        };
        using var first = new GFlowNetTrainer(environment, there);
        Checkpoint.Save(first, file);
        Checkpoint.Load(first, file);
        using var second = new GFlowNetTrainer(environment, here);
        Assert.Contains(named, Assert.Throws<InputException>(() => { Checkpoint.Load(second, file); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OwnTrunk_TooLarge_IsRefusedBeforeAnyMemoryIsTaken()
    {
        using var environment = new Hypergrid(2, 8);
        var options = Options with { Policy = new() { Trunk = new SumOptions(50_000_000) } };
        Assert.Contains("weights", Assert.ThrowsAny<ArgumentException>(() => { _ = new GFlowNetTrainer(environment, options); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_BelowWhatTheObjectiveCompares_IsRefused()
    {
        using var environment = new Hypergrid(2, 3);
        var error = Assert.ThrowsAny<ArgumentException>(() => { _ = new GFlowNetTrainer(environment, Options with { Objective = new NeighbourBalance(3), Batch = 3 }); });
        Assert.Contains("neighbours:3 compares trajectories with each other: the batch must be at least 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Observers_SeeEveryFreshBatch_AndCheckpointsCarryThoseThatRemember()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        using var environment = new Hypergrid(2, 4);
        var options = Options with { Iterations = 7, Batch = 5, Replay = new ReplayOptions(ReplayKind.Uniform, 20, 5) };
        var (counter, large, small) = (new Counter(), new DiscoveryTracker(environment), new DiscoveryTracker(environment, 2));
        using var trainer = new GFlowNetTrainer(environment, options) { Observers = [large, counter, small] };
        TrainingRun.Run(trainer, new RunOptions { CheckpointFile = file }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(35, counter.Objects);
        Assert.Equal((35L, 35L), (large.Objects, small.Objects));

        var (again, two) = (new DiscoveryTracker(environment), new DiscoveryTracker(environment, 2));
        using var resumed = new GFlowNetTrainer(environment, options) { Observers = [again, new Counter(), two] };
        Checkpoint.Load(resumed, file);
        Assert.Equal(large.Best.Select(b => b.Key), again.Best.Select(b => b.Key));
        Assert.Equal(small.Best.Select(b => b.Key), two.Best.Select(b => b.Key));
        Assert.Equal(2, two.Best.Count);
    }

    [Fact]
    public void Run_OutOfTime_EndsAfterTheIteration_AndGoesOnFromThere()
    {
        using var folder = new TemporaryFolder();
        var run = new RunOptions { CheckpointFile = Path.Combine(folder.Path, "run.checkpoint"), TimeLimit = TimeSpan.FromTicks(1) };
        using var environment = new Hypergrid(2, 3);
        var options = Options with { Iterations = 5 };
        using var trainer = new GFlowNetTrainer(environment, options);
        var cut = TrainingRun.Run(trainer, run, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((1L, RunEnd.TimeLimit), (cut.Iterations, cut.End));
        using var again = new GFlowNetTrainer(environment, options);
        var rest = TrainingRun.Run(again, run with { TimeLimit = null }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((5L, 4L, RunEnd.Iterations), (rest.Iterations, rest.Steps, rest.End));
        using var whole = new GFlowNetTrainer(environment, options);
        TrainingRun.Run(whole, new RunOptions(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(whole.Policy.Store.Values.data<float>().ToArray(), again.Policy.Store.Values.data<float>().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => { TrainingRun.Run(again, run with { TimeLimit = TimeSpan.Zero }, cancellationToken: TestContext.Current.CancellationToken); });
    }

    [Fact]
    public void Modes_OfSequences_AreCountedAsTheRewardNumbersThem()
    {
        using var environment = new BitSequence(8, 2, new BitSequenceRewardOptions(4, ModeRadius: 2));
        using var graph = StateGraph.Build(environment);
        using var objects = graph.States.index_select(0, tensor(graph.Terminals.Select(t => (long)t).ToArray()));
        using var numbers = environment.Reward.ModeNumbers(objects)!;
        using var isMode = environment.Reward.IsMode(objects)!;
        var counted = numbers.data<long>().ToArray().Where((_, i) => isMode[i].item<bool>()).ToHashSet();
        Assert.Equal([0L, 1, 2, 3], counted.Order());
        Assert.True(isMode.sum().item<long>() > 4, "several objects should count for one mode");

        var tracker = new DiscoveryTracker(environment);
        using var all = new TrajectoryBatch(objects.unsqueeze(0), zeros(1, objects.shape[0], dtype: ScalarType.Int64), ones(objects.shape[0], dtype: ScalarType.Int64), objects.alias(), environment.LogReward(objects).to(ScalarType.Float64), null);
        tracker.Observe(all);
        Assert.Equal(4, tracker.Modes);
    }

    private static double TotalVariation(TrainingOptions options)
    {
        using var environment = new Hypergrid(2, 4);
        using var trainer = new GFlowNetTrainer(environment, options);
        TrainingRun.Run(trainer, new RunOptions(), cancellationToken: TestContext.Current.CancellationToken);
        using var graph = StateGraph.Build(environment);
        var learned = ExactDistribution.OfPolicy(graph, environment, trainer.Policy);
        return DistributionComparison.Of(learned, ExactDistribution.OfReward(ExactDistribution.LogRewards(graph, environment))).TotalVariation;
    }

    /// <summary>log Z cancels between two trajectories of a batch, so each is compared with one some places further on.</summary>
    private sealed class NeighbourBalance(int apart) : Objective
    {
        public override string Name => "neighbours";

        public override PolicyParts Parts => PolicyParts.Forward | PolicyParts.Backward;

        public override bool TrainsLogZ => false;

        public override int LeastBatch => apart + 1;

        public override Tensor Loss(TrajectoryScores scores, RegressionLoss loss)
        {
            var score = scores.LogRatio().sub(scores.LogReward);
            return loss.Apply(score.sub(score.roll(apart))).mean();
        }

        public override string ToString() => $"{Name}:{apart}";
    }

    private sealed class CoshLoss : RegressionLoss
    {
        public override string Name => "cosh";

        public override Tensor Apply(Tensor residual) => residual.clamp(-20, 20).cosh().sub(1);
    }

    private sealed record SumOptions(int Size) : TrunkOptions
    {
        public override string Name => "sum";

        public override int Width => Size;

        public override Trunk Create(ParameterStore store, string name, TokenShape shape) => new SumTrunk(store, name, Size, shape);
    }

    private sealed class SumTrunk : Trunk
    {
        private readonly ParameterStore.Parameter table;
        private readonly Linear layer;

        public SumTrunk(ParameterStore store, string name, int size, TokenShape shape)
            : base(store, name, shape.ConditionWidth, size)
        {
            table = store.Add(name + ".table", shape.Vocabulary, size, 1);
            layer = new Linear(store, name + ".layer", size, size);
        }

        public override Tensor Encode(Tensor tokens, Tensor? conditions)
        {
            var rows = table.Tensor.index_select(0, tokens.reshape(-1)).reshape(tokens.shape[0], tokens.shape[1], -1);
            return layer.Apply(rows.sum(1).relu()).relu();
        }
    }

    private sealed class Counter : ITrainingObserver
    {
        public long Objects { get; private set; }

        public void Observe(TrajectoryBatch batch) => Objects += batch.Batch;
    }
}
