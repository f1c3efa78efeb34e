using Quiver.GFlowNet.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// DyGFormer (Yu, Sun, Du and Lv 2023): a transformer over patches of a node's recent links, each with its neighbour, its age and
/// how often the neighbour occurs in the node's own and in the other node's sequence. A sequence begins with the node itself.
/// </summary>
/// <remarks>
/// The two sequences of a pair meet in the occurrence counts only, not in attention. A pair whose sequences share no node then
/// needs nothing of its own: it is scored by a matrix product of codes computed once for every node, and only the pairs that share
/// a node are encoded again together, each sequence once for every way it looks beside others. Neighbours carry learned features.
/// <para>
/// Sequences are encoded chunk by chunk. A training keeps no graph of more than <see cref="GraphTokens"/> patches: beyond that the
/// loss is taken over codes and gains that were made without one, and <see cref="Backward"/> makes each chunk again with its graph
/// and passes its part of the gradient on. So a pair costs some bytes and no graph. <see cref="Score"/> keeps the whole graph where
/// gradients are wanted.
/// </para>
/// </remarks>
internal sealed class DygFormer : NeighborLinkModel
{
    private const int Patch = DygSequences.Patch;
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
    private Staged? staged;

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

    /// <summary>Patches whose graph a training holds at once, about 3 KB each.</summary>
    internal long GraphTokens { get; set; } = 1 << 17;

    /// <summary>Patches that are encoded at once.</summary>
    internal int ChunkTokens { get; set; } = 1 << 13;

    /// <summary>Pairs whose sequences are kept at once.</summary>
    internal int BlockPairs { get; set; } = 1 << 18;

    /// <summary>Pairs that are scored at once.</summary>
    internal int PairChunk { get; set; } = 1 << 16;

    public override Tensor Score(int[] sources, double[] times, double now, Tensor candidates) => Whole(PlanOf(sources, now, candidates));

    internal override Tensor ScoreForTraining(int[] sources, double[] times, double now, Tensor candidates)
    {
        var plan = PlanOf(sources, now, candidates);
        staged = null;
        if (plan.Alone.Tokens + plan.Blocks.Sum(b => b.Views.Tokens) <= GraphTokens)
        {
            return Whole(plan);
        }

        Tensor tokens, codes, gains;
        Tensor? kept = null;
        using (no_grad())
        {
            tokens = Tokens(plan.Sequences);
            codes = Codes(plan.Alone, tokens);
            var parts = new List<Tensor>();
            foreach (var block in plan.Blocks)
            {
                using var scope = TorchScope.Begin();
                var seen = Codes(block.Views, tokens);
                parts.Add(Gains(block, seen).MoveToOuterDisposeScope());
                kept = plan.Blocks.Count == 1 ? seen.MoveToOuterDisposeScope() : null;
            }

            gains = parts.Count > 0 ? cat(parts) : zeros(0, device: Device);
        }

        staged = new Staged(plan, tokens, Leaf(codes), Leaf(gains), kept);
        return Join(plan, staged.Codes, staged.Gains);
    }

    internal override void Backward(Tensor loss)
    {
        loss.backward();
        if (staged is not { } done)
        {
            return;
        }

        staged = null;
        using var scope = TorchScope.Begin();
        var gradient = zeros_like(done.Tokens);
        Return(done.Plan.Alone, done.Tokens, done.Codes.grad!, gradient);
        var at = 0;
        foreach (var block in done.Plan.Blocks)
        {
            using var inner = TorchScope.Begin();
            Tensor codes;
            using (no_grad())
            {
                codes = Leaf(done.Kept ?? Codes(block.Views, done.Tokens));
            }

            for (var from = 0; from < block.Cells.Length; from += PairChunk)
            {
                using var chunk = TorchScope.Begin();
                var gains = Gains(block, codes, from);
                gains.backward([done.Gains.grad!.narrow(0, at + from, gains.shape[0])]);
            }

            Return(block.Views, done.Tokens, codes.grad!, gradient);
            at += block.Cells.Length;
        }

        for (var from = 0; from < done.Plan.Sequences.Count; from += RowChunk)
        {
            using var chunk = TorchScope.Begin();
            var tokens = Tokens(done.Plan.Sequences, from);
            tokens.backward([gradient.narrow(0, from, tokens.shape[0])]);
        }
    }

