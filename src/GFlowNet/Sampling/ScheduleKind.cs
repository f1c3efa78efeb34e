namespace Quiver.GFlowNet.Sampling;

/// <summary>The curve of a schedule.</summary>
public enum ScheduleKind
{
    /// <summary>No change.</summary>
    Constant,

    /// <summary>A straight line.</summary>
    Linear,

    /// <summary>Half a cosine: slow at both ends.</summary>
    Cosine,

    /// <summary>Equal factors in equal times.</summary>
    Exponential,
}
