namespace Quiver.GFlowNet.Policies;

/// <summary>
/// A small pre-norm transformer for objects that are written from left to right
/// (<see cref="Environments.DiscreteEnvironment.AppendsOnly"/>): every place sees only those before it. Sampling keeps keys and values, so
/// that a step costs one place instead of all, and training works out a whole trajectory in one pass.
/// </summary>
public sealed record CausalTransformerTrunkOptions : TrunkOptions
{
    /// <inheritdoc/>
    public override string Name => "causal-transformer";

    /// <summary>Blocks, at least 1.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Width of the hidden layers.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Attention heads; the number divides <see cref="Hidden"/>.</summary>
    public int Heads { get; init; } = 4;

    /// <inheritdoc/>
    public override int Width => Hidden;

    /// <inheritdoc/>
    public override Trunk Create(ParameterStore store, string name, TokenShape shape) =>
        new CausalTransformerTrunk(store, name, this, shape);

    /// <inheritdoc/>
    public override long CountWeights(TokenShape shape) =>
        ((shape.Vocabulary + 1L) * Hidden) + (Layers * TransformerBlock.CountWeights(Hidden));

    /// <summary>Numbers of one place: all states of a trajectory share one pass.</summary>
    /// <inheritdoc/>
    public override long CountNumbers(TokenShape shape) => Layers * TransformerBlock.CountNumbers(Hidden, shape.Tokens);
}
