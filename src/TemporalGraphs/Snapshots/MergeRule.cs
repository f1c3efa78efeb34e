namespace Quiver.TemporalGraphs.Snapshots;

/// <summary>The weight of an edge that occurs several times in a snapshot.</summary>
public enum MergeRule
{
    /// <summary>That of the first occurrence.</summary>
    First,

    /// <summary>The sum of all weights.</summary>
    Sum,

    /// <summary>The number of occurrences.</summary>
    Count,
}
