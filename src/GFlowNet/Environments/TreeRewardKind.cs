namespace Quiver.GFlowNet.Environments;

/// <summary>What a tree is worth.</summary>
public enum TreeRewardKind
{
    /// <summary>log R = -sharpness times the changes that the sites need (Fitch), beyond those they need on any tree.</summary>
    Parsimony,

    /// <summary>log R = log p(alignment | tree), branch lengths integrated out, less that of a greedy tree (Jukes–Cantor).</summary>
    Likelihood,
}
