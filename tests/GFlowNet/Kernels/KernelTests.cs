using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using Quiver.GFlowNet.Tests.Objectives;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Kernels;

/// <summary>The GPU's kernels, run on the CPU against the managed rollout and against autograd.</summary>
[Collection(TorchCollection.Name)]
public sealed class KernelTests
{
    public static TheoryData<string, int, int> Shapes => new()
    {
        { "grid", 256, 2 },
        { "deep grid", 64, 3 },
        { "grid", 48, 1 },
        { "cosine grid", 64, 2 },
        { "bits", 64, 2 },
        { "unordered", 64, 2 },
        { "ising", 96, 2 },
        { "wide ising", 64, 2 },
        { "long bits", 32, 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Rollout_OnTheHost_WalksTheManagedTrajectories(string name, int hidden, int layers)
    {
        Assert.SkipWhen(HostKernels.Compiler is null, "this machine has no C++ compiler");
        using var scope = NewDisposeScope();
        using var environment = Create(name);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = hidden, Layers = layers } }, PolicyParts.Forward, 3);
        foreach (var (batch, exploration) in new[] { (7, Exploration.None), (150, new Exploration(0.2, 1.5, 0.5, 3)) })
        {
            using var kernels = new Owner(environment, policy);
            var random = new CounterRandom(11);
            using var managed = new ForwardSampler(environment, policy).Sample(batch, random, exploration);
            random.Restore(11, 0);
            using var walked = new ForwardSampler(environment, policy) { Kernel = kernels.Rollout }.Sample(batch, random, exploration);
            random.Restore(11, 0);
            using var tensors = new ForwardSampler(environment, policy) { TensorsOnly = true }.Sample(batch, random, exploration);
            AssertSame(managed, walked);
            AssertSame(managed, tensors);
        }
    }

    [Theory]
    [InlineData("grid", 256, 2, "squared")]
    [InlineData("deep grid", 64, 3, "huber:2")]
    [InlineData("grid", 48, 1, "squared")]
    [InlineData("bits", 64, 2, "squared")]
    [InlineData("unordered", 64, 2, "huber:0.5")]
    [InlineData("ising", 96, 2, "squared")]
    [InlineData("wide ising", 64, 2, "squared")]
    [InlineData("long bits", 32, 1, "squared")]
    public void FusedStep_OnTheHost_TrainsLikeAutograd(string name, int hidden, int layers, string loss)
    {
        Assert.SkipWhen(HostKernels.Compiler is null, "this machine has no C++ compiler");
        using var scope = NewDisposeScope();
        using var environment = Create(name);
        var options = new TrainingOptions { Loss = ObjectiveCases.LossNamed(loss), Batch = 19, Iterations = 8, Seed = 5, Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = hidden, Layers = layers } } };
        using var eager = new GFlowNetTrainer(environment, options);
        using var fused = new GFlowNetTrainer(environment, options);
        using var kernels = new Owner(environment, fused.Policy);
        fused.Fuse(kernels.Rollout);
        for (var i = 0; i < 8; i++)
        {
            var expected = eager.Step();
            var step = fused.Step();
            Assert.Equal(expected.Loss, step.Loss, 1e-3 * (1 + Math.Abs(expected.Loss)));
            Assert.Equal(expected.LogZ, step.LogZ, 1e-4);
            Assert.Equal(expected.GradientNorm, step.GradientNorm, 2e-3 * (1 + expected.GradientNorm));
            Assert.Equal(expected.MeanLogReward, step.MeanLogReward, 1e-5);
            Assert.Equal(expected.MeanLength, step.MeanLength, 1e-9);
            if (i == 0)
            {
                Assert.True(allclose(eager.Policy.Store.Gradients, fused.Policy.Store.Gradients, 1e-3, 1e-4));
            }
        }

        Assert.True(allclose(eager.Policy.Store.Values, fused.Policy.Store.Values, 1e-2, 2e-3));
    }

    [Theory]
    [InlineData("grid", 256, 1700)]
    [InlineData("wide ising", 64, 500)]
    public void FusedStep_ManyRows_TrainsLikeAutogradByLargeTiles(string name, int hidden, int batch)
    {
        Assert.SkipWhen(HostKernels.Compiler is null, "this machine has no C++ compiler");
        using var scope = NewDisposeScope();
        using var environment = Create(name);
        var options = new TrainingOptions { Batch = batch, Iterations = 2, Seed = 5, Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = hidden } } };
        using var eager = new GFlowNetTrainer(environment, options);
        using var fused = new GFlowNetTrainer(environment, options);
        using var kernels = new Owner(environment, fused.Policy);
        fused.Fuse(kernels.Rollout);
        for (var i = 0; i < 2; i++)
        {
            var (expected, step) = (eager.Step(), fused.Step());
            Assert.Equal(expected.Loss, step.Loss, 1e-3 * (1 + Math.Abs(expected.Loss)));
            Assert.Equal(expected.GradientNorm, step.GradientNorm, 2e-3 * (1 + expected.GradientNorm));
            Assert.True(allclose(eager.Policy.Store.Gradients, fused.Policy.Store.Gradients, 2e-3, 2e-4));
        }
    }

    [Theory]
    [InlineData("grid")]
    [InlineData("bits")]
    public void FusedStep_RecordedOrNot_GivesTheSameBitsAndBatches(string name)
    {
        Assert.SkipWhen(HostKernels.Compiler is null, "this machine has no C++ compiler");
        using var scope = NewDisposeScope();
        using var environment = Create(name);
        (float[] Weights, double LogZ, long Visited, long Found) Train(bool records)
        {
            var tracker = new DiscoveryTracker(environment);
            var options = new TrainingOptions { Batch = 9, Iterations = 6, Seed = 2, Epsilon = new Schedule(ScheduleKind.Linear, 0.5, 0, 6), LearningRate = new Schedule(ScheduleKind.Cosine, 1e-2, 1e-4), Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 32 } } };
            using var trainer = new GFlowNetTrainer(environment, options) { Observers = [tracker] };
            using var kernels = new Owner(environment, trainer.Policy);
            trainer.Fuse(kernels.Rollout);
            trainer.Fused!.Records = records;
            Assert.True(trainer.Fused.Iterates(9));
            for (var i = 0; i < 6; i++)
            {
                trainer.Step();
            }

            return (trainer.Policy.Store.Values.data<float>().ToArray(), trainer.LogZ, trainer.StatesVisited, tracker.Distinct);
        }

        var plain = Train(false);
        var recorded = Train(true);
        Assert.Equal(plain.Weights, recorded.Weights);
        Assert.Equal(plain with { Weights = [] }, recorded with { Weights = [] });
        Assert.InRange(plain.Found, 2, 54);
        Assert.True(double.IsFinite(plain.LogZ));
    }

    [Fact]
    public void FusedStep_SeveralUpdatesOfOneBatch_TrainLikeAutograd()
    {
        Assert.SkipWhen(HostKernels.Compiler is null, "this machine has no C++ compiler");
        using var scope = NewDisposeScope();
        using var environment = Create("deep grid");
        var options = new TrainingOptions { Batch = 70, Iterations = 4, Updates = 3, Seed = 5, Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 160 } } };
        using var eager = new GFlowNetTrainer(environment, options);
        using var fused = new GFlowNetTrainer(environment, options);
        using var kernels = new Owner(environment, fused.Policy);
        fused.Fuse(kernels.Rollout);
        for (var i = 0; i < 4; i++)
        {
            var (expected, step) = (eager.Step(), fused.Step());
            Assert.Equal(expected.Loss, step.Loss, 1e-3 * (1 + Math.Abs(expected.Loss)));
            Assert.Equal(expected.GradientNorm, step.GradientNorm, 2e-3 * (1 + expected.GradientNorm));
        }

        Assert.True(allclose(eager.Policy.Store.Values, fused.Policy.Store.Values, 1e-2, 2e-3));
    }

    [Theory]
    [InlineData("tb", "squared", BackwardPolicyKind.Uniform, true)]
    [InlineData("tb", "huber:2", BackwardPolicyKind.Uniform, true)]
    [InlineData("tb", "own", BackwardPolicyKind.Uniform, false)]
    [InlineData("tb", "squared", BackwardPolicyKind.Learned, false)]
    [InlineData("tb", "squared", BackwardPolicyKind.Tied, false)]
    [InlineData("subtb:1:trajectorybalance", "squared", BackwardPolicyKind.Uniform, false)]
    [InlineData("db", "squared", BackwardPolicyKind.Uniform, false)]
    [InlineData("vargrad", "huber", BackwardPolicyKind.Uniform, false)]
    public void FusedStep_IsChosen_ForTrajectoryBalanceWithUniformBackwardAlone(string objective, string loss, BackwardPolicyKind backward, bool fused)
    {
        Assert.SkipWhen(HostKernels.Compiler is null, "this machine has no C++ compiler");
        using var scope = NewDisposeScope();
        using var environment = Create("grid");
        var options = new TrainingOptions
        {
            Objective = ObjectiveCases.Named(objective),
            Loss = loss is "own" ? new AbsoluteLoss() : ObjectiveCases.LossNamed(loss),
            Batch = 5,
            Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 32 }, Backward = backward },
        };
        using var trainer = new GFlowNetTrainer(environment, options);
        using var kernels = new Owner(environment, trainer.Policy);
        trainer.Fuse(kernels.Rollout);
        Assert.Equal(fused, trainer.Fused is not null);
        Assert.True(double.IsFinite(trainer.Step().Loss));
    }

    [Fact]
    public void FusedStep_NotFinite_ChangesNothingAndSaysWhat()
    {
        Assert.SkipWhen(HostKernels.Compiler is null, "this machine has no C++ compiler");
        using var scope = NewDisposeScope();
        using var environment = Create("grid");
        using var trainer = new GFlowNetTrainer(environment, new TrainingOptions { Batch = 5, Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 32 } } });
        using var kernels = new Owner(environment, trainer.Policy);
        trainer.Fuse(kernels.Rollout);
        trainer.Step();
        using (no_grad())
        {
            trainer.Policy.Store.Values.narrow(0, 8, 1).fill_(double.NaN);
        }

        using var before = trainer.Policy.Store.Values.clone();
        Assert.Contains("logit", Assert.Throws<TrainingDivergedException>(() => trainer.Step()).Message, StringComparison.Ordinal);
        Assert.True(trainer.Policy.Store.Values.isnan().sum().item<long>() == 1);
        Assert.Equal(before.nan_to_num().sum().item<float>(), trainer.Policy.Store.Values.nan_to_num().sum().item<float>());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Source_ForTheDevice_CompilesWithNvrtc(string name, int hidden, int layers)
    {
        // NVRTC needs no GPU and no driver: where the library is (CUDA_HOME), the machine code is made.
        using var environment = Create(name);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = hidden, Layers = layers } }, PolicyParts.Forward, 3);
        var source = KernelSource.For(environment, policy)!;
        Assert.SkipUnless(RuntimeCompiler.IsPresent, "this machine has no NVRTC");
        Assert.NotEmpty(RuntimeCompiler.Compile(KernelSource.Layers, 9, 0));
        foreach (var rows in new[] { 1, 2, 4, 8 })
        {
            Assert.NotEmpty(RuntimeCompiler.Compile(source.Text(source.Rows(rows), source.Kept(rows, 232_448)), 9, 0));
        }
    }

    [Theory]
    [InlineData("grid")]
    [InlineData("wide ising")]
    public void Source_ForTheDevice_PassesClangsSyntaxCheck(string name)
    {
        var clang = HostKernels.Find("clang++");
        Assert.SkipWhen(clang is null, "this machine has no clang++");
        using var environment = Create(name);
        using var policy = new PolicyNetwork(environment, new PolicyOptions(), PolicyParts.Forward, 3);
        var source = KernelSource.For(environment, policy)!;
        string[] texts = [KernelSource.Layers, .. new[] { (4, 232_448), (1, 101_376), (8, 0) }.Select(p => source.Text(p.Item1, source.Kept(p.Item1, p.Item2), clocks: p.Item1 == 4))];
        foreach (var text in texts)
        {
            Assert.Equal("", HostKernels.CheckForDevice(clang!, text));
        }
    }

    private static DiscreteEnvironment Create(string name) => name switch
    {
        "grid" => new Hypergrid(2, 6),
        "deep grid" => new Hypergrid(4, 5),
        "cosine grid" => new Hypergrid(2, 6, new HypergridRewardOptions(HypergridRewardKind.Cosine)),
        "bits" => new BitSequence(6, 2, new BitSequenceRewardOptions(2)),
        "unordered" => new UnorderedBitSequence(6, 2, new BitSequenceRewardOptions(2)),
        // More than 16 tokens: their first layer is mended instead of summed. More than 32 actions: several a lane.
        "wide ising" => DiscreteEbm.Ising(6, 0.2),
        "long bits" => new BitSequence(40, 2, new BitSequenceRewardOptions(2)),
        _ => DiscreteEbm.Ising(3, 0.2),
    };

    // Sums of float32 run in another order, so one draw in a million may fall on the other side of a boundary.
    private static void AssertSame(TrajectoryBatch first, TrajectoryBatch second)
    {
        Assert.Equal(first.Steps, second.Steps);
        var same = first.Actions.eq(second.Actions).all(0).logical_and(first.Terminal.eq(second.Terminal).all(1)).logical_and(first.Lengths.eq(second.Lengths))
            .logical_and(first.States.eq(second.States).all(2).all(0)).logical_and(first.LogReward.sub(second.LogReward).abs().lt(tensor(1e-5)));
        Assert.InRange(same.to(ScalarType.Float64).mean().item<double>(), 0.99, 1);
    }

    private sealed class Owner : IDisposable
    {
        private readonly List<HostKernels> compiled = [];

        public Owner(DiscreteEnvironment environment, PolicyNetwork policy) =>
            Rollout = new DeviceRollout(environment, policy, KernelSource.For(environment, policy)!, Compile, 32, 232_448);

        public DeviceRollout Rollout { get; }

        public void Dispose() => compiled.ForEach(k => k.Dispose());

        private HostKernels Compile(string source)
        {
            compiled.Add(new HostKernels(source));
            return compiled[^1];
        }
    }

    private sealed class AbsoluteLoss : RegressionLoss
    {
        public override string Name => "absolute";

        public override Tensor Apply(Tensor residual) => residual.abs();
    }
}
