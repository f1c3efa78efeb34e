namespace Quiver.TemporalGraphs.Events;

/// <summary>Where a row's fields are; -1 for fields that are not there.</summary>
/// <param name="Source">Column of the source.</param>
/// <param name="Destination">Column of the destination.</param>
/// <param name="Time">Column of the time.</param>
/// <param name="Weight">Column of the weight.</param>
/// <param name="Features">First column of the features.</param>
/// <param name="ShiftItems">Whether destinations are items with ids of their own.</param>
internal readonly record struct EventColumns(int Source, int Destination, int Time, int Weight, int Features, bool ShiftItems)
{
    private static readonly string[] Sources = ["src", "source", "u", "user_id", "user", "from", "node1"];
    private static readonly string[] Destinations = ["dst", "destination", "i", "item_id", "item", "to", "v", "node2", "target"];
    private static readonly string[] Times = ["timestamp", "time", "ts", "t", "snapshot", "day"];
    private static readonly string[] Weights = ["weight", "w", "rating"];

    public static EventColumns Of(EventLayout layout) => layout switch
    {
        EventLayout.TimeSourceDestination => new(1, 2, 0, 3, -1, false),
        EventLayout.SourceDestinationWeightTime => new(0, 1, 3, 2, -1, false),
        EventLayout.Jodie => new(0, 1, 2, -1, 4, true),
        _ => new(0, 1, 2, 3, -1, false),
    };

    /// <summary>The columns a header names; null when it does not name all three.</summary>
    public static EventColumns? OfHeader(string header)
    {
        var names = header.Split([',', '\t', ';', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(n => n.Trim('"').ToLowerInvariant()).ToArray();
        if (names.Length > 3 && string.Equals(names[0], "user_id", StringComparison.Ordinal) && string.Equals(names[3], "state_label", StringComparison.Ordinal))
        {
            return Of(EventLayout.Jodie);
        }

        int Find(string[] wanted) => Array.FindIndex(names, n => wanted.Contains(n, StringComparer.Ordinal));
        var (s, d, t) = (Find(Sources), Find(Destinations), Find(Times));
        return s < 0 || d < 0 || t < 0 ? null : new EventColumns(s, d, t, Find(Weights), -1, false);
    }
}
