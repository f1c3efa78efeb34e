using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Training;

/// <summary>The events a predictor was trained on.</summary>
/// <param name="Events">How many: training, validation and test.</param>
/// <param name="ValidationStart">How many of them it learned from.</param>
/// <param name="LastTime">The time of the last.</param>
/// <param name="Hash">SHA-256 of their sources, destinations and times, as the split numbers the nodes.</param>
public sealed record TrainingInput(int Events, int ValidationStart, double LastTime, string Hash)
{
    /// <summary>The input that a split is.</summary>
    /// <param name="split">The split.</param>
    /// <returns>Its size and hash.</returns>
    public static TrainingInput Of(LinkSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        return new TrainingInput(split.Count, split.ValidationStart, split.Times[^1], HashOf(split.Events));
    }

    /// <summary>Whether a stream begins with these events.</summary>
    /// <param name="events">Events by the same numbers of nodes.</param>
    /// <returns>True where the first events are the same.</returns>
    public bool Begins(EventStream events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return events.Count >= Events && string.Equals(HashOf(events.Slice(0, Events)), Hash, StringComparison.Ordinal);
    }

    private static string HashOf(EventStream events)
    {
        using var hash = new ContentHash();
        hash.Add(events.Sources);
        hash.Add(events.Destinations);
        hash.Add(events.Times);
        return hash.Finish();
    }
}
