namespace Quiver.TemporalGraphs.Events;

/// <summary>How events are read.</summary>
public sealed record EventReadOptions
{
    /// <summary>Leave out rows that cannot be used instead of stopping at the first.</summary>
    public bool SkipBad { get; init; }

    /// <summary>Sort by time (stably) instead of refusing rows out of order.</summary>
    public bool Sort { get; init; }

    /// <summary>Give nodes new ids 0, 1, ... in order of appearance, and take numbers and names side by side.</summary>
    public bool Relabel { get; init; }

    /// <summary>The layout of text files.</summary>
    public EventLayout Layout { get; init; } = EventLayout.Auto;

    /// <summary>
    /// Which columns are which: <c>source=...,destination=...,time=...[,weight=...]</c>, each a number counted from 1 or a name in the
    /// header. Null leaves it to the header or the layout.
    /// </summary>
    public string? Columns { get; init; }

    /// <summary>The column that says of which relation (kind of link) an event is: a number counted from 1 or a name in the header. Null
    /// reads no relations; the column is never guessed.</summary>
    public string? Relation { get; init; }

    /// <summary>The unit of the times; given, it also allows negative ones.</summary>
    public TimeUnit TimeUnit { get; init; } = TimeUnit.Auto;

    /// <summary>How dates such as 03/04/2015 are meant.</summary>
    public DateOrder DateOrder { get; init; } = DateOrder.Auto;

    /// <summary>Whether sources and destinations have ids of their own (user 3 is not item 3); null leaves it to the header.</summary>
    public bool? SeparateIds { get; init; }
}
