namespace Quiver.GFlowNet.Policies;

/// <summary>What an objective asks of a policy.</summary>
[Flags]
public enum PolicyParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Forward logits.</summary>
    Forward = 1,

    /// <summary>Backward logits.</summary>
    Backward = 2,

    /// <summary>log F(s), the flow through a state.</summary>
    Flow = 4,
}
