using Quiver.GFlowNet.Torch;
using Quiver.TemporalGraphs.Events;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// The undirected, duplicate-free graph of one snapshot without self-loops, as index tensors. Snapshots are tiny next to the
/// node count, so a gather and an index_add over the edges beat a sparse matrix product, and both have exact gradients.
/// </summary>
internal sealed class SnapshotGraph : IDisposable
{
    private readonly Tensor from;
    private readonly Tensor to;
    private readonly Tensor loopFree;
    private readonly Tensor withLoops;
    private readonly Tensor selfWeight;
    private readonly Tensor active;

    public SnapshotGraph(EventStream events, int from, int to, int nodes, Device device)
    {
        var edges = new HashSet<(int, int)>(2 * (to - from));
        for (var i = from; i < to; i++)
        {
            if (events.Sources[i] != events.Destinations[i])
            {
                edges.Add((events.Sources[i], events.Destinations[i]));
                edges.Add((events.Destinations[i], events.Sources[i]));
            }
        }

        var degree = new int[nodes];
        foreach (var (a, _) in edges)
        {
            degree[a]++;
        }

        var sorted = edges.Order().ToArray();
        var a1 = new long[sorted.Length];
        var b1 = new long[sorted.Length];
        var plain = new float[sorted.Length];
        var looped = new float[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            var (u, v) = sorted[i];
            (a1[i], b1[i]) = (u, v);
            plain[i] = 1f / MathF.Sqrt((float)degree[u] * degree[v]);
            looped[i] = 1f / MathF.Sqrt((degree[u] + 1f) * (degree[v] + 1f));
        }

        EdgeCount = sorted.Length;
        Bytes = (4L * nodes) + (32L * sorted.Length);
        using var outer = TorchScope.Begin();
        this.from = tensor(a1, device: device).DetachFromDisposeScope();
        this.to = tensor(b1, device: device).DetachFromDisposeScope();
        loopFree = tensor(plain, device: device).unsqueeze(1).DetachFromDisposeScope();
        active = tensor(a1.Distinct().ToArray(), device: device).DetachFromDisposeScope();
        withLoops = tensor(looped, device: device).unsqueeze(1).DetachFromDisposeScope();
        selfWeight = tensor(Array.ConvertAll(degree, d => 1f / (d + 1)), device: device).unsqueeze(1).DetachFromDisposeScope();
    }

    /// <summary>Directed edges: twice the undirected ones.</summary>
    public int EdgeCount { get; }

    /// <summary>What the graph takes, about.</summary>
    public long Bytes { get; }

    /// <summary>Whether others use the graph too, so that <see cref="Release"/> leaves it.</summary>
    public bool IsShared { get; set; }

    /// <summary>Nodes with edges, ascending: the only rows of <see cref="Neighbors"/> that are not zero.</summary>
    public Tensor Active => active;

    /// <summary>D^-1/2 A D^-1/2 h without self-loops; nodes without edges get zero.</summary>
    public Tensor Neighbors(Tensor h)
        => EdgeCount == 0 ? zeros_like(h) : zeros_like(h).index_add(0, to, h.index_select(0, from) * loopFree, 1);

    /// <summary>(D+I)^-1/2 (A+I) (D+I)^-1/2 h (Kipf and Welling 2017, eq. 2).</summary>
    public Tensor Propagate(Tensor h)
        => EdgeCount == 0 ? h : (h * selfWeight).index_add(0, to, h.index_select(0, from) * withLoops, 1);

    /// <summary>Kernelised attention over neighbours and the node itself: sum of (q_u . k_v) value_v over the sum of (q_u . k_v).</summary>
    /// <param name="query">[nodes, keys], above 0.</param>
    /// <param name="key">[nodes, keys], above 0.</param>
    /// <param name="value">[nodes, d].</param>
    /// <returns>[nodes, d]; a node without edges finds its own value.</returns>
    public Tensor Attend(Tensor query, Tensor key, Tensor value)
    {
        if (EdgeCount == 0)
        {
            return value;
        }

        var own = (query * key).sum(1, true);
        var weight = (query.index_select(0, to) * key.index_select(0, from)).sum(1, true);
        var sum = (value * own).index_add(0, to, value.index_select(0, from) * weight, 1);
        return sum / own.index_add(0, to, weight, 1);
    }

    /// <summary>Frees the graph unless it is shared.</summary>
    public void Release()
    {
        if (!IsShared)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        from.Dispose();
        to.Dispose();
        loopFree.Dispose();
        withLoops.Dispose();
        selfWeight.Dispose();
        active.Dispose();
    }
}
