namespace Quiver.TemporalGraphs.Events;

/// <summary>Of which relation (kind of link) every event of a stream is. Immutable.</summary>
public sealed class EventRelations
{
    private readonly int[] ofEvents;

    /// <summary>Checks and wraps relations, which must not be changed afterwards.</summary>
    /// <param name="ofEvents">The relation of each event, a place in <paramref name="names"/>.</param>
    /// <param name="names">The name of each relation.</param>
    /// <exception cref="ArgumentException">A relation has no name.</exception>
    public EventRelations(int[] ofEvents, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(ofEvents);
        ArgumentNullException.ThrowIfNull(names);
        if (Array.FindIndex(ofEvents, r => r < 0 || r >= names.Count) is var bad and >= 0)
        {
            throw new ArgumentException(
                $"Event {bad} is of relation {ofEvents[bad]}, and there are names for {names.Count} relations.", nameof(ofEvents));
        }

        (this.ofEvents, Names) = (ofEvents, names);
    }

    /// <summary>The relation of each event, a place in <see cref="Names"/>.</summary>
    public ReadOnlySpan<int> OfEvents => ofEvents;

    /// <summary>The name of each relation as the file has it; after reading in the order in which they first occur.</summary>
    public IReadOnlyList<string> Names { get; }
}
