using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Torch;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Environments;

[Collection(TorchCollection.Name)]
public sealed class RewardTests
{
    [Fact]
    public void Ising_LogZ_MatchesBruteForce()
    {
        const int Side = 3;
        const double Coupling = 0.25;
        using var environment = DiscreteEbm.Ising(Side, Coupling);
        using var graph = StateGraph.Build(environment);
        var z = 0.0;
        for (var bits = 0; bits < 1 << (Side * Side); bits++)
        {
            int Spin(int row, int column) => ((bits >> ((row % Side * Side) + (column % Side))) & 1) == 1 ? 1 : -1;
            var sum = 0;
            for (var r = 0; r < Side; r++)
            {
                for (var c = 0; c < Side; c++)
                {
                    sum += Spin(r, c) * (Spin(r + 1, c) + Spin(r, c + 1));
                }
            }

            z += Math.Exp(Coupling * sum);
        }

        Assert.Equal(Math.Log(z), ExactDistribution.LogZ(ExactDistribution.LogRewards(graph, environment)), 1e-5);
    }

    [Fact]
    public void BitSequence_LogReward_IsTheDistanceToTheNearestMode()
    {
        using var environment = new BitSequence(8, 2, new BitSequenceRewardOptions(3, 4, 1));
        using var graph = StateGraph.Build(environment);
        var reward = (BitSequenceReward)environment.Reward;
        var logs = ExactDistribution.LogRewards(graph, environment);
        foreach (var (i, terminal) in graph.Terminals.Index())
        {
            var text = environment.Describe(SmallEnvironments.Row(graph.States, terminal));
            var distance = reward.Modes.Min(m => m.Zip(text).Count(p => p.First != (p.Second == '1')));
            Assert.Equal(-4.0 * distance / 8, logs[i], 1e-5);
        }

        Assert.Equal(256, graph.Terminals.Length);
    }

    [Fact]
    public void Partial_OfAFinishedObject_IsItsReward()
    {
        using var scope = NewDisposeScope();
        using var environment = DiscreteEbm.Ising(3, 0.4);
        var states = randint(0, 2, [20, 9], ScalarType.Int64);
        Assert.True(allclose(environment.Reward.PartialLogReward(states, null)!, environment.LogReward(states)));
        Assert.Equal(0, environment.Reward.PartialLogReward(environment.Initial(1), null)!.item<float>());
    }

    [Fact]
    public void Tempered_ScalesAndPreference_Mixes()
    {
        TorchLibrary.Load();
        using var scope = NewDisposeScope();
        using var first = new HypergridReward(2, 8, new HypergridRewardOptions(), CPU);
        using var second = new HypergridReward(2, 8, new HypergridRewardOptions(HypergridRewardKind.Cosine), CPU);
        var states = randint(0, 8, [10, 2], ScalarType.Int64);
        var tempered = new TemperedReward(first, 1, 4);
        var beta = full([10, 1], 2.5f);
        Assert.True(allclose(tempered.LogReward(states, beta), first.LogReward(states, null).mul(tensor(2.5))));
        var mixed = new PreferenceReward([first, second]);
        var weights = tensor(new[] { 0.3f, 0.7f }).unsqueeze(0).expand(10, 2);
        var expected = first.LogReward(states, null).exp().mul(tensor(0.3)).add(second.LogReward(states, null).exp().mul(tensor(0.7))).log();
        Assert.True(allclose(mixed.LogReward(states, weights), expected, 1e-5, 1e-6));
        var generator = new CounterRandom(3);
        var drawn = mixed.SampleConditions(100, generator, CPU);
        Assert.True(drawn.ge(tensor(0f)).all().item<bool>());
        Assert.True(allclose(drawn.sum(1), ones(100)));
    }
}
