using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Training;
using Quiver.GFlowNet.Tests.Objectives;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Training;

/// <summary>The same training on a GPU; skipped where there is none.</summary>
[Collection(TorchCollection.Name)]
[Trait("Category", "GPU")]
public sealed class CudaTests
{
    [Theory]
    [InlineData("tb", ReplayKind.None)]
    [InlineData("subtb", ReplayKind.Terminal)]
    [InlineData("fm", ReplayKind.Uniform)]
    public void Training_OnCuda_ReachesTheTarget(string objective, ReplayKind kind)
    {
        Assert.SkipUnless(TryInitializeDeviceType(TorchSharp.DeviceType.CUDA) && cuda.is_available(), "this machine has no CUDA device");
        var device = TorchDevice.Select("cuda");
        using var environment = new Hypergrid(2, 4, null, device);
        var options = new TrainingOptions { Objective = ObjectiveCases.Named(objective), Iterations = 700, Batch = 32, LearningRate = new Schedule(ScheduleKind.Cosine, 1e-2, 1e-5), Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 64 } }, Replay = new ReplayOptions(kind, 100, 16) };
        using var trainer = new GFlowNetTrainer(environment, options);
        for (var i = 0; i < options.Iterations; i++)
        {
            trainer.Step();
        }

        using var graph = StateGraph.Build(environment);
        var target = ExactDistribution.OfReward(ExactDistribution.LogRewards(graph, environment));
        Assert.InRange(DistributionComparison.Of(ExactDistribution.OfPolicy(graph, environment, trainer.Policy), target).TotalVariation, 0, 0.01);
    }
}
