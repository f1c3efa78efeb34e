namespace Quiver.GFlowNet.Policies;

/// <summary>A small pre-norm transformer over the tokens, averaged.</summary>
public sealed record TransformerTrunkOptions : TrunkOptions
{
    /// <inheritdoc/>
    public override string Name => "transformer";

    /// <summary>Blocks, at least 1.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Width of the hidden layers.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Attention heads; the number divides <see cref="Hidden"/>.</summary>
    public int Heads { get; init; } = 4;

    /// <inheritdoc/>
    public override int Width => Hidden;

    /// <inheritdoc/>
    public override Trunk Create(ParameterStore store, string name, TokenShape shape) => new TransformerTrunk(store, name, this, shape);

    /// <inheritdoc/>
    public override long CountWeights(TokenShape shape) =>
        ((long)shape.Vocabulary * Hidden) + (Layers * TransformerBlock.CountWeights(Hidden));

    /// <inheritdoc/>
    public override long CountNumbers(TokenShape shape) => Layers * shape.Tokens * TransformerBlock.CountNumbers(Hidden, shape.Tokens);
}
