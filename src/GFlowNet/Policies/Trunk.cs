using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>Turns a state's tokens into one vector.</summary>
internal abstract class Trunk
{
    private readonly Linear? condition;

    protected Trunk(ParameterStore store, string name, int conditionWidth, int hidden) =>
        condition = conditionWidth > 0 ? new Linear(store, name + ".condition", conditionWidth, hidden) : null;

    public static Trunk Create(ParameterStore store, string name, PolicyOptions options, int vocabulary, int tokens, int conditionWidth) => options.Trunk switch
    {
        TrunkKind.Mlp => new MlpTrunk(store, name, options, vocabulary, conditionWidth),
        TrunkKind.Embedding => new EmbeddingTrunk(store, name, options, vocabulary, tokens, conditionWidth),
        TrunkKind.Set => new SetTrunk(store, name, options, vocabulary, conditionWidth),
        TrunkKind.Transformer => new TransformerTrunk(store, name, options, vocabulary, conditionWidth),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Trunk, "Unknown trunk."),
    };

    /// <summary>[n, hidden] from tokens [n, k] and conditions [n, c] or null.</summary>
    public abstract Tensor Encode(Tensor tokens, Tensor? conditions);

    /// <summary>Adds what the condition contributes to a hidden layer before its activation.</summary>
    protected Tensor Condition(Tensor hidden, Tensor? conditions)
    {
        if (condition is null)
        {
            return hidden;
        }

        ArgumentNullException.ThrowIfNull(conditions);
        return hidden.add(condition.Apply(conditions.to(hidden.dtype)));
    }
}
