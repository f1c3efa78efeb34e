using Quiver.TemporalGraphs.Events;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>A model without memory: a node is embedded from its observed past events alone.</summary>
internal abstract class NeighborLinkModel : LinkModel
{
    private readonly BilinearDecoder decoder;
    private readonly int nodes;
    private EventStream? indexed;
    private int limit;

    protected NeighborLinkModel(string name, int nodes, int size, int neighbors, Weights weights)
        : base(name, new NodeRange(0, nodes), weights.Device)
    {
        this.nodes = nodes;
        (NeighborCount, Features) = (neighbors, weights.Normal(1 / Math.Sqrt(size), nodes, size));
        decoder = new BilinearDecoder(weights, size);
        register_parameter("features", Features);
        register_module("decoder", decoder);
    }

    protected int NeighborCount { get; }

    protected Parameter Features { get; }

    private TemporalNeighbors? Index { get; set; }

    protected override void Forget() => limit = 0;

    protected override void TakeIn(EventStream events, int from, int to)
    {
        if (!ReferenceEquals(indexed, events))
        {
            (indexed, Index) = (events, new TemporalNeighbors(events, nodes));
        }

        limit = to;
    }

    public override void Prepare()
    {
    }

    public override Tensor Score(int[] sources, double[] times, double now, Tensor candidates)
    {
        var (ids, at, distinct, places) = Asked(sources, now, candidates);
        var z = Embed(ids, at, newest: true);
        return decoder.Score(
            z.index_select(0, tensor(Array.ConvertAll(places, p => (long)p), device: Device)), z.narrow(0, distinct, ids.Length - distinct));
    }

    /// <summary>What a batch asks for: its sources, each once, then its candidates, all at one time.</summary>
    /// <returns>Nodes and times, how many of them are sources, and the place of every query's source.</returns>
    protected static (int[] Ids, double[] Times, int Sources, int[] Places) Asked(int[] sources, double now, Tensor candidates)
    {
        var slot = new Dictionary<int, int>();
        foreach (var s in sources)
        {
            slot.TryAdd(s, slot.Count);
        }

        var asked = Array.ConvertAll(candidates.cpu().data<long>().ToArray(), c => (int)c);
        int[] ids = [.. slot.OrderBy(p => p.Value).Select(p => p.Key), .. asked];
        var at = new double[ids.Length];
        Array.Fill(at, now);
        return (ids, at, slot.Count, Array.ConvertAll(sources, s => slot[s]));
    }

    /// <summary>Scores all pairs of two lists of codes.</summary>
    protected Tensor Decode(Tensor sources, Tensor candidates) => decoder.Score(sources, candidates);

    /// <summary>Embeds (node, time) rows; newest: all observed events count, otherwise only those strictly before the row's time.</summary>
    protected abstract Tensor Embed(int[] ids, double[] now, bool newest);

    /// <summary>The recent past of each row, padded with the node itself.</summary>
    protected (int[] Around, double[] Times, float[] Ages, float[] Absent) Past(int[] ids, double[] now, bool newest)
    {
        var around = new int[ids.Length * NeighborCount];
        var times = new double[around.Length];
        var ages = new float[around.Length];
        var absent = new float[around.Length];
        Parallel.For(0, ids.Length, i =>
        {
            var at = i * NeighborCount;
            var slots = around.AsSpan(at, NeighborCount);
            var found = Index is null || limit == 0 ? 0
                : newest ? Index.RecentBeforeEvent(ids[i], limit, slots, times.AsSpan(at, NeighborCount))
                : Index.Recent(ids[i], now[i], slots, times.AsSpan(at, NeighborCount));
            for (var k = 0; k < NeighborCount; k++)
            {
                if (k < found)
                {
                    ages[at + k] = (float)(now[i] - times[at + k]);
                }
                else
                {
                    (slots[k], absent[at + k]) = (ids[i], 1);
                }
            }
        });

        return (around, times, ages, absent);
    }

    protected Tensor Rows(int[] ids) => Features.index_select(0, tensor(Array.ConvertAll(ids, i => (long)i), device: Device));
}