    protected override Tensor Embed(int[] ids, double[] now, bool newest)
    {
        var sequences = Sequences(ids, now, newest);
        var alone = DygViews.Alone(sequences);
        var number = alone.Sort();
        return Codes(alone, Tokens(sequences)).index_select(0, Index(number));
    }

    private int RowChunk => Math.Max(1, ChunkTokens / (length / Patch));

    private static Tensor Leaf(Tensor values)
    {
        var leaf = values.detach();
        leaf.requires_grad = true;
        return leaf;
    }

    private Plan PlanOf(int[] sources, double now, Tensor candidates)
    {
        var (ids, at, distinct, places) = Asked(sources, now, candidates);
        var sequences = Sequences(ids, at, newest: true);
        var alone = DygViews.Alone(sequences);
        var number = alone.Sort();
        var blocks = DygBlock.Find(sequences, distinct, (int)Features.shape[0], BlockPairs);
        return new Plan(sequences, alone, number, blocks, distinct, places);
    }

    private Tensor Whole(Plan plan)
    {
        var tokens = Tokens(plan.Sequences);
        var gains = new List<Tensor>();
        foreach (var block in plan.Blocks)
        {
            using var scope = TorchScope.Begin();
            gains.Add(Gains(block, Codes(block.Views, tokens)).MoveToOuterDisposeScope());
        }

        return Join(plan, Codes(plan.Alone, tokens), gains.Count > 0 ? cat(gains) : zeros(0, device: Device));
    }

    // Logits from the codes of all rows alone and the gains of the pairs that share a node.
    private Tensor Join(Plan plan, Tensor codes, Tensor gains)
    {
        var all = codes.index_select(0, Index(plan.Number));
        var z = Decode(all.narrow(0, 0, plan.Sources), all.narrow(0, plan.Sources, plan.Number.Length - plan.Sources));
        if (plan.Blocks.Count > 0)
        {
            var cells = tensor(plan.Blocks.SelectMany(b => b.Cells).ToArray(), device: Device);
            z = z.reshape(-1).index_add(0, cells, gains, 1).view(z.shape);
        }

        return z.index_select(0, Index(plan.Queries));
    }

    private DygSequences Sequences(int[] ids, double[] now, bool newest)
    {
        var (around, _, ages, absent) = Past(ids, now, newest);
        return DygSequences.Of(ids, around, ages, absent);
    }

    private Tensor Tokens(DygSequences sequences)
    {
        var parts = new List<Tensor>();
        for (var from = 0; from < sequences.Count; from += RowChunk)
        {
            using var scope = TorchScope.Begin();
            parts.Add(Tokens(sequences, from).MoveToOuterDisposeScope());
        }

        return cat(parts);
    }

    // Patches of some rows by place, shape [rows, patches, size], each row beside one that shares nothing.
    private Tensor Tokens(DygSequences sequences, int from)
    {
        var n = Math.Min(RowChunk, sequences.Count - from);
        var nodes = new int[n * length];
        var ages = new float[nodes.Length];
        var there = new float[nodes.Length];
        var counts = new long[nodes.Length];
        for (var i = 0; i < n; i++)
        {
            var row = sequences.Order[from + i];
            var mine = sequences.Nodes(row);
            var since = sequences.Ages(row);
            nodes.AsSpan(i * length, length).Fill(mine[0]);
            for (var k = 0; k < mine.Length; k++)
            {
                var at = (i * length) + k;
                (nodes[at], ages[at], there[at], counts[at]) = (mine[k], since[k], 1, mine.Count(mine[k]));
            }
        }

        var table = Occurrences();
        var age = tensor(ages, device: Device);
        var occurrence = table.index_select(0, tensor(counts, device: Device)) + table.narrow(0, 0, 1);
        var x = cat([Rows(nodes), clock.Encode(age), (age + 1).log().unsqueeze(1) / 5, occurrence], 1);
        return (x * tensor(there, device: Device).unsqueeze(1)).view(n, length / Patch, -1).matmul(entry);
    }

    // What an entry adds for occurring 0, 1, ... times in one of the two sequences.
    private Tensor Occurrences()
    {
        var counts = Array.ConvertAll(Enumerable.Range(0, length + 1).ToArray(), c => MathF.Log(1 + c));
        return (tensor(counts, device: Device).unsqueeze(1).matmul(countIn) + countBias).relu().matmul(countOut);
    }

