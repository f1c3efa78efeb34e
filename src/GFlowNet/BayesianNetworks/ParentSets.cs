using System.Numerics;

namespace Quiver.GFlowNet.BayesianNetworks;

/// <summary>Directed graphs as one number per node whose bits are its parents: bit i of number j is the edge from i to j.</summary>
public static class ParentSets
{
    /// <summary>The most nodes.</summary>
    public const int NodeLimit = 32;

    /// <summary>Every node's ancestors.</summary>
    /// <param name="parents">An acyclic graph of n nodes.</param>
    /// <param name="ancestors">n places to fill, as bits.</param>
    public static void Ancestors(ReadOnlySpan<long> parents, Span<long> ancestors)
    {
        parents.CopyTo(ancestors);

        // A path has at most n - 1 edges and every round at least joins another one on.
        for (var changed = true; changed;)
        {
            changed = false;
            for (var j = 0; j < parents.Length; j++)
            {
                var all = ancestors[j];
                for (var rest = all; rest != 0; rest &= rest - 1)
                {
                    all |= ancestors[BitOperations.TrailingZeroCount(rest)];
                }

                changed |= all != ancestors[j];
                ancestors[j] = all;
            }
        }
    }

    /// <summary>Every node's Markov blanket: its parents, its children and their other parents.</summary>
    /// <param name="parents">A graph of n nodes.</param>
    /// <param name="blankets">n places to fill, as bits.</param>
    public static void MarkovBlankets(ReadOnlySpan<long> parents, Span<long> blankets)
    {
        for (var i = 0; i < parents.Length; i++)
        {
            var blanket = parents[i];
            for (var child = 0; child < parents.Length; child++)
            {
                if ((parents[child] >> i & 1) != 0)
                {
                    blanket |= parents[child] | (1L << child);
                }
            }

            blankets[i] = blanket & ~(1L << i);
        }
    }

    /// <summary>
    /// Structural Hamming distance: pairs of nodes between which the graphs have different edges; one that is turned round counts once
    /// (Tsamardinos, Brown, Aliferis 2006, for directed graphs).
    /// </summary>
    /// <param name="a">A graph of n nodes.</param>
    /// <param name="b">Another one.</param>
    /// <returns>0 to n (n - 1) / 2.</returns>
    public static int HammingDistance(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        var distance = 0;
        for (var j = 0; j < a.Length; j++)
        {
            for (var i = 0; i < j; i++)
            {
                distance += Edges(a, i, j) == Edges(b, i, j) ? 0 : 1;
            }
        }

        return distance;
    }

    /// <summary>The number of acyclic graphs of n labelled nodes (Robinson 1973).</summary>
    /// <param name="nodes">n.</param>
    /// <returns>1, 1, 3, 25, 543, 29281, ...; <see cref="long.MaxValue"/> where it is that or more.</returns>
    public static long AcyclicCount(int nodes)
    {
        var counts = new BigInteger[nodes + 1];
        counts[0] = 1;
        for (var n = 1; n <= nodes; n++)
        {
            BigInteger choose = 1;
            for (var k = 1; k <= n; k++)
            {
                choose = choose * (n - k + 1) / k;
                var term = choose * BigInteger.Pow(2, k * (n - k)) * counts[n - k];
                counts[n] += k % 2 == 1 ? term : -term;
            }
        }

        return counts[nodes] >= long.MaxValue ? long.MaxValue : (long)counts[nodes];
    }

    private static long Edges(ReadOnlySpan<long> parents, int i, int j) => (parents[j] >> i & 1) | (parents[i] >> j & 1) << 1;
}
