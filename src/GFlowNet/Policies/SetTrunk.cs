using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>A network per token, summed over the tokens, and a network on the sum (Zaheer et al. 2017).</summary>
internal sealed class SetTrunk : Trunk
{
    private readonly ParameterStore.Parameter table;
    private readonly Linear element;
    private readonly Linear[] layers;
    private readonly int hidden;

    public SetTrunk(ParameterStore store, string name, SetTrunkOptions options, TokenShape shape)
        : base(store, name, shape.ConditionWidth, options.Hidden)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Layers, 1, nameof(options));
        hidden = options.Hidden;
        table = store.Add(name + ".embedding", shape.Vocabulary, hidden, 1);
        element = new Linear(store, name + ".element", hidden, hidden);
        layers = new Linear[options.Layers];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = new Linear(store, $"{name}.{i}", hidden, hidden);
        }
    }

    public override Tensor Encode(Tensor tokens, Tensor? conditions)
    {
        var rows = table.Tensor.index_select(0, tokens.reshape(-1)).relu();
        var pooled = element.Apply(rows).relu_().reshape(tokens.shape[0], tokens.shape[1], hidden).sum(1);
        var result = Condition(layers[0].Apply(pooled), conditions).relu_();
        for (var i = 1; i < layers.Length; i++)
        {
            result = layers[i].Apply(result).relu_();
        }

        return result;
    }
}
