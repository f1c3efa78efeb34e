using CsCheck;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Training;

/// <summary>Every option of a training has an effect, and every mixture of them resumes to the same bits.</summary>
[Collection(TorchCollection.Name)]
public sealed class TrainingOptionsTests
{
    private static readonly TrainingOptions Base = new()
    {
        Iterations = 8,
        Batch = 6,
        Policy = new() { Trunk = new MlpTrunkOptions { Hidden = 8 } },
    };

    private static readonly TrainingOptions Replayed = Base with { Replay = new ReplayOptions(ReplayKind.Diverse, 12, 6, 1) };
    private static readonly TrainingOptions Searched = Base with { LocalSearch = new LocalSearchOptions(1, 3) };
    private static readonly TrainingOptions Flowing = Base with { Objective = new DetailedBalance() };
    private static readonly TrainingOptions Pointing = Base with { Policy = Base.Policy with { Pointer = true } };

    private static readonly Dictionary<string, (TrainingOptions One, TrainingOptions Other)> Effects = new(StringComparer.Ordinal)
    {
        ["Objective"] = (Base, Base with { Objective = new DetailedBalance() }),
        ["Objective lambda"] = (Base with { Objective = new SubTrajectoryBalance(0.9) }, Base with { Objective = new SubTrajectoryBalance(0.5) }),
        ["Loss"] = (Base, Base with { Loss = RegressionLoss.Huber(0.1) }),
        ["Iterations"] = (Base, Base with { Iterations = 9 }),
        ["Batch"] = (Base, Base with { Batch = 7 }),
        ["LearningRate"] = (Base, Base with { LearningRate = Schedule.Constant(4e-3) }),
        ["LogZLearningRate"] = (Base, Base with { LogZLearningRate = Schedule.Constant(0.1) }),
        ["ClipNorm"] = (Base with { ClipNorm = 0 }, Base with { ClipNorm = 1e-3 }),
        ["Epsilon"] = (Base, Base with { Epsilon = Schedule.Constant(0.9) }),
        ["Temperature"] = (Base, Base with { Temperature = Schedule.Constant(9) }),
        ["PrefixNoise"] = (Base, Base with { PrefixNoise = Schedule.Constant(1) }),
        ["PrefixLength"] = (Base with { PrefixNoise = Schedule.Constant(1), PrefixLength = 1 }, Base with { PrefixNoise = Schedule.Constant(1), PrefixLength = 6 }),
        ["Replay"] = (Base, Replayed),
        ["Replay kind"] = (Replayed, Replayed with { Replay = Replayed.Replay with { Kind = ReplayKind.Uniform } }),
        ["Replay capacity"] = (Replayed, Replayed with { Replay = Replayed.Replay with { Capacity = 2 } }),
        ["Replay batch"] = (Replayed, Replayed with { Replay = Replayed.Replay with { Batch = 2 } }),
        ["Replay distance"] = (Replayed, Replayed with { Replay = Replayed.Replay with { MinimumDistance = 2 } }),
        ["Updates"] = (Base, Base with { Updates = 2 }),
        ["LocalSearch"] = (Base, Searched),
        ["LocalSearch rounds"] = (Searched, Searched with { LocalSearch = new LocalSearchOptions(2, 3) }),
        ["LocalSearch depth"] = (Searched, Searched with { LocalSearch = new LocalSearchOptions(1, 1) }),
        ["WeightAverage"] = (Base with { WeightAverage = 0.5 }, Base with { WeightAverage = 0.99 }),
        ["Seed"] = (Base, Base with { Seed = 1 }),
        ["Policy"] = (Base, Base with { Policy = Base.Policy with { Trunk = new MlpTrunkOptions { Hidden = 9 } } }),
        ["Policy trunk"] = (Base, Base with { Policy = Base.Policy with { Trunk = new SetTrunkOptions { Hidden = 8 } } }),
        ["Policy layers"] = (Base, Base with { Policy = Base.Policy with { Trunk = new MlpTrunkOptions { Hidden = 8, Layers = 3 } } }),
        ["Policy embedding"] = (
            Base with { Policy = Base.Policy with { Trunk = new EmbeddingTrunkOptions { Hidden = 8 } } },
            Base with { Policy = Base.Policy with { Trunk = new EmbeddingTrunkOptions { Hidden = 8, EmbeddingWidth = 5 } } }),
        ["Policy heads"] = (
            Base with { Policy = Base.Policy with { Trunk = new TransformerTrunkOptions { Hidden = 8, Layers = 1 } } },
            Base with { Policy = Base.Policy with { Trunk = new TransformerTrunkOptions { Hidden = 8, Layers = 1, Heads = 2 } } }),
        ["Policy pointer"] = (Base, Pointing),
        ["Policy keys"] = (Pointing, Pointing with { Policy = Pointing.Policy with { KeyWidth = 5 } }),
        ["Policy backward"] = (Base, Base with { Policy = Base.Policy with { Backward = BackwardPolicyKind.Tied } }),
        ["Policy shared"] = (Flowing, Flowing with { Policy = Flowing.Policy with { SharedTrunk = false } }),
    };

