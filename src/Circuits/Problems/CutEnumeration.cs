using System.Numerics;
using QuikGraph;

namespace Quiver.Circuits.Problems;

/// <summary>
/// The best cut by looking at all 2^(n-1) of them: blocks of neighbouring cuts in the order of a Gray code, each one vertex away from the
/// last, blocks side by side. Every block begins with a sum over all edges, so that rounding does not add up from block to block.
/// </summary>
internal static class CutEnumeration
{
    private const int BlockBits = 12;

    /// <summary>Looks at all cuts.</summary>
    /// <param name="graph">Vertices 0 to n - 1, at most 31.</param>
    /// <returns>The weight of the best one and one side as bits, vertex 0 the lowest; the last vertex is on the other side.</returns>
    public static (double Weight, uint Side) Best(UndirectedGraph<int, TaggedUndirectedEdge<int, double>> graph)
    {
        var n = graph.VertexCount;
        var edges = graph.Edges.Select(static e => (e.Source, e.Target, Weight: e.Tag)).ToArray();

        // Cuts whose weights differ by rounding alone are the same: then the one that is met first stands.
        var rounding = 1e-13 * edges.Sum(static e => Math.Abs(e.Weight));
        var low = Math.Min(BlockBits, Math.Max(0, n - 1));
        var neighbours = Enumerable.Range(0, low).Select(v => edges.Where(e => e.Source == v || e.Target == v)
            .Select(e => (Other: e.Source == v ? e.Target : e.Source, e.Weight)).ToArray()).ToArray();
        var blocks = new (double Weight, uint Side)[1 << Math.Max(0, n - 1 - low)];
        Parallel.For(0, blocks.Length, b => blocks[b] = Block((uint)b << low, low, edges, neighbours, rounding));
        var best = (Weight: 0.0, Side: 0u);
        foreach (var block in blocks)
        {
            best = block.Weight > best.Weight + rounding ? block : best;
        }

        return (Weight(edges, best.Side), best.Side);
    }

    private static (double Weight, uint Side) Block(
        uint side, int bits, (int, int, double)[] edges, (int Other, double Weight)[][] neighbours, double rounding)
    {
        var weight = Weight(edges, side);
        var (best, bestSide) = (weight, side);
        for (var k = 1u; k < 1u << bits; k++)
        {
            var v = BitOperations.TrailingZeroCount(k);
            var own = (side >> v) & 1;
            foreach (var (other, w) in neighbours[v])
            {
                weight += ((side >> other) & 1) == own ? w : -w;
            }

            side ^= 1u << v;
            if (weight > best + rounding)
            {
                (best, bestSide) = (weight, side);
            }
        }

        return (best, bestSide);
    }

    private static double Weight((int Source, int Target, double Weight)[] edges, uint side)
    {
        double sum = 0;
        foreach (var (a, b, w) in edges)
        {
            sum += (((side >> a) ^ (side >> b)) & 1) == 1 ? w : 0;
        }

        return sum;
    }
}
