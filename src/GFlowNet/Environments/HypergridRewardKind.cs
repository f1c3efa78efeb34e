namespace Quiver.GFlowNet.Environments;

/// <summary>Reward families of the hypergrid. a_d = |s_d / (H-1) - 1/2| is a coordinate's distance from the middle.</summary>
public enum HypergridRewardKind
{
    /// <summary>R0 + R1 prod [a > 0.25] + R2 prod [0.3 &lt; a &lt; 0.4] (Bengio et al. 2021).</summary>
    Original,

    /// <summary>R0 + R1 prod (cos(50 a) + 1) phi(5 a), phi the standard normal density.</summary>
    Cosine,

    /// <summary>R0 + R1 - R1 prod [a > 0.1] + R2 prod [0.3 &lt; a &lt; 0.4]: the way to the modes leads through a trough.</summary>
    Deceptive,

    /// <summary>R0 + R1 prod [s = 1 or s = H-2]: 2^D single cells on a flat floor.</summary>
    Sparse,

    /// <summary>R0 + R1 [the low halves of the coordinates' bits XOR to 0] + R2 [all their bits do].</summary>
    Xor,
}