    public static TheoryData<string> EffectNames => [.. Effects.Keys];

    [Theory]
    [MemberData(nameof(EffectNames))]
    public void Option_Changed_ChangesTheWeights(string what)
    {
        var (one, other) = Effects[what];
        Assert.Equal(Numbers(one, one.Iterations, null), Numbers(one, one.Iterations, null));
        Assert.NotEqual(Numbers(one, 8, null), Numbers(other, 8, null));
    }

    [Fact]
    public void EveryOption_IsAmongThem() =>
        Assert.Equal(
            typeof(TrainingOptions).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal),
            Effects.Keys.Select(k => k.Split(' ')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Resume_AnyOptions_EqualsTheWholeBitForBit()
    {
        Objective[] objectives = [new TrajectoryBalance(), new DetailedBalance(), new SubTrajectoryBalance(0.7), new LogPartitionVariance(), new FlowMatching(), new ModifiedDetailedBalance()];
        TrunkOptions[] trunks = [new MlpTrunkOptions { Hidden = 8 }, new EmbeddingTrunkOptions { Hidden = 8 }, new SetTrunkOptions { Hidden = 8 }, new TransformerTrunkOptions { Hidden = 8, Layers = 1 }];
        var policy = Gen.Select(Among(trunks), Among(Enum.GetValues<BackwardPolicyKind>()), Gen.Bool, Gen.Bool, (trunk, backward, pointer, shared) =>
            new PolicyOptions { Trunk = trunk, Backward = backward, Pointer = pointer, SharedTrunk = shared });
        var sampling = Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Among(Enum.GetValues<ReplayKind>()), Gen.Int[0, 1], Gen.Int[1, 3]);
        var options = Gen.Select(Among(objectives), Gen.Bool, policy, sampling, Gen.Bool, Gen.Int[0, 1000], (objective, huber, shape, s, average, seed) => Base with
        {
            Objective = objective,
            Loss = huber ? RegressionLoss.Huber() : RegressionLoss.Squared,
            Policy = shape,
            Epsilon = new Schedule(ScheduleKind.Linear, s.Item1, 0),
            PrefixNoise = Schedule.Constant(s.Item2),
            Replay = new ReplayOptions(s.Item3, 10, 4),
            LocalSearch = new LocalSearchOptions(s.Item4, 2),
            Updates = s.Item5,
            WeightAverage = average ? 0.9 : 0,
            Seed = seed,
        });
        Gen.Select(options, Gen.Int[1, 7]).Sample(
            (run, cut) =>
            {
                using var folder = new TemporaryFolder();
                var file = Path.Combine(folder.Path, "run.checkpoint");
                _ = Numbers(run, cut, file);
                Assert.Equal(Numbers(run, 8, null), Numbers(run, 8, file));
            },
            iter: 25,
            threads: 1);
    }

    private static Gen<T> Among<T>(T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    // Weights, moments, average and log Z after some iterations; from the checkpoint where there is one, into it at the end.
    private static float[] Numbers(TrainingOptions options, long until, string? checkpoint)
    {
        using var environment = new Hypergrid(2, 4);
        using var trainer = new GFlowNetTrainer(environment, options);
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

        static float[] Values(Tensor? tensor) => tensor?.data<float>().ToArray() ?? [];
        return
        [
            .. Values(trainer.Policy.Store.Values), .. Values(trainer.Optimizer.FirstMoments), .. Values(trainer.Optimizer.SecondMoments),
            .. Values(trainer.Average?.Values), (float)trainer.LogZ, trainer.StatesVisited,
        ];
    }
}
