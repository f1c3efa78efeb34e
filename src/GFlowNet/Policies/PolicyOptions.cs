namespace Quiver.GFlowNet.Policies;

/// <summary>The shape of a policy.</summary>
public sealed record PolicyOptions
{
    /// <summary>The network between tokens and heads.</summary>
    public TrunkKind Trunk { get; init; } = TrunkKind.Mlp;

    /// <summary>Hidden layers (transformer: blocks), at least 1.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Width of the hidden layers.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Attention heads of the transformer; divides <see cref="Hidden"/>.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Width of a token's vector under <see cref="TrunkKind.Embedding"/>.</summary>
    public int EmbeddingWidth { get; init; } = 32;

    /// <summary>True: log F(s) is a head on the forward policy's trunk; false: it has a trunk of its own.</summary>
    public bool SharedTrunk { get; init; } = true;

    /// <summary>True: scores actions by the product of a query with a learned key per action (a pointer); false: a linear head.</summary>
    public bool Pointer { get; init; }

    /// <summary>How P_B is chosen.</summary>
    public BackwardPolicyKind Backward { get; init; } = BackwardPolicyKind.Uniform;
}
