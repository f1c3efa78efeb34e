namespace Quiver.GFlowNet.Policies;

/// <summary>Tokens as a K-hot vector into a multilayer perceptron. The one trunk that plain memory and kernels know: rollouts under it are
/// the fastest.</summary>
public sealed record MlpTrunkOptions : TrunkOptions
{
    /// <inheritdoc/>
    public override string Name => "mlp";

    /// <summary>Hidden layers, at least 1.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Width of the hidden layers.</summary>
    public int Hidden { get; init; } = 256;


    /// <inheritdoc/>
    public override int Width => Hidden;

    /// <inheritdoc/>
    public override Trunk Create(ParameterStore store, string name, TokenShape shape) => new MlpTrunk(store, name, this, shape);

    /// <inheritdoc/>
    public override long CountWeights(TokenShape shape) => (shape.Vocabulary + ((long)Hidden * Layers)) * Hidden;

    /// <inheritdoc/>
    public override long CountNumbers(TokenShape shape) => shape.Vocabulary + ((long)Hidden * Layers);
}
