namespace Quiver.GFlowNet.Policies;

/// <summary>A learned vector per token, side by side, into a multilayer perceptron.</summary>
public sealed record EmbeddingTrunkOptions : TrunkOptions
{
    /// <inheritdoc/>
    public override string Name => "embedding";

    /// <summary>Hidden layers, at least 1.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Width of the hidden layers.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Width of a token's vector.</summary>
    public int EmbeddingWidth { get; init; } = 32;


    /// <inheritdoc/>
    public override int Width => Hidden;

    /// <inheritdoc/>
    public override Trunk Create(ParameterStore store, string name, TokenShape shape) => new EmbeddingTrunk(store, name, this, shape);

    /// <inheritdoc/>
    public override long CountWeights(TokenShape shape) => (shape.Vocabulary + ((long)Hidden * Layers)) * Hidden;

    /// <inheritdoc/>
    public override long CountNumbers(TokenShape shape) => (long)shape.Tokens * Hidden * Layers;
}
