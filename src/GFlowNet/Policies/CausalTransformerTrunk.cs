using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>
/// Transformer blocks over a start token and what is written so far, each place seeing only those before it; a state's vector is that of
/// its last written place. So one pass over a finished sequence gives the vectors of all states on its way, and a walk that keeps keys and
/// values of the places behind it works out one place a step.
/// </summary>
internal sealed class CausalTransformerTrunk : Trunk
{
    private readonly ParameterStore.Parameter table;
    private readonly ParameterStore.Parameter start;
    private readonly TransformerBlock[] blocks;
    private readonly LayerNorm last;
    private readonly int hidden;
    private readonly int heads;
    private readonly int places;
    private readonly long letters;

    public CausalTransformerTrunk(ParameterStore store, string name, CausalTransformerTrunkOptions options, TokenShape shape)
        : base(store, name, shape.ConditionWidth, options.Hidden)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Layers, 1, nameof(options));
        if (!shape.AppendsOnly)
        {
            throw new ArgumentException(
                "A causal transformer needs objects that are written from left to right; use the transformer for others.", nameof(shape));
        }

        (hidden, heads) = (options.Hidden, options.Heads);
        (places, letters) = (shape.Tokens, shape.Vocabulary / shape.Tokens);
        table = store.Add(name + ".embedding", shape.Vocabulary, hidden, 1);
        start = store.Add(name + ".start", 1, hidden, 1);
        blocks = [.. Enumerable.Range(0, options.Layers).Select(i => new TransformerBlock(store, $"{name}.{i}", hidden, heads))];
        last = new LayerNorm(store, name + ".norm", hidden);
    }

    public override Tensor Encode(Tensor tokens, Tensor? conditions)
    {
        var rows = arange(tokens.shape[0], ScalarType.Int64, tokens.device);
        return EncodePrefixes(tokens, conditions, rows, Written(tokens));
    }

    /// <summary>How many places of each state are written.</summary>
    /// <param name="tokens">[n, k].</param>
    /// <returns>[n], int64.</returns>
    public Tensor Written(Tensor tokens) => tokens.remainder(letters).ne(0).sum(1);

    /// <summary>The vectors of prefixes, with one pass over the sequences that they are prefixes of.</summary>
    /// <param name="tokens">[b, k]: the sequences.</param>
    /// <param name="conditions">[b, c] or null.</param>
    /// <param name="rows">[n], int64: whose prefix each one is.</param>
    /// <param name="lengths">[n], int64: written places of each.</param>
    /// <returns>[n, hidden].</returns>
    public Tensor EncodePrefixes(Tensor tokens, Tensor? conditions, Tensor rows, Tensor lengths)
    {
        long n = tokens.shape[0], k = tokens.shape[1];
        var embedded = table.Tensor.index_select(0, tokens.reshape(-1)).reshape(n, k, hidden);
        var x = ConditionPlaces(cat([start.Tensor.unsqueeze(0).expand(n, 1, hidden), embedded], 1), conditions);
        foreach (var block in blocks)
        {
            x = block.Apply(x, static (q, k, v) => nn.functional.scaled_dot_product_attention(q, k, v, is_casual: true));
        }

        // The norm is taken of the vectors that are asked for alone.
        return last.Apply(x.reshape(n * (k + 1), hidden).index_select(0, rows.mul(k + 1).add(lengths)));
    }

    /// <summary>Begins walks from the empty sequence; the caller disposes what it is given.</summary>
    /// <param name="batch">How many.</param>
    /// <param name="conditions">[batch, c] or null.</param>
    public Walk Begin(long batch, Tensor? conditions) => new(this, batch, conditions);

    /// <summary>Walks side by side, with the keys and values of all places behind them. Without gradients.</summary>
    internal sealed class Walk : IDisposable
    {
        private readonly CausalTransformerTrunk trunk;
        private readonly Tensor? conditions;
        private readonly (Tensor Keys, Tensor Values)[] behind;
        private readonly long batch;
        private int written;

        public Walk(CausalTransformerTrunk trunk, long batch, Tensor? conditions)
        {
            this.trunk = trunk;
            this.batch = batch;
            this.conditions = conditions;
            var numbers = trunk.table.Tensor;
            Tensor Room() => empty([batch, trunk.heads, trunk.places + 1, trunk.hidden / trunk.heads], numbers.dtype, numbers.device)
                .DetachFromDisposeScope();
            behind = [.. trunk.blocks.Select(_ => (Room(), Room()))];
        }

        /// <summary>Goes one place on.</summary>
        /// <param name="tokens">[batch, k]: the states, each with as many written places as this was called before; ended walks may
        /// have fewer, and their vectors mean nothing.</param>
        /// <returns>[batch, hidden]: their vectors.</returns>
        public Tensor Next(Tensor tokens)
        {
            using var guard = no_grad();
            var place = written == 0
                ? trunk.start.Tensor.expand(batch, trunk.hidden)
                : trunk.table.Tensor.index_select(0, tokens.select(1, written - 1));
            var x = trunk.ConditionPlaces(place.unsqueeze(1), conditions);
            for (var i = 0; i < behind.Length; i++)
            {
                var (keys, values) = behind[i];
                x = trunk.blocks[i].Apply(x, (q, k, v) =>
                {
                    keys.narrow(2, written, 1).copy_(k);
                    values.narrow(2, written, 1).copy_(v);
                    return nn.functional.scaled_dot_product_attention(q, keys.narrow(2, 0, written + 1), values.narrow(2, 0, written + 1));
                });
            }

            written++;
            return trunk.last.Apply(x.squeeze(1));
        }

        public void Dispose()
        {
            foreach (var (keys, values) in behind)
            {
                keys.Dispose();
                values.Dispose();
            }
        }
    }
}
