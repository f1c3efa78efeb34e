using System.Diagnostics;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Training;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Kernels;

/// <summary>The kernels on a GPU against the CPU; skipped where there is none.</summary>
[Collection(TorchCollection.Name)]
[Trait("Category", "GPU")]
public sealed unsafe class CudaKernelTests
{
    [Fact]
    public void Kernels_OnCuda_AreThere()
    {
        var device = Cuda();
        using var environment = new Hypergrid(2, 8, null, device);
        using var policy = new PolicyNetwork(environment, new PolicyOptions(), PolicyParts.Forward, 1);
        Assert.True(DeviceRollout.Create(environment, policy) is not null, DeviceRollout.Problem);
    }

    [Theory]
    [InlineData("grid 8^2")]
    [InlineData("grid 16^4")]
    [InlineData("grid 32^4")]
    [InlineData("cosine 8^2")]
    [InlineData("bits")]
    [InlineData("unordered")]
    [InlineData("ising")]
    public void Sample_OnCuda_DrawsTheTrajectoriesOfTheCpu(string name)
    {
        var device = Cuda();
        using var scope = NewDisposeScope();
        using var here = Create(name, CPU);
        using var there = Create(name, device);
        using var policyHere = new PolicyNetwork(here, new PolicyOptions(), PolicyParts.Forward, 3);
        using var policyThere = new PolicyNetwork(there, new PolicyOptions(), PolicyParts.Forward, 3);
        foreach (var (batch, exploration) in new[] { (16, Exploration.None), (1000, new Exploration(0.1, 1.5, 0.5, 3)) })
        {
            using var expected = new ForwardSampler(here, policyHere).Sample(batch, new CounterRandom(4), exploration);
            foreach (var tensorsOnly in new[] { false, true })
            {
                using var drawn = new ForwardSampler(there, policyThere) { TensorsOnly = tensorsOnly }.Sample(batch, new CounterRandom(4), exploration);
                Assert.True(expected.Steps == drawn.Steps || batch > 100, $"{expected.Steps} and {drawn.Steps} steps");
                var steps = Math.Min(expected.Steps, drawn.Steps);
                var same = expected.Actions.narrow(0, 0, steps).eq(drawn.Actions.narrow(0, 0, steps).cpu()).all(0)
                    .logical_and(expected.Terminal.eq(drawn.Terminal.cpu()).all(1))
                    .logical_and(expected.Lengths.eq(drawn.Lengths.cpu()))
                    .logical_and(expected.States.narrow(0, 0, steps).eq(drawn.States.narrow(0, 0, steps).cpu()).all(2).all(0))
                    .logical_and(expected.LogReward.sub(drawn.LogReward.cpu()).abs().lt(tensor(1e-4)));
                var share = same.to(ScalarType.Float64).mean().item<double>();
                Console.WriteLine($"  {name}, batch {batch}, {(tensorsOnly ? "tensors" : "kernel")}: {share:P2} of the trajectories are the CPU's");
                Assert.InRange(share, batch < 100 ? 1 : 0.99, 1);
            }
        }
    }

    [Theory]
    [InlineData("grid 8^2")]
    [InlineData("grid 16^4")]
    [InlineData("bits")]
    [InlineData("ising")]
    public void Step_FusedOnCuda_TrainsLikeTheCpu(string name)
    {
        var device = Cuda();
        using var scope = NewDisposeScope();
        using var here = Create(name, CPU);
        using var there = Create(name, device);
        var options = new TrainingOptions { Batch = 32, Iterations = 20, Seed = 5 };
        using var expected = new GFlowNetTrainer(here, options);
        using var fused = new GFlowNetTrainer(there, options);
        for (var i = 0; i < 5; i++)
        {
            var (a, b) = (expected.Step(), fused.Step());
            Console.WriteLine($"  {name}, iteration {i + 1}: loss {a.Loss:G7} and {b.Loss:G7}, norm {a.GradientNorm:G6} and {b.GradientNorm:G6}, length {a.MeanLength} and {b.MeanLength}");
            Assert.Equal(a.Loss, b.Loss, 2e-2 * (1 + Math.Abs(a.Loss)));
        }
    }

