using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Tests.Environments;
using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Training;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Policies;

[Collection(TorchCollection.Name)]
public sealed class CausalTransformerTests
{
    private static readonly PolicyOptions Options = new() { Trunk = new CausalTransformerTrunkOptions { Hidden = 24, Heads = 3, Layers = 2 } };

    [Theory]
    [InlineData("bits")]
    [InlineData("words")]
    [InlineData("conditions")]
    public void Walks_ThatRememberWhatLiesBehind_DrawWhatWalksFromNothingDraw(string name)
    {
        using var scope = NewDisposeScope();
        using var environment = Create(name);
        using var policy = new PolicyNetwork(environment, Options, PolicyParts.Forward, 3, ScalarType.Float64);
        var conditions = environment.Reward.SampleConditions(200, new CounterRandom(9), environment.Device);
        var exploration = new Exploration(0.3, 2, 0.5, 2);
        using var with = new ForwardSampler(environment, policy).Sample(200, new CounterRandom(5), exploration, conditions);
        using var without = new ForwardSampler(environment, policy) { WithoutMemory = true }.Sample(200, new CounterRandom(5), exploration, conditions);
        Assert.True(with.States.eq(without.States).all().item<bool>());
        Assert.True(with.Actions.eq(without.Actions).all().item<bool>());
    }

    [Fact]
    public void Walk_EveryStep_ScoresItsStatesAsFromNothing()
    {
        using var scope = NewDisposeScope();
        using var environment = Create("words");
        using var policy = new PolicyNetwork(environment, Options, PolicyParts.Forward, 3, ScalarType.Float64);
        using var batch = new ForwardSampler(environment, policy).Sample(30, new CounterRandom(5));
        using var walk = policy.BeginWalk(30, null)!;
        for (var t = 0; t < batch.Steps; t++)
        {
            var states = batch.States[t];
            AssertClose(policy.ForwardLogits(states), walk.Logits(states));
        }
    }

    [Theory]
    [InlineData("bits", false)]
    [InlineData("words", true)]
    [InlineData("conditions", true)]
    public void OnePassOverTrajectories_GivesScoresAndGradientsOfTheirStatesOneByOne(string name, bool shared)
    {
        using var scope = NewDisposeScope();
        using var environment = Create(name);
        var options = Options with { SharedTrunk = shared, Backward = shared ? BackwardPolicyKind.Tied : BackwardPolicyKind.Learned };
        const PolicyParts parts = PolicyParts.Forward | PolicyParts.Backward | PolicyParts.Flow;
        using var policy = new PolicyNetwork(environment, options, parts, 3, ScalarType.Float64);
        var conditions = environment.Reward.SampleConditions(20, new CounterRandom(9), environment.Device);
        using var batch = new ForwardSampler(environment, policy).Sample(20, new CounterRandom(5), default, conditions);
        var along = TrajectoryScores.Evaluate(environment, policy, batch, parts);
        var apart = policy.Evaluate(along.States, along.Conditions, parts);
        AssertClose(apart.ForwardLogits!, along.ForwardLogits!);
        AssertClose(along.Pad(apart.LogFlow!), along.LogFlow!);
        AssertClose(Gradient(policy, apart.ForwardLogits!.square().sum()), Gradient(policy, along.ForwardLogits!.square().sum()));
    }

    [Theory]
    [InlineData("tb", 500)]
    [InlineData("subtb", 600)]
    public void Trained_SamplesProportionalToTheReward(string objective, int iterations)
    {
        set_num_threads(1);
        using var environment = Create("words");
        var training = new TrainingOptions
        {
            Objective = Tests.Objectives.ObjectiveCases.Named(objective),
            Iterations = iterations,
            Batch = 64,
            LearningRate = new Schedule(ScheduleKind.Cosine, 3e-3, 1e-5),
            Policy = Options with { Trunk = new CausalTransformerTrunkOptions { Hidden = 32, Heads = 4, Layers = 2 } },
        };
        using var trainer = new GFlowNetTrainer(environment, training);
        for (var i = 0; i < iterations; i++)
        {
            trainer.Step();
        }

        using var graph = StateGraph.Build(environment);
        var target = ExactDistribution.OfReward(ExactDistribution.LogRewards(graph, environment));
        var learned = ExactDistribution.OfPolicy(graph, environment, trainer.Policy);
        Assert.InRange(DistributionComparison.Of(learned, target).TotalVariation, 0, 0.02);
    }

    [Theory]
    [InlineData("chains")]
    [InlineData("unordered")]
    [InlineData("grid")]
    public void ObjectsThatAreNotWrittenFromLeftToRight_AreRefused(string name)
    {
        using var environment = SmallEnvironments.Create(name);
        Assert.False(environment.AppendsOnly);
        var error = Assert.Throws<ArgumentException>(() => new PolicyNetwork(environment, Options, PolicyParts.Forward, 3));
        Assert.Contains("from left to right", error.Message, StringComparison.Ordinal);
    }

    private static DiscreteEnvironment Create(string name)
    {
        TorchLibrary.Load();
        return name == "conditions"
            ? new WordSequence(["A", "B", "C"], 4, bothEnds: false, new TemperedReward(TabularReward.Random(4, 0, 3, 3), 0.5, 2))
            : SmallEnvironments.Create(name);
    }

    private static Tensor Gradient(PolicyNetwork policy, Tensor loss)
    {
        policy.Store.ZeroGradients();
        loss.backward();
        return policy.Store.Gradients.clone();
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange(expected.sub(actual).abs().max().item<double>(), 0, 1e-10);
    }
}
