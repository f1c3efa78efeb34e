using System.Globalization;
using MathNet.Numerics;
using System.Numerics;

namespace Quiver.GFlowNet.BayesianNetworks;

/// <summary>
/// The Bayesian Gaussian equivalent score: the marginal likelihood of linear Gaussian data under a network, the same for networks
/// with the same independences (Geiger and Heckerman 1994; with the corrections of Kuipers, Moffa and Heckerman 2014, eq. 4).
/// </summary>
/// <remarks>
/// The prior of mean and precision is normal-Wishart with mean 0, alpha_mu = 1, alpha_w = n + 2 and T = t I,
/// t = alpha_mu (alpha_w - n - 1) / (alpha_mu + 1).
/// </remarks>
public sealed class BgeScore
{
    private const double AlphaMu = 1;
    private readonly double[,] posterior;
    private readonly double scale;
    private readonly double alphaW;
    private readonly int points;

    /// <summary>Takes in the data.</summary>
    /// <param name="data">[points, nodes], finite; at least one point and 1 to <see cref="ParentSets.NodeLimit"/> nodes.</param>
    /// <exception cref="ArgumentException">There is no point, too many nodes, or a value that is not finite.</exception>
    public BgeScore(double[,] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        (points, Nodes) = (data.GetLength(0), data.GetLength(1));
        if (points < 1 || Nodes is < 1 or > ParentSets.NodeLimit)
        {
            throw new ArgumentException(
                $"A score needs at least one point and 1 to {ParentSets.NodeLimit} nodes (got {points} and {Nodes}).", nameof(data));
        }

        foreach (var value in data)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"The data must be finite numbers (one is {value})."), nameof(data));
            }
        }

        alphaW = Nodes + 2;
        scale = AlphaMu * (alphaW - Nodes - 1) / (AlphaMu + 1);
        var mean = new double[Nodes];
        for (var k = 0; k < points; k++)
        {
            for (var i = 0; i < Nodes; i++)
            {
                mean[i] += data[k, i] / points;
            }
        }

        // R = T + scatter + N alpha_mu / (N + alpha_mu) mean mean^T.
        posterior = new double[Nodes, Nodes];
        for (var i = 0; i < Nodes; i++)
        {
            for (var j = 0; j < Nodes; j++)
            {
                var sum = (i == j ? scale : 0) + (points * AlphaMu / (points + AlphaMu) * mean[i] * mean[j]);
                for (var k = 0; k < points; k++)
                {
                    sum += (data[k, i] - mean[i]) * (data[k, j] - mean[j]);
                }

                posterior[i, j] = sum;
            }
        }
    }

    /// <summary>Number of nodes.</summary>
    public int Nodes { get; }

    /// <summary>What one node adds to the log score.</summary>
    /// <param name="node">The node.</param>
    /// <param name="parents">Its parents, as bits.</param>
    /// <returns>log p(node's data | its parents' data), in nats.</returns>
    /// <exception cref="ArgumentException">There is no such node, a parent is none, or the node is its own parent.</exception>
    public double Local(int node, long parents)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, Nodes);
        RequireKnown(parents, nameof(parents));
        return (parents >> node & 1) == 0
            ? LogMarginal(parents | (1L << node)) - LogMarginal(parents)
            : throw new ArgumentException($"Node {node} cannot be its own parent.", nameof(parents));
    }

    /// <summary>The log marginal likelihood of a network.</summary>
    /// <param name="parents">n numbers (<see cref="ParentSets"/>).</param>
    /// <returns>log p(data | network), in nats.</returns>
    /// <exception cref="ArgumentException">There are fewer or more numbers than nodes, a parent is no node, or the network has a
    /// cycle.</exception>
    public double Of(ReadOnlySpan<long> parents)
    {
        if (parents.Length != Nodes)
        {
            throw new ArgumentException($"A network of {Nodes} nodes has {Nodes} sets of parents (got {parents.Length}).", nameof(parents));
        }

        foreach (var set in parents)
        {
            RequireKnown(set, nameof(parents));
        }

        Span<long> ancestors = stackalloc long[Nodes];
        ParentSets.Ancestors(parents, ancestors);
        for (var j = 0; j < Nodes; j++)
        {
            if ((ancestors[j] >> j & 1) != 0)
            {
                throw new ArgumentException(
                    $"The network has a cycle through node {j}: only acyclic networks have a score.", nameof(parents));
            }
        }

        var sum = 0.0;
        for (var j = 0; j < parents.Length; j++)
        {
            sum += Local(j, parents[j]);
        }

        return sum;
    }

    /// <summary>The log marginal likelihood of some nodes' data under the complete network over them.</summary>
    /// <param name="nodes">The nodes, as bits.</param>
    /// <returns>log p, in nats; 0 for no nodes.</returns>
    /// <exception cref="ArgumentException">A bit is no node.</exception>
    public double LogMarginal(long nodes)
    {
        RequireKnown(nodes, nameof(nodes));
        var size = BitOperations.PopCount((ulong)nodes);
        var before = alphaW - Nodes + size;
        var after = points + before;
        var sum = size / 2.0 * Math.Log(AlphaMu / (points + AlphaMu)) - (size * points / 2.0 * Math.Log(Math.PI));
        for (var j = 1; j <= size; j++)
        {
            sum += SpecialFunctions.GammaLn((after + 1 - j) / 2) - SpecialFunctions.GammaLn((before + 1 - j) / 2);
        }

        return sum + (before / 2 * size * Math.Log(scale)) - (after / 2 * LogDeterminant(nodes, size));
    }

    private void RequireKnown(long nodes, string name)
    {
        if (nodes >> Nodes != 0)
        {
            throw new ArgumentException($"Only the {Nodes} lowest bits stand for nodes (got {nodes}).", name);
        }
    }

    // By Cholesky's decomposition: R is positive definite.
    private double LogDeterminant(long nodes, int size)
    {
        Span<int> index = stackalloc int[size];
        for (var (rest, k) = (nodes, 0); rest != 0; rest &= rest - 1)
        {
            index[k++] = BitOperations.TrailingZeroCount(rest);
        }

        var lower = new double[size, size];
        var sum = 0.0;
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var rest = posterior[index[i], index[j]];
                for (var k = 0; k < j; k++)
                {
                    rest -= lower[i, k] * lower[j, k];
                }

                lower[i, j] = i == j ? Math.Sqrt(rest) : rest / lower[j, j];
            }

            sum += 2 * Math.Log(lower[i, i]);
        }

        return sum;
    }
}
