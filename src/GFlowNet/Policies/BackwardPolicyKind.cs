namespace Quiver.GFlowNet.Policies;

/// <summary>How P_B is chosen.</summary>
public enum BackwardPolicyKind
{
    /// <summary>Every allowed backward action is equally likely; nothing is learned.</summary>
    Uniform,

    /// <summary>A network of its own.</summary>
    Learned,

    /// <summary>A head on the forward policy's trunk.</summary>
    Tied,
}
