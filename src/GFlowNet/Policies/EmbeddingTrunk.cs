using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>A learned vector per token, side by side, into a multilayer perceptron.</summary>
internal sealed class EmbeddingTrunk : Trunk
{
    private readonly ParameterStore.Parameter table;
    private readonly Linear[] layers;
    private readonly int width;

    public EmbeddingTrunk(ParameterStore store, string name, EmbeddingTrunkOptions options, TokenShape shape)
        : base(store, name, shape.ConditionWidth, options.Hidden)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Layers, 1, nameof(options));
        width = shape.Tokens * options.EmbeddingWidth;
        table = store.Add(name + ".embedding", shape.Vocabulary, options.EmbeddingWidth, Math.Sqrt(3));
        layers = new Linear[options.Layers];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = new Linear(store, $"{name}.{i}", i == 0 ? width : options.Hidden, options.Hidden);
        }
    }

    public override Tensor Encode(Tensor tokens, Tensor? conditions)
    {
        var rows = table.Tensor.index_select(0, tokens.reshape(-1)).reshape(tokens.shape[0], width);
        var hidden = Condition(layers[0].Apply(rows), conditions).relu_();
        for (var i = 1; i < layers.Length; i++)
        {
            hidden = layers[i].Apply(hidden).relu_();
        }

        return hidden;
    }
}
