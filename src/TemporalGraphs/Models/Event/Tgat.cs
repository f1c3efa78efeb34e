using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>TGAT (Xu et al. 2020): two attention layers; a neighbour is embedded at the time of its interaction, from strictly earlier
/// events.</summary>
internal sealed class Tgat : NeighborLinkModel
{
    private readonly NeighborAttention inner;
    private readonly NeighborAttention outer;

    public Tgat(int nodes, int size, int neighbors, Weights weights)
        : base("tgat", nodes, size, neighbors, weights)
    {
        inner = new NeighborAttention(weights, size, new TimeEncoder(weights, size / 2), size / 2);
        outer = new NeighborAttention(weights, size, new TimeEncoder(weights, size / 2), size / 2);
        register_module("inner", inner);
        register_module("outer", outer);
    }

    protected override Tensor Embed(int[] ids, double[] now, bool newest)
    {
        var (around, times, ages, absent) = Past(ids, now, newest);

        // Many rows share a neighbour at the same time: each distinct (node, time) is embedded once.
        var distinct = new Dictionary<(int, double), long>();
        var pick = new long[around.Length];
        for (var i = 0; i < pick.Length; i++)
        {
            var row = (around[i], times[i]);
            if (!distinct.TryGetValue(row, out pick[i]))
            {
                pick[i] = distinct[row] = distinct.Count;
            }
        }

        var pairs = distinct.OrderBy(p => p.Value).Select(p => p.Key).ToArray();
        var below = First(Array.ConvertAll(pairs, p => p.Item1), Array.ConvertAll(pairs, p => p.Item2), false);
        return outer.Pool(First(ids, now, newest), below.index_select(0, tensor(pick, device: Device)), ages, absent);
    }

    private Tensor First(int[] ids, double[] now, bool newest)
    {
        var (around, _, ages, absent) = Past(ids, now, newest);
        return inner.Pool(Rows(ids), Rows(around), ages, absent);
    }
}
