namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Kinds of <see cref="Freshness"/>.</summary>
public enum FreshnessKind
{
    /// <summary>State per event: everything with an earlier time.</summary>
    Event,

    /// <summary>State per batch.</summary>
    Batch,

    /// <summary>State of the last closed snapshot.</summary>
    Snapshot,
}
