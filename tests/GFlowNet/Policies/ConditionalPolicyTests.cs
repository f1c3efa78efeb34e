using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using Quiver.GFlowNet.Tests.Objectives;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Policies;

[Collection(TorchCollection.Name)]
public sealed class ConditionalPolicyTests
{
    [Theory]
    [InlineData("tb")]
    [InlineData("subtb")]
    public void Temperature_OnePolicy_SamplesEveryTemperature(string objective)
    {
        set_num_threads(1);
        using var environment = new Hypergrid(2, 4, CPU, new TemperedReward(new HypergridReward(2, 4, new HypergridRewardOptions(), CPU), 0.5, 2));
        var options = new TrainingOptions { Objective = ObjectiveCases.Named(objective), Iterations = 900, Batch = 48, LearningRate = new Schedule(ScheduleKind.Cosine, 5e-3, 1e-5), Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 64 } } };
        using var trainer = new GFlowNetTrainer(environment, options);
        for (var i = 0; i < options.Iterations; i++)
        {
            trainer.Step();
        }

        using var graph = StateGraph.Build(environment);
        foreach (var beta in new[] { 0.6f, 1f, 1.8f })
        {
            using var condition = tensor(new[] { beta });
            var target = ExactDistribution.OfReward(ExactDistribution.LogRewards(graph, environment, condition));
            var learned = ExactDistribution.OfPolicy(graph, environment, trainer.Policy, condition);
            Assert.InRange(DistributionComparison.Of(learned, target).TotalVariation, 0, 0.03);
        }
    }
}
