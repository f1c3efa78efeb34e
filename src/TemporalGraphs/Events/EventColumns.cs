namespace Quiver.TemporalGraphs.Events;

/// <summary>Where a row's fields are, counted from 0; -1 for fields that are not there.</summary>
/// <param name="Source">Column of the source.</param>
/// <param name="Destination">Column of the destination.</param>
/// <param name="Time">Column of the time.</param>
/// <param name="Weight">Column of the weight.</param>
/// <param name="Features">First column of the features.</param>
/// <param name="ShiftItems">Whether destinations are items with ids of their own.</param>
internal readonly record struct EventColumns(int Source, int Destination, int Time, int Weight, int Features, bool ShiftItems)
{
    /// <summary>Column of the relation; -1 where none is asked for.</summary>
    public int Relation { get; init; } = -1;

    /// <summary>The fields a row must have.</summary>
    public int Least => Math.Max(Source, Math.Max(Destination, Time)) + 1;

    public static EventColumns Of(EventLayout layout) => layout switch
    {
        EventLayout.TimeSourceDestination => new(1, 2, 0, 3, -1, false),
        EventLayout.SourceDestinationWeightTime => new(0, 1, 3, 2, -1, false),
        EventLayout.Jodie => new(0, 1, 2, -1, 4, true),
        _ => new(0, 1, 2, 3, -1, false),
    };
}
