namespace Quiver.LearnedGrouping;

/// <summary>Which ejections the search of the GFlowNet grouper works out: moves that throw members out of a group.</summary>
public enum EjectionScreen
{
    /// <summary>All.</summary>
    None,

    /// <summary>Those whose allowance passes thresholds that were learned from logged searches of other molecules.</summary>
    Learned,

    /// <summary>Those whose allowance passes one threshold made by hand: annealing's search, and the control of the same shape.</summary>
    Fixed,

    /// <summary>As many as the learned thresholds work out, drawn at random: the control that knows nothing.</summary>
    Random,
}