    // What a patch gains where its first or second entry occurs 1, 2, ... times in the other sequence.
    private Tensor SharedEntries()
    {
        var table = Occurrences();
        var more = table.narrow(0, 1, length) - table.narrow(0, 0, 1);
        var parts = entry.view(Patch, -1, size).narrow(1, size + Channel + 1, Channel);
        return more.unsqueeze(0).matmul(parts).view(Patch * length, size);
    }

    private Tensor Codes(DygViews views, Tensor tokens)
    {
        var parts = new List<Tensor>();
        foreach (var chunk in views.Chunks(ChunkTokens))
        {
            using var scope = TorchScope.Begin();
            parts.Add(Encode(tokens.narrow(0, chunk.First, chunk.Span), chunk).MoveToOuterDisposeScope());
        }

        return cat(parts);
    }

    // Takes the gradient of codes to the parameters and to the patches.
    private void Return(DygViews views, Tensor tokens, Tensor given, Tensor gradient)
    {
        foreach (var chunk in views.Chunks(ChunkTokens))
        {
            using var scope = TorchScope.Begin();
            var own = Leaf(tokens.narrow(0, chunk.First, chunk.Span));
            Encode(own, chunk).backward([given.narrow(0, chunk.From, chunk.Rows.Length)]);
            gradient.narrow(0, chunk.First, chunk.Span).add_(own.grad!);
        }
    }

    // Codes of a chunk's views from the patches of its rows, shape [views, size].
    private Tensor Encode(Tensor tokens, DygChunk chunk)
    {
        var x = tokens.narrow(1, 0, chunk.Tokens).index_select(0, tensor(chunk.Rows, device: Device));
        if (chunk.Where.Length > 0)
        {
            var change = SharedEntries().index_select(0, tensor(chunk.What, device: Device));
            x = x.view(-1, size).index_add(0, tensor(chunk.Where, device: Device), change, 1).view(x.shape);
        }

        x = x + Attention(Normal(x));
        return x.mean([1]) + Normal(x).matmul(widen).relu().mean([1]).matmul(narrow);
    }

    private Tensor Attention(Tensor x)
    {
        var (n, tokens, width) = (x.shape[0], x.shape[1], size / Heads);
        var parts = x.matmul(attend).view(n, tokens, 3, Heads, width).permute(2, 0, 3, 1, 4);
        var read = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        return read.transpose(1, 2).reshape(n, tokens, size).matmul(mix);
    }

    private Tensor Gains(DygBlock block, Tensor codes)
    {
        var parts = new List<Tensor>();
        for (var from = 0; from < block.Cells.Length; from += PairChunk)
        {
            using var scope = TorchScope.Begin();
            parts.Add(Gains(block, codes, from).MoveToOuterDisposeScope());
        }

        return cat(parts);
    }

    // What pairs gain for being read together, shape [pairs].
    private Tensor Gains(DygBlock block, Tensor codes, int from)
    {
        var count = Math.Min(PairChunk, block.Cells.Length - from);
        var first = codes.index_select(0, tensor(block.Sources[from..(from + count)], device: Device));
        var second = codes.index_select(0, tensor(block.Candidates[from..(from + count)], device: Device));
        return (cat([first, second], 1).matmul(pairIn) + pairBias).relu().matmul(pairOut).squeeze(1);
    }

    private Tensor Normal(Tensor x) => nn.functional.layer_norm(x, [size]);

    private Tensor Index(int[] values) => tensor(Array.ConvertAll(values, v => (long)v), device: Device);

    private Parameter Add(string name, Parameter parameter)
    {
        register_parameter(name, parameter);
        return parameter;
    }

    // What a batch asks for: rows of its sources, then of its candidates. Number: the view of each row alone; Queries: their rows.
    private sealed record Plan(DygSequences Sequences, DygViews Alone, int[] Number, List<DygBlock> Blocks, int Sources, int[] Queries);

    // A score whose graph ends at codes and gains; Kept: the codes of the only block.
    private sealed record Staged(Plan Plan, Tensor Tokens, Tensor Codes, Tensor Gains, Tensor? Kept);
}
