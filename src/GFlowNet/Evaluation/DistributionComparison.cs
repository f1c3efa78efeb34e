using System.Globalization;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;

namespace Quiver.GFlowNet.Evaluation;

/// <summary>How far a distribution P is from the target Q over the same finite set.</summary>
/// <param name="TotalVariation">Half the sum of |P - Q|.</param>
/// <param name="L1">The SUM of |P - Q|. (Some libraries print the mean over the states instead, which is this divided by their
/// number.)</param>
/// <param name="JensenShannon">Jensen–Shannon divergence in nats.</param>
/// <param name="KullbackLeibler">KL(Q || P) in nats: infinite where P misses something of Q.</param>
/// <param name="LinearCorrelation">Pearson's correlation of log P and log Q over the set.</param>
/// <param name="RankCorrelation">Spearman's correlation of P and Q.</param>
public sealed record DistributionComparison(double TotalVariation, double L1, double JensenShannon, double KullbackLeibler,
    double LinearCorrelation, double RankCorrelation)
{
    private const double SumTolerance = 0.01;

    /// <summary>Compares two distributions.</summary>
    /// <param name="p">The one in question.</param>
    /// <param name="q">The target.</param>
    /// <returns>The distances.</returns>
    /// <exception cref="ArgumentException">The sets differ in size or are empty, or one is no distribution: a probability is negative or
    /// not finite, or the sum is further than 0.01 from 1.</exception>
    public static DistributionComparison Of(double[] p, double[] q)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(q);
        if (p.Length != q.Length || p.Length == 0)
        {
            throw new ArgumentException($"The distributions are over {p.Length} and {q.Length} objects.", nameof(q));
        }

        RequireDistribution(p, nameof(p));
        RequireDistribution(q, nameof(q));
        double l1 = 0, js = 0, kl = 0;
        for (var i = 0; i < p.Length; i++)
        {
            l1 += Math.Abs(p[i] - q[i]);
            var m = (p[i] + q[i]) / 2;
            js += (Term(p[i], m) + Term(q[i], m)) / 2;
            kl += Term(q[i], p[i]);
        }

        // Objects that were never drawn have no logarithm.
        var both = Enumerable.Range(0, p.Length).Where(i => p[i] > 0 && q[i] > 0).ToArray();
        var linear = Correlation.Pearson(both.Select(i => Math.Log(p[i])).ToArray(), both.Select(i => Math.Log(q[i])).ToArray());
        return new DistributionComparison(l1 / 2, l1, js, kl, linear, Correlation.Spearman(p, q));
    }

    /// <summary>The policy's exact distribution over all objects of an environment, against the reward's: builds the state graph.</summary>
    /// <param name="environment">An environment whose states can be enumerated.</param>
    /// <param name="policy">The policy.</param>
    /// <returns>The distances of the policy's distribution from R / Z.</returns>
    /// <exception cref="Core.Runs.InputException">There are too many states, or the policy's probabilities are not finite.</exception>
    public static DistributionComparison Exact(DiscreteEnvironment environment, PolicyNetwork policy)
    {
        using var graph = StateGraph.Build(environment);
        var target = ExactDistribution.OfReward(ExactDistribution.LogRewards(graph, environment));
        return Of(ExactDistribution.OfPolicy(graph, environment, policy), target);
    }

    private static void RequireDistribution(double[] values, string name)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value >= 0 && double.IsFinite(value) ? value : throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"A probability must be at least 0 and finite (one is {value})."), name);
        }

        // Probabilities of a policy in single precision add up to 1 up to rounding.
        if (Math.Abs(sum - 1) > SumTolerance)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture, $"The probabilities of a distribution must add up to 1 (here {sum:G6})."), name);
        }
    }

    private static double Term(double a, double b) => a > 0 ? a * Math.Log(a / b) : 0;
}
