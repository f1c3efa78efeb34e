using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>
/// Pre-norm transformer blocks over the tokens, averaged at the end (Vaswani et al. 2017; Xiong et al. 2020 for the place
/// of the norms). Tokens say where they stand themselves, so there is no position code.
/// </summary>
internal sealed class TransformerTrunk : Trunk
{
    private readonly ParameterStore.Parameter table;
    private readonly Block[] blocks;
    private readonly Norm last;
    private readonly int hidden;
    private readonly int heads;

    public TransformerTrunk(ParameterStore store, string name, TransformerTrunkOptions options, TokenShape shape)
        : base(store, name, shape.ConditionWidth, options.Hidden)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Layers, 1, nameof(options));
        hidden = options.Hidden;
        heads = options.Heads;
        if (heads < 1 || hidden % heads != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), heads, $"The number of attention heads must divide the width {hidden}.");
        }

        table = store.Add(name + ".embedding", shape.Vocabulary, hidden, 1);
        blocks = Enumerable.Range(0, options.Layers).Select(i => new Block(store, $"{name}.{i}", hidden)).ToArray();
        last = new Norm(store, name + ".norm", hidden);
    }

    public override Tensor Encode(Tensor tokens, Tensor? conditions)
    {
        long n = tokens.shape[0], k = tokens.shape[1];
        var x = table.Tensor.index_select(0, tokens.reshape(-1)).reshape(n, k, hidden);
        if (conditions is not null)
        {
            x = x.add(Condition(zeros(n, hidden, dtype: x.dtype, device: x.device), conditions).unsqueeze(1));
        }

        foreach (var block in blocks)
        {
            var normal = block.First.Apply(x).reshape(n * k, hidden);
            var q = Split(block.Query.Apply(normal), n, k);
            var key = Split(block.Key.Apply(normal), n, k);
            var v = Split(block.Value.Apply(normal), n, k);
            var mixed = nn.functional.scaled_dot_product_attention(q, key, v).transpose(1, 2).reshape(n * k, hidden);
            x = x.add(block.Output.Apply(mixed).reshape(n, k, hidden));
            var inner = block.Up.Apply(block.Second.Apply(x).reshape(n * k, hidden)).relu_();
            x = x.add(block.Down.Apply(inner).reshape(n, k, hidden));
        }

        return last.Apply(x).mean([1]);
    }

    private Tensor Split(Tensor x, long n, long k) => x.reshape(n, k, heads, hidden / heads).transpose(1, 2);

    private sealed class Norm(ParameterStore store, string name, int hidden)
    {
        private readonly ParameterStore.Parameter gain = store.Add(name + ".gain", 1, hidden, 0, 1);
        private readonly ParameterStore.Parameter shift = store.Add(name + ".shift", 1, hidden, 0);
        private readonly long[] shape = [hidden];

        public Tensor Apply(Tensor x) => nn.functional.layer_norm(x, shape, gain.Tensor.reshape(shape), shift.Tensor.reshape(shape));
    }

    private sealed class Block(ParameterStore store, string name, int hidden)
    {
        public Norm First { get; } = new(store, name + ".norm1", hidden);

        public Linear Query { get; } = new(store, name + ".query", hidden, hidden);

        public Linear Key { get; } = new(store, name + ".key", hidden, hidden);

        public Linear Value { get; } = new(store, name + ".value", hidden, hidden);

        public Linear Output { get; } = new(store, name + ".output", hidden, hidden);

        public Norm Second { get; } = new(store, name + ".norm2", hidden);

        public Linear Up { get; } = new(store, name + ".up", hidden, 2 * hidden);

        public Linear Down { get; } = new(store, name + ".down", 2 * hidden, hidden);
    }
}
