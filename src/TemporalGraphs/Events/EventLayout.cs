namespace Quiver.TemporalGraphs.Events;

/// <summary>Layouts of event files.</summary>
public enum EventLayout
{
    /// <summary>Found by the header, or else source, destination, time and, if there, weight.</summary>
    Auto,

    /// <summary>source, destination, time[, weight].</summary>
    SourceDestinationTime,

    /// <summary>time, source, destination[, weight]: TGB's edge lists.</summary>
    TimeSourceDestination,

    /// <summary>source, destination, weight, time: SNAP's signed networks.</summary>
    SourceDestinationWeightTime,

    /// <summary>user, item, time, label, features...: JODIE; items get ids after the users.</summary>
    Jodie,
}
