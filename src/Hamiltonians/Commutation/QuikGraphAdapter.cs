using System.Numerics;
using QuikGraph;

namespace Quiver.Hamiltonians.Commutation;

/// <summary>Hands a conflict graph to QuikGraph's algorithms.</summary>
public static class QuikGraphAdapter
{
    /// <summary>Copies the graph into QuikGraph's form; meant for some thousand terms (one object per edge).</summary>
    /// <param name="graph">The conflict graph.</param>
    /// <returns>An undirected graph whose vertices are term indices, each edge once, smaller index first.</returns>
    public static UndirectedGraph<int, SEdge<int>> ToQuikGraph(CommutationGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var result = new UndirectedGraph<int, SEdge<int>>(allowParallelEdges: true);
        result.AddVertexRange(Enumerable.Range(0, graph.Count));
        var buffer = new ulong[graph.RowWords];
        for (var i = 0; i < graph.Count; i++)
        {
            var row = graph.Conflicts(i, buffer);
            for (var w = i >> 6; w < row.Length; w++)
            {
                var bits = row[w];
                while (bits != 0)
                {
                    var j = (w << 6) + BitOperations.TrailingZeroCount(bits);
                    bits &= bits - 1;
                    if (j > i)
                    {
                        result.AddEdge(new SEdge<int>(i, j));
                    }
                }
            }
        }

        return result;
    }
}
