namespace Quiver.GFlowNet.Policies;

/// <summary>The network between a state's tokens and the heads.</summary>
public enum TrunkKind
{
    /// <summary>Tokens as a K-hot vector into a multilayer perceptron.</summary>
    Mlp,

    /// <summary>A learned vector per token, side by side, into a multilayer perceptron.</summary>
    Embedding,

    /// <summary>A small network per token, summed: order does not matter (Zaheer et al. 2017, "Deep sets").</summary>
    Set,

    /// <summary>A small pre-norm transformer over the tokens, averaged.</summary>
    Transformer,
}
