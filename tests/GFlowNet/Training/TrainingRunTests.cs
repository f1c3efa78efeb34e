using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Training;
using Quiver.GFlowNet.Tests.Objectives;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class TrainingRunTests
{
    private static readonly TrainingOptions Options = new()
    {
        Iterations = 60,
        Batch = 8,
        Epsilon = new Schedule(ScheduleKind.Linear, 0.5, 0),
        Replay = new ReplayOptions(ReplayKind.Prioritised, 20, 4),
        WeightAverage = 0.9,
        Policy = new() { Trunk = new MlpTrunkOptions { Hidden = 32 } },
        Seed = 4,
    };

    public static TheoryData<ReplayKind, string> ResumeCases => new()
    {
        { ReplayKind.None, "tb" },
        { ReplayKind.Uniform, "subtb" },
        { ReplayKind.Prioritised, "db" },
        { ReplayKind.Terminal, "tb" },
        { ReplayKind.Diverse, "fm" },
    };

    [Theory]
    [MemberData(nameof(ResumeCases))]
    public void Resume_HalfAndHalf_EqualsTheWholeBitForBit(ReplayKind kind, string objective)
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Objective = ObjectiveCases.Named(objective), Replay = Options.Replay with { Kind = kind } };
        var whole = Weights(options, options.Iterations, null);
        var file = Path.Combine(folder.Path, "run.checkpoint");
        _ = Weights(options, 30, file);
        Assert.Equal(whole, Weights(options, options.Iterations, file));
    }

    [Theory]
    [InlineData("tb", 6)]
    [InlineData("tb", 2)]
    public void Resume_KeepsWhatWasFound(string objective, int height)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        var options = Options with { Objective = ObjectiveCases.Named(objective) };
        var whole = Found(height, 40, null);
        _ = Found(height, 15, file);
        Assert.Equal(whole, Found(height, 40, file));

        string Found(int size, int until, string? checkpoint)
        {
            using var environment = new Hypergrid(2, size);
            var tracker = new DiscoveryTracker(environment, 10);
            using var trainer = new GFlowNetTrainer(environment, options) { Observers = [tracker] };
            Until(trainer, until, checkpoint);
            return $"{tracker.Objects} {tracker.StatesVisited} {tracker.Distinct} {tracker.Modes} {tracker.TopDiversity(10)} {string.Join(' ', tracker.Best.Select(b => b.Key))}";
        }
    }

    [Fact]
    public void SameSeed_SameWeights_OtherSeed_OtherWeights()
    {
        Assert.Equal(Weights(Options, 20, null), Weights(Options, 20, null));
        Assert.NotEqual(Weights(Options, 20, null), Weights(Options with { Seed = 5 }, 20, null));
    }

    [Fact]
    public void Run_Cancelled_LeavesACheckpointThatContinues()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        using var environment = new Hypergrid(2, 6);
        var whole = Weights(Options, Options.Iterations, null);
        using (var trainer = new GFlowNetTrainer(environment, Options))
        {
            using var stop = new CancellationTokenSource();
            var progress = new Immediate(r =>
            {
                if (r.Done >= 17)
                {
                    stop.Cancel();
                }
            });
            Assert.Throws<OperationCanceledException>(() => { TrainingRun.Run(trainer, new RunOptions { CheckpointFile = file, CheckpointEvery = 1000 }, progress, stop.Token); });
        }

        using var again = new GFlowNetTrainer(environment, Options);
        var result = TrainingRun.Run(again, new RunOptions { CheckpointFile = file }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(60 - 17, result.Steps);
        Assert.Equal(whole, again.Policy.Store.Values.data<float>().ToArray());
    }

    [Fact]
    public void Run_Resumed_HasTheHistoryOfAnUninterruptedOne()
    {
        using var folder = new TemporaryFolder();
        var whole = History("whole", _ => { });
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => { History("parts", i => Cancel(i >= 35), stop.Token); });
        Assert.Equal(whole, History("parts", _ => { }));
        Assert.Equal(whole, History("parts", _ => Assert.Fail("nothing was left to do")));
        Assert.Equal(6, whole.Count);

        void Cancel(bool now)
        {
            if (now)
            {
                stop.Cancel();
            }
        }

        List<string> History(string name, Action<double> done, CancellationToken cancellation = default)
        {
            using var environment = new Hypergrid(2, 6);
            using var trainer = new GFlowNetTrainer(environment, Options);
            var run = new RunOptions
            {
                CheckpointFile = Path.Combine(folder.Path, name + ".checkpoint"),
                MetricsFile = Path.Combine(folder.Path, name + ".jsonl"),
                EvaluateEvery = 20,
                Evaluate = t => new Dictionary<string, double>(StringComparer.Ordinal) { ["steps"] = t.Iteration, ["none"] = double.NaN },
            };
            var result = TrainingRun.Run(trainer, run, new Immediate(r => done(r.Done)), cancellation);
            return [.. result.History.Select(h => $"{h.Iteration} {string.Join(' ', h.Values.Select(v => $"{v.Key} {v.Value:R}"))}")];
        }
    }

    [Fact]
    public void Run_OutOfMemoryInTheMiddle_LeavesTheLastCheckpointWhole()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        var whole = Weights(Options, Options.Iterations, null);
        using (var environment = new Hypergrid(2, 6))
        {
            using var trainer = new GFlowNetTrainer(environment, Options) { Observers = [new Full(25)] };
            var fault = Assert.Throws<System.Runtime.InteropServices.ExternalException>(
                () => TrainingRun.Run(trainer, new RunOptions { CheckpointFile = file, CheckpointEvery = 10 }, cancellationToken: TestContext.Current.CancellationToken));
            Assert.Contains("memory is full", Quiver.GFlowNet.Torch.TorchFault.Describe(fault), StringComparison.Ordinal);
        }

        using var same = new Hypergrid(2, 6);
        using var again = new GFlowNetTrainer(same, Options);
        var result = TrainingRun.Run(again, new RunOptions { CheckpointFile = file }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(60 - 20, result.Steps);
        Assert.Equal(whole, again.Policy.Store.Values.data<float>().ToArray());
    }

    [Fact]
    public void Metrics_AfterResume_HaveEachIterationOnce()
    {
        using var folder = new TemporaryFolder();
        var (checkpoint, metrics) = (Path.Combine(folder.Path, "run.checkpoint"), Path.Combine(folder.Path, "metrics.jsonl"));
        using var environment = new Hypergrid(2, 6);
        using (var trainer = new GFlowNetTrainer(environment, Options))
        {
            for (var i = 0; i < 20; i++)
            {
                trainer.Step();
            }

            Checkpoint.Save(trainer, checkpoint);
        }

        // What a killed run leaves: lines past its checkpoint and half a line.
        File.WriteAllText(metrics, "{\"iteration\":10,\"loss\":1}\n{\"iteration\":20,\"loss\":1}\n{\"iteration\":30,\"loss\":1}\n{\"itera");
        using var again = new GFlowNetTrainer(environment, Options);
        TrainingRun.Run(again, new RunOptions { CheckpointFile = checkpoint, MetricsFile = metrics }, cancellationToken: TestContext.Current.CancellationToken);
        var iterations = File.ReadLines(metrics).Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("iteration").GetInt64());
        Assert.Equal([10, 20, 30, 40, 50, 60], iterations);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-5)]
    public void Load_DamagedFile_SaysSo(int place)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        using var environment = new Hypergrid(2, 6);
        using var trainer = new GFlowNetTrainer(environment, Options);
        Checkpoint.Save(trainer, file);
        var bytes = File.ReadAllBytes(file);
        bytes[place < 0 ? bytes.Length + place : place] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Contains("checkpoint", Assert.Throws<InputException>(() => { Checkpoint.Load(trainer, file); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherRun_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        using var environment = new Hypergrid(2, 6);
        using var trainer = new GFlowNetTrainer(environment, Options);
        Checkpoint.Save(trainer, file);
        using var other = new GFlowNetTrainer(environment, Options with { Batch = 9 });
        Assert.Contains("another run: Batch is 8 there and 9 here.", Assert.Throws<InputException>(() => { Checkpoint.Load(other, file); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_StopMetric_EndsEarly()
    {
        using var environment = new Hypergrid(2, 6);
        using var trainer = new GFlowNetTrainer(environment, Options);
        var calls = 0;
        var result = TrainingRun.Run(
            trainer,
            new RunOptions { EvaluateEvery = 5, Evaluate = _ => new Dictionary<string, double> { ["x"] = 10 - ++calls }, StopMetric = "x", StopAt = 7 },
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(RunEnd.Metric, result.End);
        Assert.Equal(15, result.Iterations);
    }

    [Fact]
    public void Run_WithoutProgress_EndsByPatience()
    {
        using var environment = new Hypergrid(2, 6);
        using var trainer = new GFlowNetTrainer(environment, Options);
        var result = TrainingRun.Run(
            trainer,
            new RunOptions { EvaluateEvery = 5, Evaluate = _ => new Dictionary<string, double> { ["x"] = 1 }, StopMetric = "x", Patience = 3 },
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(20, result.Iterations);
    }

    [Fact]
    public void Step_NonFiniteReward_NamesTheTermAndChangesNothing()
    {
        using var environment = new Hypergrid(2, 6, CPU, new FunctionReward(x => x.Sum() > 2 ? double.NaN : 0));
        using var trainer = new GFlowNetTrainer(environment, Options with { Batch = 64 });
        var before = trainer.Policy.Store.Values.data<float>().ToArray();
        var error = Assert.Throws<TrainingDivergedException>(() => trainer.Step());
        Assert.Equal("log R", error.Term);
        Assert.Equal(before, trainer.Policy.Store.Values.data<float>().ToArray());
    }

    [Fact]
    public void Step_NonFiniteWeights_NamesTheLogits()
    {
        using var environment = new Hypergrid(2, 6);
        using var trainer = new GFlowNetTrainer(environment, Options);
        using (no_grad())
        {
            trainer.Policy.Store.Values.narrow(0, 0, 1000).fill_(float.NaN);
        }

        Assert.Equal("a forward logit", Assert.Throws<TrainingDivergedException>(() => trainer.Step()).Term);
    }

    [Theory]
    [InlineData("tb", ReplayKind.None)]
    [InlineData("fm", ReplayKind.Terminal)]
    [InlineData("subtb", ReplayKind.Prioritised)]
    public void Step_ManyTimes_LeavesNoTensorsBehind(string objective, ReplayKind kind)
    {
        using var environment = new Hypergrid(2, 6);
        var options = Options with { Objective = ObjectiveCases.Named(objective), Replay = Options.Replay with { Kind = kind }, LocalSearch = new LocalSearchOptions(1, 3) };
        using var trainer = new GFlowNetTrainer(environment, options);
        for (var i = 0; i < 5; i++)
        {
            trainer.Step();
        }

        var live = Tensor.TotalCount;
        for (var i = 0; i < 100; i++)
        {
            trainer.Step();
        }

        // Tensors that other tests left to the finalizer may have gone meanwhile.
        Assert.InRange(Tensor.TotalCount, 0, live);
    }

    [Fact]
    public void Objective_ThatDoesNotSuit_IsRefused()
    {
        using var bits = new BitSequence(4, 1, new BitSequenceRewardOptions(2));
        Assert.Contains("mdb", Assert.Throws<ArgumentException>(() => { _ = new GFlowNetTrainer(bits, new TrainingOptions { Objective = ObjectiveCases.Named("mdb") }); }).Message, StringComparison.Ordinal);
        Assert.Contains("fldb", Assert.Throws<ArgumentException>(() => { _ = new GFlowNetTrainer(bits, new TrainingOptions { Objective = ObjectiveCases.Named("fldb") }); }).Message, StringComparison.Ordinal);
    }

    private static float[] Weights(TrainingOptions options, long until, string? checkpoint)
    {
        using var environment = new Hypergrid(2, 6);
        using var trainer = new GFlowNetTrainer(environment, options);
        Until(trainer, until, checkpoint);
        return trainer.Policy.Store.Values.data<float>().ToArray();
    }

    private static void Until(GFlowNetTrainer trainer, long until, string? checkpoint)
    {
        if (checkpoint is not null && File.Exists(checkpoint))
        {
            Checkpoint.Load(trainer, checkpoint);
        }

        while (trainer.Iteration < until)
        {
            trainer.Step();
        }

        if (checkpoint is not null)
        {
            Checkpoint.Save(trainer, checkpoint);
        }
    }

    // As libtorch says it in the middle of an iteration.
    private sealed class Full(int iteration) : ITrainingObserver
    {
        private int seen;

        public void Observe(TrajectoryBatch batch)
        {
            if (++seen > iteration)
            {
                throw new System.Runtime.InteropServices.ExternalException("CUDA out of memory. Tried to allocate 20.00 GiB.");
            }
        }
    }

    private sealed class Immediate(Action<ProgressReport> tell) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => tell(value);
    }
}
