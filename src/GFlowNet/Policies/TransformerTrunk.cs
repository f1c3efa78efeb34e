using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>
/// Transformer blocks over the tokens, averaged at the end. Tokens say where they stand themselves, so there is no position code.
/// </summary>
internal sealed class TransformerTrunk : Trunk
{
    private readonly ParameterStore.Parameter table;
    private readonly TransformerBlock[] blocks;
    private readonly LayerNorm last;
    private readonly int hidden;

    public TransformerTrunk(ParameterStore store, string name, TransformerTrunkOptions options, TokenShape shape)
        : base(store, name, shape.ConditionWidth, options.Hidden)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Layers, 1, nameof(options));
        hidden = options.Hidden;
        table = store.Add(name + ".embedding", shape.Vocabulary, hidden, 1);
        blocks = [.. Enumerable.Range(0, options.Layers).Select(i => new TransformerBlock(store, $"{name}.{i}", hidden, options.Heads))];
        last = new LayerNorm(store, name + ".norm", hidden);
    }

    public override Tensor Encode(Tensor tokens, Tensor? conditions)
    {
        long n = tokens.shape[0], k = tokens.shape[1];
        var x = ConditionPlaces(table.Tensor.index_select(0, tokens.reshape(-1)).reshape(n, k, hidden), conditions);
        foreach (var block in blocks)
        {
            x = block.Apply(x, static (q, k, v) => nn.functional.scaled_dot_product_attention(q, k, v));
        }

        return last.Apply(x).mean([1]);
    }
}
