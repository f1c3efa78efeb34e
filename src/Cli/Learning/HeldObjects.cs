using System.Globalization;
using Quiver.GFlowNet.Torch;
using System.Text.Json.Serialization;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using TorchSharp;

namespace Quiver.Cli.Learning;

/// <summary>How the policy's probabilities of objects drawn by even walks go with their rewards.</summary>
/// <param name="Objects">Different objects.</param>
/// <param name="Trajectories">Backward trajectories for each.</param>
/// <param name="Correlation">Pearson's, of log P and log R.</param>
/// <param name="RankCorrelation">Spearman's, of P and R.</param>
/// <param name="MeanStandardError">Mean standard error of log P.</param>
internal sealed record HeldObjects(
    int Objects, int Trajectories, double? Correlation, double? RankCorrelation, double? MeanStandardError)
{
    [JsonIgnore]
    public const int Walks = 32;

    public static HeldObjects Of(
        DiscreteEnvironment environment, PolicyNetwork policy, int count, CounterRandom random, CancellationToken cancellation)
    {
        using var guard = torch.no_grad();
        using var scope = TorchScope.Begin();
        var drawn = new ForwardSampler(environment, policy).Sample(count, random, new Exploration(Epsilon: 1));
        using var keys = environment.Keys(drawn.Terminal).cpu();
        var rows = keys.data<long>().ToArray().Index().DistinctBy(k => k.Item).Select(k => (long)k.Index).ToArray();
        using var index = torch.tensor(rows, device: environment.Device);
        var objects = drawn.Terminal.index_select(0, index);
        var rewards = environment.LogReward(objects).to(torch.ScalarType.Float64).cpu().data<double>().ToArray();
        var estimates = new PolicyEvaluator(environment, policy).LogLikelihoods(objects, Walks, random, cancellation);
        var logs = estimates.Select(e => e.LogProbability).ToArray();
        return new HeldObjects(rows.Length, Walks, Finite(GFlowNet.Evaluation.Correlation.Pearson(logs, rewards)),
            Finite(GFlowNet.Evaluation.Correlation.Spearman(logs, rewards)), Finite(estimates.Average(e => e.StandardError)));
    }

    /// <summary>The figures as a line of text.</summary>
    /// <param name="seed">The run's.</param>
    public string Sentence(int seed)
    {
        static string Text(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";
        return string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {Objects:N0} objects of even walks: correlation ")
            + $"of log P and log R {Text(Correlation)}, of ranks {Text(RankCorrelation)}; mean standard error of log P {Text(MeanStandardError)}";
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
