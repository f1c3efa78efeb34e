using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Tests.Environments;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Sampling;

[Trait("Kernel", "lanes")]
[Collection(TorchCollection.Name)]
public sealed class SamplerTests
{
    private const int Samples = 40_000;

    public static TheoryData<string> Names => SmallEnvironments.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_ByTensorsAndInPlainMemory_FollowsThePolicy(string name)
    {
        using var environment = SmallEnvironments.Create(name);
        using var graph = StateGraph.Build(environment);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 20 } }, PolicyParts.Forward, 3);
        var exact = ExactDistribution.OfPolicy(graph, environment, policy);
        Assert.Equal(1, exact.Sum(), 1e-5);
        foreach (var tensorsOnly in new[] { false, true })
        {
            var generator = new CounterRandom(5);
            using var batch = new ForwardSampler(environment, policy) { TensorsOnly = tensorsOnly }.Sample(Samples, generator);
            AssertClose(exact, Shares(graph, environment, batch), exact.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_EveryTrajectory_IsAValidWalk(string name)
    {
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create(name);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 20 } }, PolicyParts.Forward, 3);
        var generator = new CounterRandom(5);
        foreach (var tensorsOnly in new[] { false, true })
        {
            AssertValid(environment, new ForwardSampler(environment, policy) { TensorsOnly = tensorsOnly }.Sample(100, generator, new Exploration(0.5, 2, 0.5, 2)));
        }

        using var fresh = new ForwardSampler(environment, policy).Sample(100, generator);
        AssertValid(environment, new BackwardSampler(environment, policy).Sample(fresh.Terminal, generator));
    }

    [Fact]
    public void HostNetwork_AgreesWithTensors()
    {
        using var scope = NewDisposeScope();
        using var environment = new Hypergrid(3, 6);
        foreach (var (hidden, layers) in new[] { (256, 2), (37, 3), (64, 1) })
        {
            using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = hidden, Layers = layers } }, PolicyParts.Forward, 9);
            var states = randint(0, 6, [11, 3], ScalarType.Int64);
            var expected = policy.ForwardLogits(states).detach().contiguous().data<float>().ToArray();
            var tokens = environment.Tokens(states).data<long>().ToArray().Select(t => (int)t).ToArray();
            var logits = new float[11 * 4];
            policy.Host!.Refresh();
            policy.Host.Logits(tokens, 11, 3, new float[2 * 11 * hidden], logits);
            for (var i = 0; i < logits.Length; i++)
            {
                Assert.Equal(expected[i], logits[i], 1e-4);
            }
        }
    }

    [Fact]
    public void Sample_InPlainMemory_DoesNotDependOnTheNumberOfRows()
    {
        // Rows are shared out among cores and grouped in fours: no row may notice.
        using var scope = NewDisposeScope();
        using var environment = new Hypergrid(3, 6);
        using var policy = new PolicyNetwork(environment, new PolicyOptions(), PolicyParts.Forward, 9);
        var tokens = Enumerable.Range(0, 30).Select(i => (i * 7 % 6) + (i % 3 * 6)).ToArray();
        var all = new float[10 * 4];
        policy.Host!.Refresh();
        policy.Host.Logits(tokens, 10, 3, new float[2 * 10 * 256], all);
        for (var r = 0; r < 10; r++)
        {
            var one = new float[4];
            policy.Host.Logits(tokens.AsSpan(3 * r, 3), 1, 3, new float[2 * 256], one);
            Assert.Equal(all[(4 * r)..((4 * r) + 4)], one);
        }
    }

    [Fact]
    public void Exploration_NeverEntersTheScores()
    {
        // torchgfn issue 148: whatever was explored, a trajectory is scored by the policy alone.
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create("grid");
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 16 } }, PolicyParts.Forward, 3);
        var generator = new CounterRandom(5);
        var batch = new ForwardSampler(environment, policy).Sample(50, generator, new Exploration(0.9, 3));
        var scores = TrajectoryScores.Evaluate(environment, policy, batch, PolicyParts.Forward);
        for (var t = 0; t < batch.Steps; t++)
        {
            var states = batch.States.select(0, t);
            var expected = policy.LogForward(states, policy.ForwardLogits(states)).gather(1, batch.Actions.select(0, t).unsqueeze(1)).squeeze(1);
            var inside = batch.Lengths.gt(tensor((long)t));
            Assert.True(allclose(where(inside, expected, zeros_like(expected)), scores.LogForward!.select(0, t), 1e-5, 1e-5));
        }
    }

    [Fact]
    public void Epsilon_One_DrawsActionsEvenly()
    {
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create("grid");
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 16 } }, PolicyParts.Forward, 3);
        foreach (var tensorsOnly in new[] { false, true })
        {
            var generator = new CounterRandom(6);
            using var batch = new ForwardSampler(environment, policy) { TensorsOnly = tensorsOnly }.Sample(30_000, generator, new Exploration(1));
            var first = batch.Actions.select(0, 0).data<long>().ToArray();
            for (var a = 0; a < 3; a++)
            {
                Assert.Equal(1.0 / 3, first.Count(x => x == a) / 30_000.0, 0.012);
            }
        }
    }

    [Fact]
    public void Backward_Uniform_TakesEveryPathAlike()
    {
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create("grid");
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 16 } }, PolicyParts.Forward, 3);
        var generator = new CounterRandom(6);
        var corner = tensor(new long[] { 1, 1 }).unsqueeze(0).expand(20_000, 2);
        var batch = new BackwardSampler(environment, policy).Sample(corner, generator);
        Assert.Equal(3, batch.Steps);
        Assert.Equal(0.5, batch.Actions.select(0, 0).eq(tensor(0L)).to(ScalarType.Float64).mean().item<double>(), 0.015);
    }

    private static double[] Shares(StateGraph graph, DiscreteEnvironment environment, TrajectoryBatch batch)
    {
        using var scope = NewDisposeScope();
        var keys = environment.Keys(graph.States).data<long>().ToArray();
        var counts = environment.Keys(batch.Terminal).data<long>().ToArray().CountBy(k => k).ToDictionary(p => p.Key, p => p.Value);
        return graph.Terminals.Select(t => counts.GetValueOrDefault(keys[t]) / (double)batch.Batch).ToArray();
    }

    private static void AssertClose(double[] exact, double[] shares, int count)
    {
        // A perfect sampler's expected L1 is about sqrt(2 count / (pi samples)); three times that is out of its reach.
        var distance = exact.Zip(shares).Sum(p => Math.Abs(p.First - p.Second));
        Assert.InRange(distance, 0, 3 * Math.Sqrt(2.0 * count / (Math.PI * Samples)));
    }

    private static void AssertValid(DiscreteEnvironment environment, TrajectoryBatch batch)
    {
        using (batch)
        {
            for (var b = 0; b < batch.Batch; b++)
            {
                var length = batch.Lengths.select(0, b).item<long>();
                var state = environment.Initial(1);
                for (var t = 0L; t < batch.Steps; t++)
                {
                    var action = batch.Actions.select(0, t).narrow(0, b, 1);
                    Assert.True(batch.States.select(0, t).narrow(0, b, 1).eq(state).all().item<bool>(), "a state is not where the actions lead");
                    Assert.Equal(t >= length - 1, action.item<long>() == environment.ExitAction);
                    Assert.True(environment.ForwardMask(state).select(0, 0).index_select(0, action).item<bool>(), "an action is not allowed");
                    state = environment.Step(state, action);
                }

                Assert.True(batch.Terminal.narrow(0, b, 1).eq(state).all().item<bool>());
            }

            Assert.True(allclose(environment.LogReward(batch.Terminal).to(ScalarType.Float64), batch.LogReward));
        }
    }
}
