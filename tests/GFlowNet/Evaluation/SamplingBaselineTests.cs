using Quiver.GFlowNet.BayesianNetworks;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Tests.Environments;
using Quiver.Tests;

namespace Quiver.GFlowNet.Tests.Evaluation;

[Collection(TorchCollection.Name)]
public sealed class SamplingBaselineTests
{
    [Theory]
    [InlineData("words")]
    [InlineData("chains")]
    [InlineData("dags")]
    public void Baselines_WithMoreDraws_ComeNearerTheTarget(string name)
    {
        using var environment = (StatewiseEnvironment)SmallEnvironments.Create(name);
        using var graph = StateGraph.Build(environment);
        var logRewards = ExactDistribution.LogRewards(graph, environment);
        var (few, many) = (Named(200), Named(400_000));
        var flat = DistributionComparison.Of(Enumerable.Repeat(1.0 / logRewards.Length, logRewards.Length).ToArray(), ExactDistribution.OfReward(logRewards));
        Assert.Equal(flat.TotalVariation, many["even"].TotalVariation, 1e-12);
        Assert.Equal(flat.JensenShannon, many["even"].JensenShannon, 1e-12);
        Assert.InRange(many["perfect"].TotalVariation, 1e-5, 0.02);
        Assert.InRange(many["metropolis"].TotalVariation, 1e-5, 0.05);
        Assert.True(few["metropolis"].TotalVariation > many["metropolis"].TotalVariation);
        Assert.True(few["perfect"].TotalVariation > many["perfect"].TotalVariation);
        Assert.Equal(0, many["weighted"].TotalVariation, 1e-12);
        Assert.True(few["weighted"].TotalVariation > 0);

        Dictionary<string, SamplingBaseline> Named(long draws) =>
            SamplingBaselines.Of(graph, environment, logRewards, draws, 3).ToDictionary(b => b.Name, StringComparer.Ordinal);
    }

    [Fact]
    public void Marginals_OfOneGraph_AreThatGraph()
    {
        long[] graphs = [0b000, 0b001, 0b010, 0b000, 0b100, 0b000];
        var one = StructureMarginals.Of(graphs, 3, [1, 0]);
        Assert.Equal([0, 1, 0, 0, 0, 1, 0, 0, 0], one.Edges);
        Assert.Equal([0, 1, 1, 0, 0, 1, 0, 0, 0], one.Paths);
        Assert.Equal([0, 1, 0, 1, 0, 1, 0, 1, 0], one.Blankets);
        var both = StructureMarginals.Of(graphs, 3, [0.25, 0.75]);
        Assert.Equal(0.25, both.Edges[1]);
        Assert.Equal(0.75, both.Edges[(2 * 3) + 1]);
        Assert.Equal(0.75, StructureMarginals.LargestDifference(one.Edges, both.Edges));
        Assert.Equal(0.75 * 2, StructureMarginals.ExpectedDistance(graphs, [0.25, 0.75], graphs.AsSpan(0, 3)));
    }
}
