using Quiver.Core.Runs;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Training;

/// <summary>A checkpoint belongs to one environment with one reward: any other is refused with the difference named.</summary>
[Collection(TorchCollection.Name)]
public sealed class CheckpointIdentityTests
{
    private static readonly TrainingOptions Options = new() { Iterations = 5, Batch = 4, Policy = new() { Trunk = new MlpTrunkOptions { Hidden = 8 } } };

    public static TheoryData<string, string> Pairs => new()
    {
        { "grid", "R0 is 0.1 there and 0.001 here" },
        { "kind", "Kind is \"Original\" there and \"Cosine\" here" },
        { "ising", "Largest is 0.2 there and 0.3 here" },
        { "frustrated", "Tables" },
        { "beta", "Beta is 3 there and 2 here" },
        { "modes", "Seed is 0 there and 1 here" },
        { "radius", "ModeRadius is 0 there and 1 here" },
        { "order", "Name is \"bits 4/2\" there" },
        { "table", "Table is" },
        { "function", "log R of" },
        { "environment", "the same walk ends in" },
        { "tempered", "Maximum is 2 there and 3 here" },
        { "preferences", "Parts" },
        { "size", "Name is \"hypergrid 3^2\" there and \"hypergrid 4^2\" here" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Load_OtherEnvironmentOrReward_NamesTheDifference(string what, string named)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        var (there, here) = Create(what);
        using (there)
        using (here)
        {
            using var first = new GFlowNetTrainer(there, Options);
            first.Step();
            Checkpoint.Save(first, file);
            Checkpoint.Load(first, file);
            using var second = new GFlowNetTrainer(here, Options);
            Assert.Contains(named, Assert.Throws<InputException>(() => { Checkpoint.Load(second, file); }).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_SameReward_MadeAnew_IsAccepted()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        for (var i = 0; i < 2; i++)
        {
            using var environment = new Hypergrid(2, 3, CPU, new FunctionReward(x => x.Sum()));
            using var trainer = new GFlowNetTrainer(environment, Options);
            if (i > 0)
            {
                Checkpoint.Load(trainer, file);
                Assert.Equal(1, trainer.Iteration);
            }

            trainer.Step();
            Checkpoint.Save(trainer, file);
        }
    }

    [Fact]
    public void Resume_AfterAnEarlyEnd_StaysAtItsEnd_AndPatienceGoesOn()
    {
        using var folder = new TemporaryFolder();
        using var environment = new Hypergrid(2, 3);
        var options = Options with { Iterations = 60 };
        RunResult Run(string file, double stopAt, int patience, Func<long, double> metric)
        {
            using var trainer = new GFlowNetTrainer(environment, options);
            var run = new RunOptions
            {
                CheckpointFile = Path.Combine(folder.Path, file),
                EvaluateEvery = 5,
                Evaluate = t => new Dictionary<string, double> { ["x"] = metric(t.Iteration) },
                StopMetric = "x",
                StopAt = stopAt,
                Patience = patience,
            };
            return TrainingRun.Run(trainer, run, cancellationToken: TestContext.Current.CancellationToken);
        }

        Assert.Equal(20, Run("a", 80, 0, i => 100 - i).Iterations);
        var again = Run("a", 80, 0, i => 100 - i);
        Assert.Equal((20L, RunEnd.Metric, 0L), (again.Iterations, again.End, again.Steps));
        Assert.Contains("StopAt", Assert.Throws<InputException>(() => { Run("a", 70, 0, i => 100 - i); }).Message, StringComparison.Ordinal);

        // Interrupted after 12 iterations without an improvement since the fifth: patience counts on.
        using (var stop = new CancellationTokenSource())
        {
            using var trainer = new GFlowNetTrainer(environment, options) { Observers = [new StopAtBatch(13, stop)] };
            var run = new RunOptions { CheckpointFile = Path.Combine(folder.Path, "b"), EvaluateEvery = 5, Evaluate = _ => new Dictionary<string, double> { ["x"] = 1 }, StopMetric = "x", StopAt = -1, Patience = 3 };
            Assert.Throws<OperationCanceledException>(() => { TrainingRun.Run(trainer, run, cancellationToken: stop.Token); });
        }

        Assert.Equal(20, Run("b", -1, 3, _ => 1).Iterations);
    }

    [Fact]
    public void Resume_OfAFinishedRun_KeepsItsLogZ()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        using var environment = new Hypergrid(2, 3);
        using var trainer = new GFlowNetTrainer(environment, Options);
        TrainingRun.Run(trainer, new RunOptions { CheckpointFile = file }, cancellationToken: TestContext.Current.CancellationToken);
        using var again = new GFlowNetTrainer(environment, Options);
        TrainingRun.Run(again, new RunOptions { CheckpointFile = file }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(trainer.LogZ, again.LogZ);
        Assert.True(double.IsFinite(again.LogZ));
    }

    private static (DiscreteEnvironment There, DiscreteEnvironment Here) Create(string what)
    {
        static DiscreteEnvironment Grid(Reward reward) => new Hypergrid(2, 3, CPU, reward);
        static Reward Function(double slope) => new FunctionReward(x => slope * x.Sum());
        static Reward Cosine() => new HypergridReward(2, 3, new HypergridRewardOptions(HypergridRewardKind.Cosine), CPU);
        static Reward Plain() => new HypergridReward(2, 3, new HypergridRewardOptions(), CPU);
        static DiscreteEnvironment Bits(BitSequenceRewardOptions reward) => new BitSequence(4, 2, reward);
        var bits = new BitSequenceRewardOptions(2);
        return what switch
        {
            "grid" => (new Hypergrid(2, 3), new Hypergrid(2, 3, new HypergridRewardOptions(R0: 0.001))),
            "kind" => (new Hypergrid(2, 3), new Hypergrid(2, 3, new HypergridRewardOptions(HypergridRewardKind.Cosine))),
            "ising" => (DiscreteEbm.Ising(3, 0.2), DiscreteEbm.Ising(3, 0.3)),
            "frustrated" => (DiscreteEbm.Ising(2, 0.2), DiscreteEbm.Ising(2, -0.2)),
            "beta" => (Bits(bits), Bits(bits with { Beta = 2 })),
            "modes" => (Bits(bits), Bits(bits with { Seed = 1 })),
            "radius" => (Bits(bits), Bits(bits with { ModeRadius = 1 })),
            "order" => (Bits(bits), new UnorderedBitSequence(4, 2, bits)),
            "table" => (new SetPartitions(3, TabularReward.Random(3, -1, 4, 1)), new SetPartitions(3, TabularReward.Random(3, -1, 4, 2))),
            "function" => (Grid(Function(1)), Grid(Function(1.01))),
            "environment" => (new Silent(false), new Silent(true)),
            "tempered" => (Grid(new TemperedReward(Plain(), 1, 2)), Grid(new TemperedReward(Plain(), 1, 3))),
            "preferences" => (Grid(new PreferenceReward([Plain(), Plain()])), Grid(new PreferenceReward([Plain(), Cosine()]))),
            "size" => (new Hypergrid(2, 3), new Hypergrid(2, 4)),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No such pair."),
        };
    }

    // An environment whose description says nothing of its one parameter.
    private sealed class Silent(bool blocked) : StatewiseEnvironment(CPU, new FunctionReward(x => x.Sum()))
    {
        public override string Name => "silent";

        public override int StateWidth => 2;

        public override int ActionCount => 3;

        public override int MaximumLength => 7;

        public override int TokenCount => 2;

        public override int Vocabulary => 8;

        public override long[] InitialState() => new long[2];

        public override void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
        {
            (allowed[0], allowed[1], allowed[2]) = (state[0] < 3, state[1] < 3 && !(blocked && state[0] == 0), state[0] + state[1] > 1);
            allowed[2] |= !allowed[0] && !allowed[1];
        }

        public override void BackwardMask(ReadOnlySpan<long> state, Span<bool> allowed) =>
            (allowed[0], allowed[1]) = (state[0] > 0 && !(blocked && state[0] == 1 && state[1] > 0), state[1] > 0 && !(blocked && state[0] == 0));

        public override void Step(Span<long> state, int action) => state[action]++;

        public override void StepBack(Span<long> state, int action) => state[action]--;

        public override void Tokens(ReadOnlySpan<long> state, Span<int> tokens) => (tokens[0], tokens[1]) = ((int)state[0], 4 + (int)state[1]);
    }

    private sealed class StopAtBatch(int number, CancellationTokenSource stop) : ITrainingObserver
    {
        private int seen;

        public void Observe(TrajectoryBatch batch)
        {
            if (++seen == number)
            {
                stop.Cancel();
            }
        }
    }
}
