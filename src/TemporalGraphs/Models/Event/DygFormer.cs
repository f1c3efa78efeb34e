using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// DyGFormer (Yu, Sun, Du and Lv 2023): a transformer over patches of a node's recent links, each with its neighbour, its age and
/// how often the neighbour occurs in the node's own and in the other node's sequence. A sequence begins with the node itself.
/// </summary>
/// <remarks>
/// The two sequences of a pair meet in the occurrence counts only, not in attention. A pair whose sequences share no node then
/// needs nothing of its own: it is scored by a matrix product of codes computed once for every node, and only the few pairs
/// that share a node are encoded again together. Neighbours carry learned features.
/// </remarks>
internal sealed class DygFormer : NeighborLinkModel
{
    private const int Patch = 2;
    private const int Heads = 2;
    private const int Channel = 16;
    private readonly int size;
    private readonly int length;
    private readonly TimeEncoder clock;
    private readonly Parameter countIn;
    private readonly Parameter countBias;
    private readonly Parameter countOut;
    private readonly Parameter entry;
    private readonly Parameter attend;
    private readonly Parameter mix;
    private readonly Parameter widen;
    private readonly Parameter narrow;
    private readonly Parameter pairIn;
    private readonly Parameter pairBias;
    private readonly Parameter pairOut;

    public DygFormer(int nodes, int size, int neighbors, Weights weights)
        : base("dygformer", nodes, size, (Patch * neighbors) - 1, weights)
    {
        (this.size, length) = (size, Patch * neighbors);
        clock = new TimeEncoder(weights, Channel);
        register_module("clock", clock);
        countIn = Add("countIn", weights.Normal(1, 1, Channel));
        countBias = Add("countBias", weights.Normal(0.1, Channel));
        countOut = Add("countOut", weights.Glorot(Channel, Channel));
        entry = Add("entry", weights.Glorot(Patch * (size + (2 * Channel) + 1), size));
        attend = Add("attend", weights.Glorot(size, 3 * size));
        mix = Add("mix", weights.Glorot(size, size));
        widen = Add("widen", weights.Glorot(size, 4 * size));
        narrow = Add("narrow", weights.Glorot(4 * size, size));
        pairIn = Add("pairIn", weights.Glorot(2 * size, size));
        pairBias = Add("pairBias", weights.Constant(0, size));
        pairOut = Add("pairOut", weights.Glorot(size, 1));
    }

    public override Tensor Score(int[] sources, double[] times, double now, Tensor candidates)
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
        var rows = Sequences(ids, at, newest: true);
        var all = Enumerable.Range(0, ids.Length).ToArray();
        var codes = Encode(rows, all, null);
        var z = Decode(codes.narrow(0, 0, slot.Count), codes.narrow(0, slot.Count, asked.Length));

        var (first, second) = Meetings(rows, slot.Count);
        if (first.Count > 0)
        {
            var (a, b) = (first.ToArray(), second.ToArray());
            var pair = cat([Encode(rows, a, b), Encode(rows, b, a)], 1);
            var gain = (pair.matmul(pairIn) + pairBias).relu().matmul(pairOut).squeeze(1);
            var cells = new long[a.Length];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = ((long)a[i] * asked.Length) + b[i] - slot.Count;
            }

