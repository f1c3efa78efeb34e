namespace Quiver.TemporalGraphs.Snapshots;

/// <summary>What becomes of intervals without events.</summary>
public enum EmptyBins
{
    /// <summary>They are left out; indices still count them.</summary>
    Skip,

    /// <summary>They are snapshots without edges.</summary>
    Keep,

    /// <summary>They are an error: UTG's rule that the finest granularity without an empty snapshot is used.</summary>
    Raise,
}
