using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Environments;

[Collection(TorchCollection.Name)]
public sealed class HypergridRewardTests
{
    // Computed in exact arithmetic, see the reference table of the project.
    [Theory]
    [InlineData(2, 8, 0.1, 3.109061, 4)]
    [InlineData(2, 16, 0.1, 4.183576, 4)]
    [InlineData(2, 64, 0.1, 7.098045, 144)]
    [InlineData(2, 64, 0.001, 6.689719, 144)]
    [InlineData(4, 8, 0.1, 6.344934, 16)]
    [InlineData(4, 8, 0.01, 5.303106, 16)]
    [InlineData(2, 20, 0.001, 4.411585, 16)]
    [InlineData(4, 12, 0.001, 6.552131, 16)]
    public void Original_LogZ_IsTheExactValue(int dimensions, int height, double r0, double logZ, int modes)
    {
        using var grid = new Hypergrid(dimensions, height, new HypergridRewardOptions(R0: r0));
        using var graph = StateGraph.Build(grid);
        Assert.Equal(logZ, ExactDistribution.LogZ(ExactDistribution.LogRewards(graph, grid)), 1e-6);
        Assert.Equal(modes, grid.Reward.ModeCount);
    }

    [Fact]
    public void Original_BandEdgeAtHeight16_IsExcludedOnBothSides()
    {
        using var grid = new Hypergrid(1, 16);
        using var states = arange(16, ScalarType.Int64).unsqueeze(1);
        using var modes = grid.Reward.IsMode(states);
        Assert.Equal([2, 13], Enumerable.Range(0, 16).Where(i => modes!.data<bool>()[i]));
    }

    [Theory]
    [InlineData(HypergridRewardKind.Original)]
    [InlineData(HypergridRewardKind.Cosine)]
    [InlineData(HypergridRewardKind.Deceptive)]
    [InlineData(HypergridRewardKind.Sparse)]
    [InlineData(HypergridRewardKind.Xor)]
    public void LogReward_AgreesWithPlainArithmetic(HypergridRewardKind kind)
    {
        using var scope = NewDisposeScope();
        using var grid = new Hypergrid(3, 8, new HypergridRewardOptions(kind, 0.01, 0.7, 3));
        using var graph = StateGraph.Build(grid);
        var rewards = ExactDistribution.LogRewards(graph, grid);
        var reward = (HypergridReward)grid.Reward;
        for (var i = 0; i < graph.Count; i++)
        {
            Assert.Equal(Math.Log(reward.Of(SmallEnvironments.Row(graph.States, i))), rewards[i], 1e-12);
        }

        Assert.Equal(reward.ModeCount, reward.IsMode(graph.States).sum().item<long>());
        Assert.True(rewards.Distinct().Count() > 1, "the reward does not vary");
    }

    [Fact]
    public void Original_IsSymmetric()
    {
        var reward = new HypergridReward(2, 31, new HypergridRewardOptions(), CPU);
        for (var s = 0; s < 31; s++)
        {
            Assert.Equal(reward.Of([s, 4]), reward.Of([30 - s, 4]));
        }
    }

    [Fact]
    public void ZeroFloor_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new Hypergrid(2, 8, new HypergridRewardOptions(R0: 0)); });
}