            z = z.reshape(-1).index_add(0, tensor(cells, device: Device), gain, 1).view(slot.Count, asked.Length);
        }

        return z.index_select(0, tensor(Array.ConvertAll(sources, s => (long)slot[s]), device: Device));
    }

    protected override Tensor Embed(int[] ids, double[] now, bool newest) =>
        Encode(Sequences(ids, now, newest), Enumerable.Range(0, ids.Length).ToArray(), null);

    // The node itself, then its latest neighbours; -1 where there is none.
    private (int[] Nodes, float[] Ages) Sequences(int[] ids, double[] now, bool newest)
    {
        var (around, _, ages, absent) = Past(ids, now, newest);
        var nodes = new int[ids.Length * length];
        var since = new float[nodes.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            nodes[i * length] = ids[i];
            for (var k = 1; k < length; k++)
            {
                var at = (i * (length - 1)) + k - 1;
                nodes[(i * length) + k] = absent[at] > 0 ? -1 : around[at];
                since[(i * length) + k] = ages[at];
            }
        }

        return (nodes, since);
    }

    // Pairs of a source's and a candidate's row that share a node, in order.
    private (List<int> Sources, List<int> Candidates) Meetings((int[] Nodes, float[] Ages) rows, int sources)
    {
        var holders = new Dictionary<int, List<int>>();
        for (var c = sources; c < rows.Nodes.Length / length; c++)
        {
            foreach (var node in rows.Nodes.AsSpan(c * length, length))
            {
                if (node >= 0)
                {
                    ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(holders, node, out _);
                    list ??= [];
                    if (list.Count == 0 || list[^1] != c)
                    {
                        list.Add(c);
                    }
                }
            }
        }

        var (first, second, met) = (new List<int>(), new List<int>(), new SortedSet<int>());
        for (var s = 0; s < sources; s++)
        {
            met.Clear();
            foreach (var node in rows.Nodes.AsSpan(s * length, length))
            {
                if (node >= 0 && holders.TryGetValue(node, out var list))
                {
                    met.UnionWith(list);
                }
            }

            foreach (var c in met)
            {
                first.Add(s);
                second.Add(c);
            }
        }

        return (first, second);
    }

    // Codes of rows `own`, each beside the row `other` of its pair, or beside a sequence that shares nothing.
    private Tensor Encode((int[] Nodes, float[] Ages) rows, int[] own, int[]? other)
    {
        var n = own.Length;
        var nodes = new int[n * length];
        var ages = new float[nodes.Length];
        var there = new float[nodes.Length];
        var counts = new float[nodes.Length, 2];
        Parallel.For(0, n, i =>
        {
            var mine = rows.Nodes.AsSpan(own[i] * length, length);
            var theirs = other is null ? default : rows.Nodes.AsSpan(other[i] * length, length);
            for (var k = 0; k < length; k++)
            {
                var at = (i * length) + k;
                if (mine[k] < 0)
                {
                    nodes[at] = mine[0];
                    continue;
                }

                (nodes[at], ages[at], there[at]) = (mine[k], rows.Ages[(own[i] * length) + k], 1);
                (counts[at, 0], counts[at, 1]) = (MathF.Log(1 + mine.Count(mine[k])), MathF.Log(1 + theirs.Count(mine[k])));
            }
        });

        var mask = tensor(there, device: Device).view(n, length, 1);
        var age = tensor(ages, device: Device);
        var occurrence = (tensor(counts, device: Device).unsqueeze(-1).matmul(countIn) + countBias).relu().matmul(countOut).sum(1);
        var x = cat([Rows(nodes), clock.Encode(age), (age + 1).log().unsqueeze(1) / 5, occurrence], 1).view(n, length, -1) * mask;
        x = x.view(n, length / Patch, -1).matmul(entry);
        var present = mask.view(n, length / Patch, Patch).amax([2]);
        x = x + Attention(Normal(x), present);
        x = x + Normal(x).matmul(widen).relu().matmul(narrow);
        var weight = present.unsqueeze(2);
        return (x * weight).sum(1) / weight.sum(1);
    }

    private Tensor Attention(Tensor x, Tensor present)
    {
        var (n, tokens, width) = (x.shape[0], x.shape[1], size / Heads);
        var parts = x.matmul(attend).view(n, tokens, 3, Heads, width).permute(2, 0, 3, 1, 4);
        var weights = parts[0].matmul(parts[1].transpose(2, 3)) / Math.Sqrt(width);
        weights = (weights + ((present - 1) * 1e9f).view(n, 1, 1, tokens)).softmax(3);
        return weights.matmul(parts[2]).transpose(1, 2).reshape(n, tokens, size).matmul(mix);
    }

    private Tensor Normal(Tensor x) => nn.functional.layer_norm(x, [size]);

    private Parameter Add(string name, Parameter parameter)
    {
        register_parameter(name, parameter);
        return parameter;
    }
}
