using Quiver.Core.Randomness;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Tests.Environments;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Objectives;

/// <summary>Gradients of every objective against central differences in float64.</summary>
[Collection(TorchCollection.Name)]
public sealed class ObjectiveGradientTests
{
    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var environment in new[] { "grid", "bits", "unordered", "partitions", "ising" })
            {
                foreach (var objective in ObjectiveCases.For(environment))
                {
                    data.Add(environment, objective, "squared");
                }
            }

            data.Add("grid", "tb", "huber:0.3");
            data.Add("grid", "subtb:0.8:geometric", "huber:0.3");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_AgreesWithFiniteDifferences(string name, string objectiveName, string lossName)
    {
        using var scope = NewDisposeScope();
        using var environment = SmallEnvironments.Create(name);
        var objective = ObjectiveCases.Named(objectiveName);
        var loss = ObjectiveCases.LossNamed(lossName);
        var options = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 8, Layers = 2 }, Backward = BackwardPolicyKind.Learned };
        using var policy = new PolicyNetwork(environment, options, objective.Parts | PolicyParts.Forward, 5, ScalarType.Float64);
        var generator = new CounterRandom(7);
        using var batch = new ForwardSampler(environment, policy).Sample(6, generator, new Exploration(0.3));
        double Loss() => objective.Loss(TrajectoryScores.Evaluate(environment, policy, batch, objective.Parts), loss).item<double>();
        policy.Store.ZeroGradients();
        objective.Loss(TrajectoryScores.Evaluate(environment, policy, batch, objective.Parts), loss).backward();
        var analytic = policy.Store.Gradients.data<double>().ToArray();
        var random = new Random(1);
        var count = analytic.Length;
        var places = Enumerable.Range(0, 40).Select(_ => random.Next(count)).Append(count - 1);
        const double Step = 1e-6;
        using var guard = no_grad();
        foreach (var place in places)
        {
            var cell = policy.Store.Values.narrow(0, place, 1);
            var value = cell.item<double>();
            cell.fill_(value + Step);
            var above = Loss();
            cell.fill_(value - Step);
            var below = Loss();
            cell.fill_(value);
            Assert.Equal((above - below) / (2 * Step), analytic[place], 1e-6 * Math.Max(1, Math.Abs(analytic[place])));
        }

        Assert.True(analytic.Any(g => g != 0), "the gradient is zero everywhere");
    }
}
