namespace Quiver.GFlowNet.Sampling;

/// <summary>What a replay buffer keeps and how it draws.</summary>
public enum ReplayKind
{
    /// <summary>No replay.</summary>
    None,

    /// <summary>The latest trajectories, drawn evenly.</summary>
    Uniform,

    /// <summary>The distinct objects of highest reward with a trajectory each, drawn in proportion to R.</summary>
    Prioritised,

    /// <summary>As prioritised, but no two objects closer than a distance: the better one stays.</summary>
    Diverse,

    /// <summary>The distinct objects of highest reward alone; a fresh trajectory is drawn by P_B each time.</summary>
    Terminal,
}
