namespace Quiver.GFlowNet.Policies;

/// <summary>A small network per token, summed: order does not matter (Zaheer et al. 2017, "Deep sets").</summary>
public sealed record SetTrunkOptions : TrunkOptions
{
    /// <inheritdoc/>
    public override string Name => "set";

    /// <summary>Hidden layers, at least 1.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Width of the hidden layers.</summary>
    public int Hidden { get; init; } = 256;


    /// <inheritdoc/>
    public override int Width => Hidden;

    /// <inheritdoc/>
    public override Trunk Create(ParameterStore store, string name, TokenShape shape) => new SetTrunk(store, name, this, shape);

    /// <inheritdoc/>
    public override long CountWeights(TokenShape shape) => (shape.Vocabulary + ((long)Hidden * Layers)) * Hidden;

    /// <inheritdoc/>
    public override long CountNumbers(TokenShape shape) => (long)shape.Tokens * Hidden * Layers;
}
