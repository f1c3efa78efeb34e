using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Tests.Environments;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Objectives;

/// <summary>Each batched loss against a plain loop over its definition.</summary>
[Collection(TorchCollection.Name)]
public sealed class ObjectiveDefinitionTests
{
    [Theory]
    [InlineData("grid")]
    [InlineData("unordered")]
    [InlineData("partitions")]
    public void Losses_AgreeWithTheirDefinitions(string name)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var environment = SmallEnvironments.Create(name);
        using var policy = new PolicyNetwork(environment, new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 8 }, Backward = BackwardPolicyKind.Tied }, PolicyParts.Forward | PolicyParts.Flow, 2, ScalarType.Float64);
        var generator = new CounterRandom(11);
        using var batch = new ForwardSampler(environment, policy).Sample(5, generator, new Exploration(1));
        var walks = Enumerable.Range(0, 5).Select(b => Walk(environment, policy, batch, b)).ToArray();
        var logZ = policy.LogZ().item<double>();

        Close(walks.Average(w => Square(logZ + w.Forward.Sum() - w.Backward.Sum() - w.LogReward)), "tb");
        var scores = walks.Select(w => w.Forward.Sum() - w.Backward.Sum() - w.LogReward).ToArray();
        Close(scores.Average(s => Square(s - scores.Average())), "vargrad");
        Close(walks.SelectMany(w => w.Edges()).Average(Square), "db");
        Close(walks.SelectMany(w => w.Edges()).Average(Square), "subtb:1:detailedbalance");
        Close(walks.Average(w => w.SubTrajectories(0.9)), "subtb");
        Close(walks.Average(w => Square(w.Value(0) - w.Value(w.Forward.Length))), "subtb:1:trajectorybalance");

        void Close(double expected, string objective)
        {
            var parsed = ObjectiveCases.Named(objective);
            var value = parsed.Loss(TrajectoryScores.Evaluate(environment, policy, batch, parsed.Parts), RegressionLoss.Squared).item<double>();
            Assert.Equal(expected, value, 1e-9 * Math.Max(1, Math.Abs(expected)));
        }
    }

    [Fact]
    public void Huber_IsSquaredForSmallResidualsAndLinearBeyond()
    {
        using var residuals = tensor(new[] { -0.2, 0.5, -3.0 });
        using var losses = RegressionLoss.Huber(1).Apply(residuals);
        Assert.Equal([0.04, 0.25, 5], losses.data<double>().ToArray().Select(x => Math.Round(x, 12)));
    }

    [Theory]
    [InlineData(0.9, SubTrajectoryWeighting.GeometricWithin, "subtb")]
    [InlineData(0.75, SubTrajectoryWeighting.GeometricWithin, "subtb:0.75")]
    [InlineData(0.9, SubTrajectoryWeighting.Equal, "subtb:0.9:equal")]
    public void SubTrajectoryBalance_ToString_SaysWhatDecidesTheLoss(double lambda, SubTrajectoryWeighting weighting, string text) =>
        Assert.Equal(text, new SubTrajectoryBalance(lambda, weighting).ToString());

    private static double Square(double x) => x * x;

    private static Sketch Walk(DiscreteEnvironment environment, PolicyNetwork policy, TrajectoryBatch batch, int b)
    {
        var length = (int)batch.Lengths.select(0, b).item<long>();
        var (forward, backward, flow) = (new double[length], new double[length], new double[length]);
        for (var t = 0; t < length; t++)
        {
            var state = batch.States.select(0, t).narrow(0, b, 1);
            var action = batch.Actions.select(0, t).select(0, b).item<long>();
            var output = policy.Evaluate(state, null, PolicyParts.Forward | PolicyParts.Backward | PolicyParts.Flow);
            forward[t] = policy.LogForward(state, output.ForwardLogits!).select(1, action).item<double>();
            flow[t] = output.LogFlow!.item<double>();
            if (t > 0)
            {
                var previous = batch.Actions.select(0, t - 1).select(0, b).item<long>();
                backward[t - 1] = policy.LogBackward(state, output.BackwardLogits).select(1, previous).item<double>();
            }
        }

        return new Sketch(forward, backward, flow, batch.LogReward.select(0, b).item<double>());
    }

    private sealed record Sketch(double[] Forward, double[] Backward, double[] Flow, double LogReward)
    {
        public double Value(int i) => (i == Flow.Length ? LogReward : Flow[i]) - Forward.Take(i).Sum() + Backward.Take(i).Sum();

        public IEnumerable<double> Edges() => Enumerable.Range(0, Forward.Length)
            .Select(t => Flow[t] + Forward[t] - Backward[t] - (t + 1 == Flow.Length ? LogReward : Flow[t + 1]));

        public double SubTrajectories(double lambda)
        {
            double sum = 0, weights = 0;
            for (var i = 0; i < Forward.Length; i++)
            {
                for (var j = i + 1; j <= Forward.Length; j++)
                {
                    var residual = Flow[i] + Forward[i..j].Sum() - (j == Flow.Length ? LogReward : Flow[j]) - Backward[i..j].Sum();
                    sum += Math.Pow(lambda, j - i) * Square(residual);
                    weights += Math.Pow(lambda, j - i);
                }
            }

            return sum / weights;
        }
    }
}