    [Fact]
    public void Step_OnCuda_RepeatsBitForBit()
    {
        var device = Cuda();
        using var scope = NewDisposeScope();
        float[] Weights(bool records)
        {
            using var environment = new Hypergrid(4, 8, null, device);
            using var trainer = new GFlowNetTrainer(environment, new TrainingOptions { Batch = 64, Iterations = 30 });
            trainer.Fused?.Records = records;
            for (var i = 0; i < 30; i++)
            {
                trainer.Step();
            }

            return trainer.Policy.Store.Values.cpu().data<float>().ToArray();
        }

        var recorded = Weights(true);
        Assert.Equal(recorded, Weights(true));
        Assert.Equal(recorded, Weights(false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Checkpoint_OfOneDevice_ContinuesOnTheOther(bool fromCuda)
    {
        var device = Cuda();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "run.checkpoint");
        using var first = Create("grid 8^2", fromCuda ? device : CPU);
        using var second = Create("grid 8^2", fromCuda ? CPU : device);
        var options = new TrainingOptions { Batch = 32, Iterations = 60 };
        using var trainer = new GFlowNetTrainer(first, options);
        for (var i = 0; i < 40; i++)
        {
            trainer.Step();
        }

        Checkpoint.Save(trainer, file);
        using var other = new GFlowNetTrainer(second, options);
        Checkpoint.Load(other, file);
        for (var i = 0; i < 3; i++)
        {
            var (a, b) = (trainer.Step(), other.Step());
            Assert.Equal(a.MeanLength, b.MeanLength);
            Assert.Equal(a.Loss, b.Loss, 1e-3 * (1 + a.Loss));
        }
    }

    [Fact]
    public void Training_FusedOnCuda_LearnsTheExactDistribution()
    {
        var device = Cuda();
        using var environment = new Hypergrid(2, 16, null, device);
        using var trainer = new GFlowNetTrainer(environment, new TrainingOptions { Batch = 16, Iterations = 2000, LearningRate = new Schedule(ScheduleKind.Cosine, 4e-3, 1e-5) });
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 2000; i++)
        {
            trainer.Step();
        }

        using var graph = StateGraph.Build(environment);
        var target = ExactDistribution.OfReward(ExactDistribution.LogRewards(graph, environment));
        var tv = DistributionComparison.Of(ExactDistribution.OfPolicy(graph, environment, trainer.Policy), target).TotalVariation;
        Console.WriteLine($"  16^2, 2,000 x 16: TV {tv:F5}, {watch.Elapsed.TotalSeconds:F2} s");
        Assert.InRange(tv, 0, 0.004);
    }

    [Theory]
    [InlineData("grid 8^2")]
    [InlineData("grid 16^4")]
    [InlineData("grid 32^4")]
    [InlineData("ising 10x10")]
    public void Rollout_OnCuda_Timed(string name)
    {
        var device = Cuda();
        using var scope = NewDisposeScope();
        using var environment = Create(name, device);
        using var policy = new PolicyNetwork(environment, new PolicyOptions(), PolicyParts.Forward, 3);
        var kernel = DeviceRollout.Create(environment, policy);
        Assert.SkipWhen(kernel is null, DeviceRollout.Problem ?? "no kernels");
        var random = new CounterRandom(1);
        foreach (var batch in new[] { 32, 128, 512 })
        {
            using var inner = NewDisposeScope();
            var start = environment.Initial(batch).contiguous();
            double length = 0;
            WalkBuffers Launched(DeviceRollout rollout)
            {
                var (buffers, stream) = (WalkBuffers.For(environment, start, rollout.HasReward), random.Next());
                rollout.Launch(buffers, stream.Seed, DeviceRollout.ControlOf(stream, Exploration.None), null);
                return buffers;
            }

            var watch = new Stopwatch();
            const int Repeats = 30;
            for (var i = -3; i < Repeats; i++)
            {
                using var one = NewDisposeScope();
                cuda.synchronize(device);
                watch.Start();
                var walk = Launched(kernel!);
                cuda.synchronize(device);
                watch.Stop();
                if (i < 0)
                {
                    watch.Reset();
                }

                length = walk.Lengths.to(ScalarType.Float64).mean().item<double>();
            }

            Console.WriteLine($"  {name}, batch {batch}: {watch.Elapsed.TotalMilliseconds / Repeats:F3} ms per rollout, mean length {length:F1}");

            using var clocks = zeros([6], ScalarType.Int64, device);
            var counted = DeviceRollout.Create(environment, policy)!;
            counted.Clocks = clocks;
            var walked = Launched(counted);
            var steps = walked.Lengths.narrow(0, 0, batch > 132 ? 4 : 1).max().item<long>();
            var cycles = clocks.cpu().data<long>().ToArray();
            Console.WriteLine($"  {name}, batch {batch}: cycles of a step: states and tokens {cycles[0] / steps}, first layer {cycles[1] / steps}, other layers {cycles[2] / steps}, scores {cycles[3] / steps}, their sums {cycles[4] / steps}, draw {cycles[5] / steps} ({steps} steps)");
        }
    }

    [Theory]
    [InlineData("grid 8^2", 32)]
    [InlineData("grid 8^2", 512)]
    [InlineData("grid 32^4", 32)]
    [InlineData("grid 32^4", 512)]
    [InlineData("ising 10x10", 512)]
    [InlineData("bits", 512)]
    public void Step_OnCuda_Profiled(string name, int batch)
    {
        var device = Cuda();
        using var environment = Create(name, device);
        using var trainer = new GFlowNetTrainer(environment, new TrainingOptions { Batch = batch, Iterations = 200 });
        Assert.SkipWhen(trainer.Fused is null, DeviceRollout.Problem ?? "no kernels");
        void Steps(int count)
        {
            for (var i = 0; i < count; i++)
            {
                trainer.Step();
            }
        }

        Steps(30);
        var watch = Stopwatch.StartNew();
        Steps(100);
        var whole = watch.Elapsed.TotalMilliseconds / 100;

        // Once with the device waited for after every stage (its work and the launch), once without (the launch alone).
        var text = new System.Text.StringBuilder();
        foreach (var waits in new[] { true, false })
        {
            var stages = new Dictionary<string, double>(StringComparer.Ordinal);
            watch.Restart();
            trainer.Fused!.Trace = stage =>
            {
                if (waits)
                {
                    cuda.synchronize(device);
                }

                stages[stage] = stages.GetValueOrDefault(stage) + watch.Elapsed.TotalMilliseconds;
                watch.Restart();
            };
            for (var i = 0; i < 20; i++)
            {
                watch.Restart();
                trainer.Step();
                stages["rest"] = stages.GetValueOrDefault("rest") + watch.Elapsed.TotalMilliseconds;
            }

            text.Append(waits ? "; done: " : "; queued: ").AppendJoin(", ", stages.Select(s => $"{s.Key} {s.Value / 20:F3}"));
        }

        Console.WriteLine($"  {name}, batch {batch}: {whole:F3} ms an iteration{text}");
    }

    private static Device Cuda()
    {
        TorchLibrary.Load();
        Assert.SkipUnless(TryInitializeDeviceType(TorchSharp.DeviceType.CUDA) && cuda.is_available(), "this machine has no CUDA device");
        return TorchDevice.Select("cuda");
    }

    private static DiscreteEnvironment Create(string name, Device device) => name switch
    {
        "grid 8^2" => new Hypergrid(2, 8, null, device),
        "grid 16^4" => new Hypergrid(4, 16, null, device),
        "grid 32^4" => new Hypergrid(4, 32, null, device),
        "cosine 8^2" => new Hypergrid(2, 8, new HypergridRewardOptions(HypergridRewardKind.Cosine), device),
        "bits" => new BitSequence(12, 3, new BitSequenceRewardOptions(4), device),
        "unordered" => new UnorderedBitSequence(12, 3, new BitSequenceRewardOptions(4), device),
        "ising 10x10" => DiscreteEbm.Ising(10, 0.1, device),
        _ => DiscreteEbm.Ising(6, 0.1, device),
    };
}
