using QuikGraph;

namespace Quiver.TemporalGraphs.Snapshots;

/// <summary>The graph of an interval in compressed rows: the edges of node u are Targets[Offset(u)..Offset(u+1)].</summary>
public sealed class Snapshot
{
    private readonly int[] sources;
    private readonly int[] offsets;
    private readonly int[] targets;
    private readonly float[] weights;

    internal Snapshot(long index, double time, int[] sources, int[] offsets, int[] targets, float[] weights)
    {
        (Index, Time) = (index, time);
        (this.sources, this.offsets, this.targets, this.weights) = (sources, offsets, targets, weights);
    }

    /// <summary>Number of the interval.</summary>
    public long Index { get; }

    /// <summary>The time it stands for: its end (UTG) or its beginning (TGM).</summary>
    public double Time { get; }

    /// <summary>Distinct directed edges.</summary>
    public int EdgeCount => targets.Length;

    /// <summary>Nodes with outgoing edges, ascending.</summary>
    public ReadOnlySpan<int> Sources => sources;

    /// <summary>All targets, source by source.</summary>
    public ReadOnlySpan<int> Targets => targets;

    /// <summary>Weights beside <see cref="Targets"/>.</summary>
    public ReadOnlySpan<float> Weights => weights;

    /// <summary>The targets of a node, ascending.</summary>
    /// <param name="node">The node.</param>
    /// <returns>Empty where it has none.</returns>
    public ReadOnlySpan<int> Neighbors(int node)
    {
        var row = Array.BinarySearch(sources, node);
        return row < 0 ? default : targets.AsSpan(offsets[row], offsets[row + 1] - offsets[row]);
    }

    /// <summary>All edges, by source and target.</summary>
    /// <returns>Source, target, weight.</returns>
    public IEnumerable<(int Source, int Target, float Weight)> Edges()
    {
        for (var row = 0; row < sources.Length; row++)
        {
            for (var e = offsets[row]; e < offsets[row + 1]; e++)
            {
                yield return (sources[row], targets[e], weights[e]);
            }
        }
    }

    /// <summary>The snapshot as a QuikGraph graph.</summary>
    /// <returns>A directed graph with the weights as tags.</returns>
    public AdjacencyGraph<int, TaggedEdge<int, float>> ToGraph()
    {
        var graph = new AdjacencyGraph<int, TaggedEdge<int, float>>(allowParallelEdges: false);
        foreach (var (source, target, weight) in Edges())
        {
            graph.AddVerticesAndEdge(new TaggedEdge<int, float>(source, target, weight));
        }

        return graph;
    }
}
