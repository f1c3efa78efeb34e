namespace Quiver.TemporalGraphs.Events;

/// <summary>What the header of an <see cref="EventArchive"/> says yes or no to.</summary>
[Flags]
internal enum EventArchiveFlags
{
    None = 0,

    /// <summary>Events have weights.</summary>
    Weighted = 1,

    /// <summary>The ids of the nodes are numbers that follow.</summary>
    Numbered = 2,

    /// <summary>The ids of the nodes are texts that follow.</summary>
    Named = 4,

    /// <summary>Times count from 1970.</summary>
    SinceEpoch = 8,

    /// <summary>The unit of the times was neither said nor found.</summary>
    UnitAssumed = 16,

    /// <summary>Sources and destinations had ids of their own.</summary>
    SeparateIds = 32,

    /// <summary>All that are known.</summary>
    All = 63,
}
