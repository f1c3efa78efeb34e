using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>A multilayer perceptron on the K-hot vector of the tokens.</summary>
internal sealed class MlpTrunk : Trunk
{
    private readonly Linear[] layers;
    private readonly int vocabulary;
    private readonly Tensor one;

    public MlpTrunk(ParameterStore store, string name, MlpTrunkOptions options, TokenShape shape)
        : base(store, name, shape.ConditionWidth, options.Hidden)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Layers, 1, nameof(options));
        vocabulary = shape.Vocabulary;
        layers = new Linear[options.Layers];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = new Linear(store, $"{name}.{i}", i == 0 ? vocabulary : options.Hidden, options.Hidden);
        }

        one = ones(1, 1, dtype: store.Type, device: store.Device).DetachFromDisposeScope();
    }

    public IReadOnlyList<Linear> Layers => layers;

    public override Tensor Encode(Tensor tokens, Tensor? conditions)
    {
        var khot = zeros(tokens.shape[0], vocabulary, dtype: one.dtype, device: one.device).scatter_(1, tokens, one.expand(tokens.shape));
        var hidden = Condition(layers[0].Apply(khot), conditions).relu_();
        for (var i = 1; i < layers.Length; i++)
        {
            hidden = layers[i].Apply(hidden).relu_();
        }

        return hidden;
    }
}
