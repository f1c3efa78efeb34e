namespace Quiver.TemporalGraphs.Events;

/// <summary>How events are read.</summary>
public sealed record EventReadOptions
{
    /// <summary>Leave out rows that cannot be used instead of stopping at the first.</summary>
    public bool SkipBad { get; init; }

    /// <summary>Sort by time (stably) instead of refusing rows out of order.</summary>
    public bool Sort { get; init; }

    /// <summary>Give nodes new ids 0, 1, ... in order of appearance; needed where ids are names or do not fit 32 bits.</summary>
    public bool Relabel { get; init; }

    /// <summary>The layout of text files.</summary>
    public EventLayout Layout { get; init; } = EventLayout.Auto;
}
