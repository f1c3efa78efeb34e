using System.Collections.Immutable;
using MathNet.Numerics.Distributions;

namespace Quiver.GFlowNet.BayesianNetworks;

/// <summary>A Bayesian network whose nodes are weighted sums of their parents plus normal noise.</summary>
/// <param name="Parents">Its edges (<see cref="ParentSets"/>).</param>
/// <param name="Weights">[from * n + to]: the weight of each edge, 0 elsewhere.</param>
/// <param name="NoiseVariance">Variance of every node's noise.</param>
public sealed record LinearGaussianNetwork(ImmutableArray<long> Parents, ImmutableArray<double> Weights, double NoiseVariance)
{
    /// <summary>Draws an Erdős–Rényi network: a random order, each pair joined with the same probability, standard normal
    /// weights.</summary>
    /// <param name="nodes">n, 1 to <see cref="ParentSets.NodeLimit"/>.</param>
    /// <param name="edges">The expected number of edges, 0 to n (n - 1) / 2.</param>
    /// <param name="noiseVariance">Variance of the noise, above 0.</param>
    /// <param name="random">Source of randomness.</param>
    /// <returns>The network.</returns>
    public static LinearGaussianNetwork ErdosRenyi(int nodes, double edges, double noiseVariance, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nodes, ParentSets.NodeLimit);
        var pairs = nodes * (nodes - 1) / 2;
        if (!(edges >= 0 && edges <= pairs) || !(noiseVariance > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(edges),
                $"A network of {nodes} nodes has 0 to {pairs} edges and noise above 0 (got {edges} and {noiseVariance}).");
        }

        var order = Enumerable.Range(0, nodes).ToArray();
        random.Shuffle(order);
        var (parents, weights) = (new long[nodes], new double[nodes * nodes]);
        for (var late = 0; late < nodes; late++)
        {
            for (var early = 0; early < late; early++)
            {
                if (random.NextDouble() * pairs < edges)
                {
                    parents[order[late]] |= 1L << order[early];
                    weights[(order[early] * nodes) + order[late]] = Normal.Sample(random, 0, 1);
                }
            }
        }

        return new LinearGaussianNetwork([.. parents], [.. weights], noiseVariance);
    }

    /// <summary>Draws data.</summary>
    /// <param name="points">Rows, at least 1.</param>
    /// <param name="random">Source of randomness.</param>
    /// <returns>[points, n].</returns>
    public double[,] Sample(int points, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        var n = Parents.Length;
        var ancestors = new long[n];
        ParentSets.Ancestors(Parents.AsSpan(), ancestors);
        var order = Enumerable.Range(0, n).OrderBy(j => long.PopCount(ancestors[j])).ToArray();
        var data = new double[points, n];
        for (var k = 0; k < points; k++)
        {
            foreach (var j in order)
            {
                data[k, j] = Normal.Sample(random, 0, Math.Sqrt(NoiseVariance));
                for (var i = 0; i < n; i++)
                {
                    data[k, j] += Weights[(i * n) + j] * data[k, i];
                }
            }
        }

        return data;
    }
}
