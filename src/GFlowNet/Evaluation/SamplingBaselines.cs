using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;

namespace Quiver.GFlowNet.Evaluation;

/// <summary>
/// What a trained GFlowNet must be held against on a space that can be enumerated: even draws and a Metropolis chain with as many
/// evaluations, and the histogram of a perfect sampler, below which no histogram of as many draws comes.
/// </summary>
public static class SamplingBaselines
{
    private const int Uninterrupted = 1 << 16;

    /// <summary>Runs them.</summary>
    /// <param name="graph">All states.</param>
    /// <param name="environment">An environment whose objects can be changed a little (<see cref="ISymmetricProposal"/>).</param>
    /// <param name="logRewards">log R of every object, as <see cref="ExactDistribution.LogRewards"/> gives them.</param>
    /// <param name="evaluations">Objects that each of them evaluates, at least 1.</param>
    /// <param name="seed">Fixes all draws.</param>
    /// <param name="cancellationToken">Stops the chain.</param>
    /// <returns>
    /// "even" (the flat distribution over all objects), "weighted" (the objects met by even draws, weighted by R: what is never met is
    /// missing), "metropolis" (the histogram of one chain from an even draw on) and "perfect" (the histogram of draws from the target).
    /// </returns>
    /// <exception cref="ArgumentException">The environment has no proposals.</exception>
    public static IReadOnlyList<SamplingBaseline> Of(StateGraph graph, StatewiseEnvironment environment, double[] logRewards,
        long evaluations, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(logRewards);
        ArgumentOutOfRangeException.ThrowIfLessThan(evaluations, 1);
        if (environment is not ISymmetricProposal proposal)
        {
            throw new ArgumentException($"{environment.Name} has no small changes for a Metropolis chain.", nameof(environment));
        }

        var target = ExactDistribution.OfReward(logRewards);
        var count = target.Length;
        var random = new Random(seed);
        var (even, perfect) = (new double[count], new double[count]);
        var cumulated = InverseCdf.Cumulate(target);
        for (var i = 0L; i < evaluations; i++)
        {
            even[random.Next(count)]++;
            perfect[InverseCdf.Find(cumulated, random.NextDouble())]++;
        }

        var flat = Enumerable.Repeat(1.0 / count, count).ToArray();
        var weighted = Normalised([.. even.Select((n, i) => n > 0 ? target[i] : 0)]);
        var chain = Metropolis(graph, environment, proposal, logRewards, evaluations, random, cancellationToken);
        return
        [
            Row("even", flat), Row("weighted", weighted), Row("metropolis", Normalised(chain)), Row("perfect", Normalised(perfect)),
        ];

        SamplingBaseline Row(string name, double[] distribution)
        {
            var (apart, divergence) = (0.0, 0.0);
            for (var i = 0; i < count; i++)
            {
                var (p, q) = (distribution[i], target[i]);
                apart += Math.Abs(p - q) / 2;
                divergence += (Term(p, (p + q) / 2) + Term(q, (p + q) / 2)) / 2;
            }

            return new SamplingBaseline(name, evaluations, apart, divergence);
        }
    }

    private static double[] Metropolis(StateGraph graph, StatewiseEnvironment environment, ISymmetricProposal proposal,
        double[] logRewards, long evaluations, Random random, CancellationToken cancellationToken)
    {
        var width = environment.StateWidth;
        var states = StateGraph.Host(graph.States);
        var places = new Dictionary<long, int>(logRewards.Length);
        foreach (var (place, terminal) in graph.Terminals.Index())
        {
            places[environment.Key(states.AsSpan(terminal * width, width))] = place;
        }

        var counts = new double[logRewards.Length];
        var at = random.Next(counts.Length);
        var current = states.AsSpan(graph.Terminals[at] * width, width).ToArray();
        var next = new long[width];
        for (var i = 0L; i < evaluations; i++)
        {
            if (i % Uninterrupted == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            counts[at]++;
            current.CopyTo(next, 0);
            proposal.Propose(next, random);
            var to = places[environment.Key(next)];
            if (Math.Log(1 - random.NextDouble()) <= logRewards[to] - logRewards[at])
            {
                (current, next, at) = (next, current, to);
            }
        }

        return counts;
    }

    private static double[] Normalised(double[] weights)
    {
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    private static double Term(double a, double b) => a > 0 ? a * Math.Log(a / b) : 0;
}
