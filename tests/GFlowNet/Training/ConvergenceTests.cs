using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Tests.Environments;
using Quiver.GFlowNet.Training;
using Quiver.GFlowNet.Tests.Objectives;
using Quiver.Tests;

namespace Quiver.GFlowNet.Tests.Training;

/// <summary>Every objective learns R / Z where it can be checked exactly.</summary>
[Collection(TorchCollection.Name)]
public sealed class ConvergenceTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var environment in new[] { "grid", "bits", "partitions" })
            {
                foreach (var objective in new[] { "tb", "db", "subtb", "vargrad", "fm" })
                {
                    data.Add(environment, objective);
                }
            }

            data.Add("grid", "mdb");
            data.Add("grid", "fldb");
            data.Add("ising", "fldb");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Objective_TrainedToConvergence_SamplesProportionalToTheReward(string name, string objective) =>
        Assert.InRange(TotalVariation(name, string.Equals(name, "partitions", StringComparison.Ordinal) ? Large(objective) : Small(objective)), 0, 0.01);

    [Theory]
    [InlineData(BackwardPolicyKind.Learned, "mlp", false, true)]
    [InlineData(BackwardPolicyKind.Tied, "embedding", false, true)]
    [InlineData(BackwardPolicyKind.Uniform, "set", true, true)]
    [InlineData(BackwardPolicyKind.Tied, "transformer", true, false)]
    public void Policy_OfEveryShape_Learns(BackwardPolicyKind backward, string trunk, bool pointer, bool shared)
    {
        TrunkOptions network = trunk switch
        {
            "mlp" => new MlpTrunkOptions { Hidden = 32 },
            "embedding" => new EmbeddingTrunkOptions { Hidden = 32 },
            "set" => new SetTrunkOptions { Hidden = 32 },
            _ => new TransformerTrunkOptions { Hidden = 32 },
        };
        var options = Small("subtb") with { Policy = new PolicyOptions { Trunk = network, Backward = backward, Pointer = pointer, SharedTrunk = shared } };
        if (trunk is "transformer")
        {
            options = options with { Iterations = 500, LearningRate = new Schedule(ScheduleKind.Cosine, 3e-3, 1e-5) };
        }

        Assert.InRange(TotalVariation("grid", options), 0, 0.01);
    }

    [Theory]
    [InlineData(ReplayKind.Uniform)]
    [InlineData(ReplayKind.Prioritised)]
    [InlineData(ReplayKind.Diverse)]
    [InlineData(ReplayKind.Terminal)]
    public void Replay_OfEveryKind_KeepsTheTarget(ReplayKind kind) =>
        Assert.InRange(TotalVariation("unordered", Small("tb") with { Replay = new ReplayOptions(kind, 100, 16) }), 0, 0.01);

    [Fact]
    public void Exploration_DoesNotBiasTheResult()
    {
        // Log-probabilities of the exploring policy in the loss would leave TV near epsilon and shift log Z.
        var options = Small("tb") with { Epsilon = Schedule.Constant(0.3), Temperature = Schedule.Constant(2), PrefixNoise = Schedule.Constant(0.3) };
        Assert.InRange(TotalVariation("bits", options), 0, 0.01);
    }

    [Fact]
    public void LocalSearch_KeepsTheTarget() =>
        Assert.InRange(TotalVariation("grid", Small("tb") with { LocalSearch = new LocalSearchOptions(2, 3) }), 0, 0.01);

    private static TrainingOptions Small(string objective) => new()
    {
        Objective = ObjectiveCases.Named(objective),
        Iterations = 700,
        Batch = 32,
        LearningRate = new Schedule(ScheduleKind.Cosine, 1e-2, 1e-5),
        Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 64 } },
        Seed = 1,
    };

    // 203 states, up to 25 actions in each: more to learn.
    private static TrainingOptions Large(string objective) => Small(objective) with { Iterations = 1200, Batch = 64, Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 256 } }, LearningRate = new Schedule(ScheduleKind.Cosine, 5e-3, 1e-5) };

    private static double TotalVariation(string name, TrainingOptions options)
    {
        TorchSharp.torch.set_num_threads(1);
        using var environment = SmallEnvironments.Create(name);
        using var trainer = new GFlowNetTrainer(environment, options);
        for (var i = 0; i < options.Iterations; i++)
        {
            trainer.Step();
        }

        return DistributionComparison.Exact(environment, trainer.Policy).TotalVariation;
    }
}
