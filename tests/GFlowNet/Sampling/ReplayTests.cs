using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Tests.Objectives;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Sampling;

[Collection(TorchCollection.Name)]
public sealed class ReplayTests
{
    [Theory]
    [InlineData(ReplayKind.Uniform)]
    [InlineData(ReplayKind.Prioritised)]
    public void Draw_TrainsTheSameLossAsTheFreshTrajectory(ReplayKind kind)
    {
        using var scope = NewDisposeScope();
        using var environment = new Hypergrid(2, 5);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 16 } }, PolicyParts.Forward | PolicyParts.Flow, 3, ScalarType.Float64);
        var generator = new CounterRandom(4);
        using var fresh = new ForwardSampler(environment, policy).Sample(1, generator, new Exploration(1));
        using var buffer = new ReplayBuffer(environment, new ReplayOptions(kind, 10, 1));
        buffer.Add(fresh);
        using var replayed = buffer.Draw(generator, new BackwardSampler(environment, policy));
        foreach (var name in new[] { "tb", "db", "subtb", "fm", "mdb", "fldb" })
        {
            var objective = ObjectiveCases.Named(name);
            double Loss(TrajectoryBatch batch) => objective.Loss(TrajectoryScores.Evaluate(environment, policy, batch, objective.Parts), RegressionLoss.Squared).item<double>();
            Assert.Equal(Loss(fresh), Loss(replayed));
        }
    }

    [Fact]
    public void Uniform_Full_KeepsTheLatest()
    {
        using var environment = new Hypergrid(1, 50);
        using var buffer = new ReplayBuffer(environment, new ReplayOptions(ReplayKind.Uniform, 5, 4));
        Offer(environment, buffer, [1, 2, 3]);
        Offer(environment, buffer, [4, 5, 6, 7]);
        Assert.Equal([3, 4, 5, 6, 7], Kept(buffer).Order());
    }

    [Fact]
    public void Prioritised_KeepsTheBestAndEachOnce()
    {
        using var environment = new Hypergrid(1, 16);
        using var buffer = new ReplayBuffer(environment, new ReplayOptions(ReplayKind.Prioritised, 3, 4));
        Offer(environment, buffer, [7, 8, 2, 2]);
        Offer(environment, buffer, [13, 0, 13]);

        // 2 and 13 are the modes, 0 lies on the plateau.
        Assert.Equal([0, 2, 13], Kept(buffer).Order());
        var generator = new CounterRandom(1);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 8 } }, PolicyParts.Forward, 3);
        var backward = new BackwardSampler(environment, policy);
        var drawn = Enumerable.Range(0, 500).SelectMany(_ =>
        {
            using var batch = buffer.Draw(generator, backward);
            return batch.Terminal.data<long>().ToArray();
        }).ToArray();

        // Proportional to R: 2.6 for each mode, 0.6 for the plateau.
        Assert.Equal(0.6 / 5.8, drawn.Count(x => x == 0) / 2000.0, 0.03);
    }

    [Fact]
    public void Diverse_KeepsItsDistance()
    {
        using var environment = new DiscreteEbm(6, new FunctionReward(x => x.Sum()), CPU);
        using var buffer = new ReplayBuffer(environment, new ReplayOptions(ReplayKind.Diverse, 100, 4, 3));
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 8 } }, PolicyParts.Forward, 3);
        var generator = new CounterRandom(1);
        using var batch = new ForwardSampler(environment, policy).Sample(200, generator);
        buffer.Add(batch);
        var rows = Enumerable.Range(0, (int)buffer.Count).Select(i => Environments.SmallEnvironments.Row(buffer.Kept!.Terminal, i)).ToArray();
        Assert.True(rows.Length > 1);
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.True(rows[i].Zip(rows[j]).Count(p => p.First != p.Second) >= 3);
            }
        }

        Assert.Equal(batch.LogReward.max().item<double>(), buffer.Kept!.LogReward.max().item<double>());
    }

    [Fact]
    public void LocalSearch_LeavesTheTargetUnchanged()
    {
        // Started from R / Z, any number of rounds must stay there, whatever the (untrained) policy.
        const int Count = 60_000;
        using var scope = NewDisposeScope();
        using var environment = new Hypergrid(2, 4, new HypergridRewardOptions(R0: 0.5));
        using var graph = StateGraph.Build(environment);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 16 }, Backward = BackwardPolicyKind.Learned }, PolicyParts.Forward, 8);
        var target = ExactDistribution.OfReward(ExactDistribution.LogRewards(graph, environment));
        var generator = new CounterRandom(2);
        using var torchGenerator = new Generator(2UL);
        var numbers = tensor(target).multinomial(Count, true, torchGenerator);
        var objects = graph.States.index_select(0, tensor(graph.Terminals.Select(i => (long)i).ToArray())).index_select(0, numbers);
        using var start = new BackwardSampler(environment, policy).Sample(objects, generator);
        var (after, accepted) = new LocalSearch(environment, policy, new LocalSearchOptions(3, 2)).Run(start, generator);
        Assert.InRange(accepted, 0.1, 0.99);
        var counts = environment.Keys(after.Terminal).data<long>().ToArray().CountBy(k => k).ToDictionary(p => p.Key, p => p.Value);
        var keys = environment.Keys(graph.States).data<long>().ToArray();
        var shares = graph.Terminals.Select(t => counts.GetValueOrDefault(keys[t]) / (double)Count).ToArray();
        Assert.InRange(DistributionComparison.Of(shares, target).L1, 0, 3 * Math.Sqrt(2.0 * 16 / (Math.PI * Count)));
        Assert.True(allclose(environment.LogReward(after.Terminal).to(ScalarType.Float64), after.LogReward));
    }

    private static void Offer(Hypergrid environment, ReplayBuffer buffer, long[] cells)
    {
        using var scope = NewDisposeScope();
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 8 } }, PolicyParts.Forward, 3);
        var generator = new CounterRandom(1);
        buffer.Add(new BackwardSampler(environment, policy).Sample(tensor(cells).unsqueeze(1), generator));
    }

    private static long[] Kept(ReplayBuffer buffer) => buffer.Kept!.Terminal.data<long>().ToArray();
}
