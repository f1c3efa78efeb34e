using Quiver.TemporalGraphs.Events;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// Neighbourhood-aware caches after NAT (Luo and Li 2022): every node keeps a dictionary of recent neighbours with one small
/// recurrent state each, plus one for itself; a pair is scored from the entries its two dictionaries share.
/// </summary>
/// <remarks>
/// Differences to the paper: entries are pooled by a sum, so that the score splits exactly into a candidate term, a product
/// of learned features and terms of the few shared entries (candidate in the source's cache, source in the candidate's, third
/// nodes in both); all candidates are then one matrix product and one scatter. The second-hop dictionary is left out, and the
/// oldest entry is replaced instead of a hashed one.
/// </remarks>
internal sealed class Nat : LinkModel
{
    private const int State = 8;
    private const int Clock = 16;
    private const int Hidden = 32;
    private readonly int capacity;
    private readonly Parameter features;
    private readonly TimeEncoder clock;
    private readonly MatrixGru unit;
    private readonly Parameter pairIn;
    private readonly Parameter pairBias;
    private readonly Parameter pairOut;
    private readonly Parameter nodeIn;
    private readonly Parameter nodeBias;
    private readonly Parameter nodeOut;
    private readonly BilinearDecoder decoder;
    private readonly int[] cached;
    private readonly double[] last;
    private readonly Dictionary<int, int> freshRow = [];
    private readonly float[] states;
    private Tensor? fresh;
    private List<(int Slot, double Wait, int Repeats, bool Self, bool New)>? waiting;

    public Nat(int nodes, int size, int capacity, Weights weights)
        : base("nat", new NodeRange(0, nodes), weights.Device)
    {
        this.capacity = capacity;
        features = weights.Normal(1 / Math.Sqrt(size), nodes, size);
        clock = new TimeEncoder(weights, Clock);
        unit = new MatrixGru(weights, Clock + 4, State);
        pairIn = weights.Glorot(State + Clock + 5, Hidden);
        pairBias = weights.Constant(0, Hidden);
        pairOut = weights.Glorot(Hidden, 1);
        nodeIn = weights.Glorot(State + Clock + 1, Hidden);
        nodeBias = weights.Constant(0, Hidden);
        nodeOut = weights.Glorot(Hidden, 1);
        decoder = new BilinearDecoder(weights, size);
        RegisterComponents();

        // Slot 0 of each node is the node itself.
        cached = new int[nodes * (capacity + 1)];
        last = new double[cached.Length];
        states = new float[cached.Length * State];
        Forget();
    }

    protected override void Forget()
    {
        Array.Fill(cached, -1);
        Array.Clear(last);
        Array.Clear(states);
        Settle();
        waiting = null;
        Array.Clear(states);
    }

    protected override void TakeIn(EventStream events, int from, int to)
    {
        Prepare();
        Settle();
        var touched = new Dictionary<int, (double Wait, int Repeats, bool Self, bool New)>();
        for (var i = from; i < to; i++)
        {
            var (s, d, t) = (events.Sources[i], events.Destinations[i], events.Times[i]);
            Touch(touched, s, d, t);
            Touch(touched, d, s, t);
            Touch(touched, s, s, t);
            Touch(touched, d, d, t);
        }

        waiting = touched.OrderBy(p => p.Key).Select(p => (p.Key, p.Value.Wait, p.Value.Repeats, p.Value.Self, p.Value.New)).ToList();
    }

    public override void Prepare()
    {
        if (waiting is not { } updates)
        {
            return;
        }

        waiting = null;
        var waits = new float[updates.Count];
        var extra = new float[updates.Count, 4];
        var old = new float[updates.Count, State];
        for (var i = 0; i < updates.Count; i++)
        {
            var u = updates[i];
            waits[i] = (float)u.Wait;
            (extra[i, 0], extra[i, 1], extra[i, 2], extra[i, 3]) = (
                LogTime(u.Wait), MathF.Log(1 + u.Repeats), u.Self ? 1 : 0, u.New ? 1 : 0);
            for (var k = 0; k < State; k++)
            {
                old[i, k] = states[u.Slot * State + k];
            }

            freshRow[u.Slot] = i;
        }

        Hold(
            ref fresh,
            unit.Step(cat([clock.Encode(tensor(waits, device: Device)), tensor(extra, device: Device)], 1), tensor(old, device: Device)));
    }

