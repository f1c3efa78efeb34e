using Quiver.TemporalGraphs.Events;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// TGN (Rossi et al. 2020): a memory per node updated by a gated unit from its last message of a batch, and one graph
/// attention layer over the most recent neighbours. Learned node features stand in for the data's missing ones.
/// </summary>
/// <remarks>One embedding per node serves every query of a batch.</remarks>
internal sealed class Tgn : LinkModel
{
    private readonly int nodes;
    private readonly int size;
    private readonly int neighbors;
    private readonly Parameter features;
    private readonly TimeEncoder clock;
    private readonly MatrixGru unit;
    private readonly NeighborAttention attention;
    private readonly BilinearDecoder decoder;
    private readonly double[] updated;
    private readonly int[] ring;
    private readonly double[] ringTimes;
    private readonly int[] seen;
    private Tensor? memory;
    private (long[] Nodes, long[] Others, double[] Times)? waiting;

    public Tgn(int nodes, int size, int neighbors, Weights weights)
        : base("tgn", new NodeRange(0, nodes), weights.Device)
    {
        (this.nodes, this.size, this.neighbors) = (nodes, size, neighbors);
        features = weights.Normal(1 / Math.Sqrt(size), nodes, size);
        clock = new TimeEncoder(weights, size / 2);
        unit = new MatrixGru(weights, size + size / 2, size);
        attention = new NeighborAttention(weights, size, new TimeEncoder(weights, size / 2), size / 2);
        decoder = new BilinearDecoder(weights, size);
        RegisterComponents();
        updated = new double[nodes];
        ring = new int[nodes * neighbors];
        ringTimes = new double[nodes * neighbors];
        seen = new int[nodes];
    }

    protected override void Forget()
    {
        Hold(ref memory, null);
        waiting = null;
        Array.Clear(updated);
        Array.Clear(seen);
    }

    protected override void TakeIn(EventStream events, int from, int to)
    {
        Prepare();
        var last = new Dictionary<int, (int Other, double Time)>();
        for (var i = from; i < to; i++)
        {
            var (s, d, t) = (events.Sources[i], events.Destinations[i], events.Times[i]);
            last[s] = (d, t);
            last[d] = (s, t);
            Push(s, d, t);
            Push(d, s, t);
        }

        var ids = last.Keys.Order().ToArray();
        waiting = (
            Array.ConvertAll(ids, n => (long)n), Array.ConvertAll(ids, n => (long)last[n].Other), Array.ConvertAll(ids, n => last[n].Time));
    }

    public override void Prepare()
    {
        if (waiting is not { } batch)
        {
            return;
        }

        waiting = null;
        var old = memory is null ? zeros(nodes, size, device: Device) : memory.detach();
        var waits = new float[batch.Nodes.Length];
        for (var i = 0; i < waits.Length; i++)
        {
            waits[i] = (float)(batch.Times[i] - updated[batch.Nodes[i]]);
            updated[batch.Nodes[i]] = batch.Times[i];
        }

        var own = tensor(batch.Nodes, device: Device);
        var others = tensor(batch.Others, device: Device);
        var message = cat([old.index_select(0, others) + features.index_select(0, others), clock.Encode(tensor(waits, device: Device))], 1);
        var fresh = unit.Step(message, old.index_select(0, own));
        Hold(ref memory, old.index_copy(0, own, fresh));
    }

    public override Tensor Score(int[] sources, double[] times, double now, Tensor candidates)
    {
        Prepare();
        var distinct = sources.Distinct().ToArray();
        var slot = new Dictionary<int, long>();
        foreach (var s in distinct)
        {
            slot[s] = slot.Count;
        }

        var asked = Array.ConvertAll(candidates.cpu().data<long>().ToArray(), c => (int)c);
        var z = Embed([.. distinct, .. asked], now);
        var source = z.index_select(0, tensor(Array.ConvertAll(sources, s => slot[s]), device: Device));
        return decoder.Score(source, z.narrow(0, distinct.Length, asked.Length));
    }

    private Tensor Embed(int[] ids, double now)
    {
        var around = new long[ids.Length * neighbors];
        var ages = new float[around.Length];
        var absent = new float[around.Length];
        Parallel.For(0, ids.Length, i =>
        {
            var known = Math.Min(seen[ids[i]], neighbors);
            for (var k = 0; k < neighbors; k++)
            {
                var at = ids[i] * neighbors + k;
                around[i * neighbors + k] = k < known ? ring[at] : ids[i];
                ages[i * neighbors + k] = k < known ? (float)(now - ringTimes[at]) : 0;
                absent[i * neighbors + k] = k < known ? 0 : 1;
            }
        });

        var state = memory is null ? features : features + memory;
        var own = state.index_select(0, tensor(Array.ConvertAll(ids, i => (long)i), device: Device));
        return attention.Pool(own, state.index_select(0, tensor(around, device: Device)), ages, absent);
    }

    private void Push(int node, int other, double time)
    {
        var at = node * neighbors + seen[node] % neighbors;
        ring[at] = other;
        ringTimes[at] = time;
        seen[node]++;
    }
}
