using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Tests.Environments;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Evaluation;

[Collection(TorchCollection.Name)]
public sealed class EvaluationTests
{
    [Theory]
    [InlineData("finite", 0.5, double.NaN)]
    [InlineData("finite", 0.5, double.PositiveInfinity)]
    [InlineData("at least 0", 1.5, -0.5)]
    [InlineData("add up to 1", 0.5, 0.4)]
    [InlineData("add up to 1", 3, 5)]
    public void Comparison_OfWhatIsNoDistribution_IsRefused(string expected, double a, double b)
    {
        foreach (var compare in new Func<object>[] { () => DistributionComparison.Of([a, b], [0.5, 0.5]), () => DistributionComparison.Of([0.5, 0.5], [a, b]) })
        {
            Assert.Contains(expected, Assert.Throws<ArgumentException>(compare).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Comparison_OfKnownDistributions_GivesTheClosedForms()
    {
        var c = DistributionComparison.Of([0.5, 0.5, 0], [0.25, 0.25, 0.5]);
        Assert.Equal(0.5, c.TotalVariation, 1e-12);
        Assert.Equal(1, c.L1, 1e-12);
        Assert.Equal(double.PositiveInfinity, c.KullbackLeibler);
        var m = new[] { 0.375, 0.375, 0.25 };
        var js = 0.5 * ((2 * 0.5 * Math.Log(0.5 / m[0])) + (2 * 0.25 * Math.Log(0.25 / m[0])) + (0.5 * Math.Log(0.5 / m[2])));
        Assert.Equal(js, c.JensenShannon, 1e-12);
        var same = DistributionComparison.Of([0.2, 0.3, 0.5], [0.2, 0.3, 0.5]);
        Assert.Equal((0.0, 0.0, 0.0, 1.0, 1.0), (same.TotalVariation, same.JensenShannon, same.KullbackLeibler, Math.Round(same.LinearCorrelation, 12), Math.Round(same.RankCorrelation, 12)));
        Assert.Equal(-1, DistributionComparison.Of([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]).RankCorrelation, 1e-12);
    }

    [Fact]
    public void OfPolicy_AgreesWithSummingOverAllTrajectories()
    {
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create("grid");
        using var graph = StateGraph.Build(environment);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 16 } }, PolicyParts.Forward, 3, ScalarType.Float64);
        var exact = ExactDistribution.OfPolicy(graph, environment, policy);
        var sums = new Dictionary<long, double>();
        Visit(environment.Initial(1), 1);
        var keys = environment.Keys(graph.States).data<long>().ToArray();
        foreach (var (i, t) in graph.Terminals.Index())
        {
            Assert.Equal(sums[keys[t]], exact[i], 1e-12);
        }

        void Visit(Tensor state, double probability)
        {
            var p = policy.LogForward(state, policy.ForwardLogits(state)).exp().detach().data<double>().ToArray();
            for (var a = 0; a < p.Length; a++)
            {
                if (p[a] == 0)
                {
                    continue;
                }

                if (a == environment.ExitAction)
                {
                    var key = environment.Keys(state).item<long>();
                    sums[key] = sums.GetValueOrDefault(key) + (probability * p[a]);
                }
                else
                {
                    Visit(environment.Step(state, tensor(new long[] { a })), probability * p[a]);
                }
            }
        }
    }

    [Fact]
    public void Bounds_EncloseLogZAndLikelihood_IsTheExactOne()
    {
        using var environment = SmallEnvironments.Create("grid");
        using var graph = StateGraph.Build(environment);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 16 } }, PolicyParts.Forward, 3);
        var logRewards = ExactDistribution.LogRewards(graph, environment);
        var logZ = ExactDistribution.LogZ(logRewards);
        var generator = new CounterRandom(3);
        using var objects = graph.States.index_select(0, tensor(graph.Terminals.Select(i => (long)i).ToArray()));
        using var torchGenerator = new Generator(3UL);
        using var numbers = tensor(ExactDistribution.OfReward(logRewards)).multinomial(5000, true, torchGenerator);
        using var targets = objects.index_select(0, numbers);
        var evaluator = new PolicyEvaluator(environment, policy);
        var bounds = evaluator.Bounds(20_000, generator, targets);
        Assert.True(bounds.Elbo < logZ && logZ < bounds.Eubo, $"{bounds.Elbo} < {logZ} < {bounds.Eubo}");
        Assert.Equal(logZ, bounds.ImportanceLogZ, 0.1);
        var exact = ExactDistribution.OfPolicy(graph, environment, policy);
        var estimate = evaluator.LogLikelihood(objects, 400, generator);
        for (var i = 0; i < exact.Length; i++)
        {
            Assert.Equal(Math.Log(exact[i]), estimate[i], 0.15);
        }
    }

    [Theory]
    [InlineData("grid")]
    [InlineData("chains")]
    public void StandardErrors_CoverTheExactLogProbabilities(string name)
    {
        using var environment = SmallEnvironments.Create(name);
        using var graph = StateGraph.Build(environment);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 16 } }, PolicyParts.Forward, 3);
        using var objects = graph.States.index_select(0, tensor(graph.Terminals.Select(i => (long)i).ToArray()));
        var exact = ExactDistribution.OfPolicy(graph, environment, policy);
        var evaluator = new PolicyEvaluator(environment, policy);
        var estimates = evaluator.LogLikelihoods(objects, 300, new CounterRandom(7));
        Assert.Equal(estimates.Select(e => e.LogProbability), evaluator.LogLikelihood(objects, 300, new CounterRandom(7)));

        // Objects with a single trajectory have no error at all.
        var scores = estimates.Select((e, i) => (e, Log: Math.Log(exact[i]))).Where(p => p.e.StandardError > 1e-6)
            .Select(p => (p.e.LogProbability - p.Log) / p.e.StandardError).ToArray();
        Assert.True(scores.Length > 5);
        Assert.InRange(scores.Average(z => z * z), 0.4, 2.2);
        Assert.All(scores, z => Assert.InRange(z, -5, 5));

        var bounds = evaluator.Bounds(5000, new CounterRandom(2));
        var logZ = ExactDistribution.LogZ(ExactDistribution.LogRewards(graph, environment));
        Assert.InRange((bounds.ImportanceLogZ - logZ) / bounds.ImportanceStandardError, -5, 5);
    }

    [Fact]
    public void Tracker_CountsModesAndKeepsTheBest()
    {
        using var environment = new Hypergrid(2, 8);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 16 } }, PolicyParts.Forward, 3);
        var generator = new CounterRandom(3);
        var tracker = new DiscoveryTracker(environment, 5);
        var seen = new HashSet<(long, long)>();
        for (var i = 0; i < 20; i++)
        {
            using var batch = new ForwardSampler(environment, policy).Sample(50, generator, new Exploration(1));
            tracker.Observe(batch);
            var cells = batch.Terminal.data<long>().ToArray();
            for (var b = 0; b < 50; b++)
            {
                seen.Add((cells[2 * b], cells[(2 * b) + 1]));
            }
        }

        var reward = (HypergridReward)environment.Reward;
        Assert.Equal(seen.Count, tracker.Distinct);
        Assert.Equal(seen.Count(c => reward.Of([c.Item1, c.Item2]) > 2), tracker.Modes);
        var best = seen.Select(c => Math.Log(reward.Of([c.Item1, c.Item2]))).OrderDescending().Take(5);
        Assert.Equal(best, tracker.Best.Select(b => b.LogReward), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.InRange(tracker.TopDiversity(5), 0, 1);
    }
}