    public override Tensor Score(int[] sources, double[] times, double now, Tensor candidates)
    {
        Prepare();
        var asked = candidates.cpu().data<long>().ToArray();
        var column = new Dictionary<int, int>(asked.Length);
        for (var c = 0; c < asked.Length; c++)
        {
            column[(int)asked[c]] = c;
        }

        var z = decoder.Score(
            features.index_select(0, tensor(Array.ConvertAll(sources, s => (long)s), device: Device)),
            features.index_select(0, candidates.to(Device)));
        var own = Array.ConvertAll(asked, c => (int)c * (capacity + 1));
        var ages = Array.ConvertAll(own, s => (float)(now - last[s]));
        var node = cat(
            [States(own), clock.Encode(tensor(ages, device: Device)),
                tensor(Array.ConvertAll(ages, a => LogTime(a)), device: Device).unsqueeze(1)],
            1);
        z = z + (node.matmul(nodeIn) + nodeBias).relu().matmul(nodeOut).t();

        var shared = new List<(long Cell, int Slot, int Kind, double Age, int Rank)>();
        for (var q = 0; q < sources.Length; q++)
        {
            Overlaps(sources[q], times[q], column, (long)q * asked.Length, shared);
        }

        if (shared.Count == 0)
        {
            return z;
        }

        var slots = new int[shared.Count];
        var cells = new long[shared.Count];
        var waits = new float[shared.Count];
        var marks = new float[shared.Count, 5];
        for (var i = 0; i < slots.Length; i++)
        {
            var e = shared[i];
            (slots[i], cells[i], waits[i]) = (e.Slot, e.Cell, (float)e.Age);
            marks[i, e.Kind] = 1;
            marks[i, 3] = LogTime(e.Age);
            marks[i, 4] = 1f / (1 + e.Rank);
        }

        var entries = cat([States(slots), clock.Encode(tensor(waits, device: Device)), tensor(marks, device: Device)], 1);
        var gains = (entries.matmul(pairIn) + pairBias).relu().matmul(pairOut).squeeze(1);
        return (z.reshape(-1).index_add(0, tensor(cells, device: Device), gains, 1)).view(sources.Length, asked.Length);
    }

    private static float LogTime(double seconds) => MathF.Log(1 + (float)Math.Max(0, seconds)) / 5;

    // Kind 0: the candidate lies in the source's cache. 1: the source lies in the candidate's. 2: a third node lies in both.
    private void Overlaps(
        int source, double time, Dictionary<int, int> column, long row, List<(long Cell, int Slot, int Kind, double Age, int Rank)> shared)
    {
        var start = source * (capacity + 1);
        for (var k = 1; k <= capacity && cached[start + k] >= 0; k++)
        {
            var a = cached[start + k];
            var rank = 0;
            for (var m = 1; m <= capacity && cached[start + m] >= 0; m++)
            {
                rank += last[start + m] > last[start + k] ? 1 : 0;
            }

            if (column.TryGetValue(a, out var c))
            {
                shared.Add((row + c, start + k, 0, time - last[start + k], rank));
                if (Find(a, source) is >= 0 and var mirror)
                {
                    shared.Add((row + c, mirror, 1, time - last[mirror], rank));
                }
            }

            for (var m = 1; m <= capacity && cached[a * (capacity + 1) + m] >= 0; m++)
            {
                if (column.TryGetValue(cached[a * (capacity + 1) + m], out var third)
                    && Find(cached[a * (capacity + 1) + m], a) is >= 0 and var there)
                {
                    shared.Add((row + third, there, 2, time - last[there], rank));
                }
            }
        }
    }

    private Tensor States(int[] slots)
    {
        var values = new float[slots.Length, State];
        var pick = new long[slots.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            pick[i] = fresh is not null && freshRow.TryGetValue(slots[i], out var row) ? slots.Length + row : i;
            for (var k = 0; k < State; k++)
            {
                values[i, k] = states[slots[i] * State + k];
            }
        }

        var stored = tensor(values, device: Device);
        return fresh is null ? stored : cat([stored, fresh]).index_select(0, tensor(pick, device: Device));
    }

    // Writes the states of the last update into the caches, without their graph.
    private void Settle()
    {
        if (fresh is not null)
        {
            using var plain = fresh.detach().cpu();
            var values = plain.data<float>().ToArray();
            foreach (var (slot, row) in freshRow)
            {
                values.AsSpan(row * State, State).CopyTo(states.AsSpan(slot * State));
            }
        }

        freshRow.Clear();
        Hold(ref fresh, null);
    }

    private int Find(int node, int other)
    {
        var start = node * (capacity + 1);
        for (var k = 1; k <= capacity && cached[start + k] >= 0; k++)
        {
            if (cached[start + k] == other)
            {
                return start + k;
            }
        }

        return -1;
    }

    private void Touch(Dictionary<int, (double Wait, int Repeats, bool Self, bool New)> touched, int node, int other, double time)
    {
        var start = node * (capacity + 1);
        var self = node == other;
        var slot = self ? start : Find(node, other);
        var isNew = slot < 0;
        if (isNew)
        {
            slot = start + 1;
            for (var k = 1; k <= capacity; k++)
            {
                if (cached[start + k] < 0)
                {
                    slot = start + k;
                    break;
                }

                slot = last[start + k] < last[slot] ? start + k : slot;
            }

            cached[slot] = other;
            states.AsSpan(slot * State, State).Clear();
            touched.Remove(slot);
        }

        touched[slot] = touched.TryGetValue(slot, out var before)
            ? before with { Repeats = before.Repeats + 1 }
            : (isNew ? 0 : time - last[slot], 1, self, isNew);
        last[slot] = time;
    }
}
