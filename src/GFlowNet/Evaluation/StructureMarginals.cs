using System.Collections.Immutable;
using Quiver.GFlowNet.BayesianNetworks;

namespace Quiver.GFlowNet.Evaluation;

/// <summary>What a distribution over directed acyclic graphs says of single pairs of nodes; entry from * n + to.</summary>
/// <param name="Nodes">n.</param>
/// <param name="Edges">Probability of the edge.</param>
/// <param name="Paths">Probability of a directed path.</param>
/// <param name="Blankets">Probability that the second lies in the first's Markov blanket.</param>
public sealed record StructureMarginals(
    int Nodes, ImmutableArray<double> Edges, ImmutableArray<double> Paths, ImmutableArray<double> Blankets)
{
    /// <summary>Sums over the graphs of a distribution.</summary>
    /// <param name="graphs">One row of n numbers a graph (<see cref="ParentSets"/>).</param>
    /// <param name="nodes">n.</param>
    /// <param name="probabilities">One a graph.</param>
    /// <returns>The marginals.</returns>
    public static StructureMarginals Of(ReadOnlySpan<long> graphs, int nodes, ReadOnlySpan<double> probabilities)
    {
        var (edges, paths, blankets) = (new double[nodes * nodes], new double[nodes * nodes], new double[nodes * nodes]);
        Span<long> ancestors = stackalloc long[nodes];
        Span<long> near = stackalloc long[nodes];
        for (var g = 0; g < probabilities.Length; g++)
        {
            var parents = graphs.Slice(g * nodes, nodes);
            ParentSets.Ancestors(parents, ancestors);
            ParentSets.MarkovBlankets(parents, near);
            for (var i = 0; i < nodes; i++)
            {
                for (var j = 0; j < nodes; j++)
                {
                    edges[(i * nodes) + j] += (parents[j] >> i & 1) * probabilities[g];
                    paths[(i * nodes) + j] += (ancestors[j] >> i & 1) * probabilities[g];
                    blankets[(i * nodes) + j] += (near[i] >> j & 1) * probabilities[g];
                }
            }
        }

        return new StructureMarginals(nodes, [.. edges], [.. paths], [.. blankets]);
    }

    /// <summary>The expected structural Hamming distance from one graph.</summary>
    /// <param name="graphs">One row of n numbers a graph.</param>
    /// <param name="probabilities">One a graph.</param>
    /// <param name="truth">n numbers.</param>
    /// <returns>The mean of <see cref="ParentSets.HammingDistance"/>.</returns>
    public static double ExpectedDistance(ReadOnlySpan<long> graphs, ReadOnlySpan<double> probabilities, ReadOnlySpan<long> truth)
    {
        var sum = 0.0;
        for (var g = 0; g < probabilities.Length; g++)
        {
            sum += probabilities[g] * ParentSets.HammingDistance(graphs.Slice(g * truth.Length, truth.Length), truth);
        }

        return sum;
    }

    /// <summary>The largest difference of two sets of marginals.</summary>
    /// <param name="a">Some.</param>
    /// <param name="b">As many.</param>
    /// <returns>0 to 1.</returns>
    public static double LargestDifference(ImmutableArray<double> a, ImmutableArray<double> b) =>
        a.Zip(b, (x, y) => Math.Abs(x - y)).DefaultIfEmpty().Max();
}
