using System.Globalization;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>What a query may know: the convention that every table must name.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Size">Events in a batch, or length of a snapshot in the data's time unit.</param>
public readonly record struct Freshness(FreshnessKind Kind, double Size = 0)
{
    /// <summary>All events with an earlier time.</summary>
    public static Freshness PerEvent { get; } = new(FreshnessKind.Event);

    /// <summary>All events before the query's batch, 200 events by default (TGB).</summary>
    /// <param name="size">Events in a batch, at least 1.</param>
    /// <returns>The convention.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A batch has no events.</exception>
    public static Freshness PerBatch(int size = 200)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new Freshness(FreshnessKind.Batch, size);
    }

    /// <summary>All events of closed snapshots.</summary>
    /// <param name="interval">Length of a snapshot, counted from the first event; finite and above 0.</param>
    /// <returns>The convention.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is none.</exception>
    public static Freshness PerSnapshot(double interval) => interval > 0 && double.IsFinite(interval)
        ? new Freshness(FreshnessKind.Snapshot, interval)
        : throw new ArgumentOutOfRangeException(nameof(interval), interval, "The length of a snapshot must be finite and above 0.");

    /// <summary>Reads <c>event</c>, <c>batch</c>, <c>batch:N</c>, <c>snapshot:SECONDS</c> or <c>snapshot:1h</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unit">The data's time unit, into which lengths such as 1h are converted.</param>
    /// <returns>The convention.</returns>
    /// <exception cref="FormatException">The text means nothing.</exception>
    public static Freshness Parse(string text, TimeUnit unit = TimeUnit.Seconds)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':', 2);
        switch (parts[0])
        {
            case "event" when parts.Length == 1:
                return PerEvent;
            case "batch" when parts.Length == 1:
                return PerBatch();
            case "batch" when int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0:
                return PerBatch(size);
            case "snapshot" when parts.Length == 2:
                return PerSnapshot(ParseInterval(parts[1], unit));
            default:
                throw new FormatException($"'{text}' is no freshness: use event, batch[:N] or snapshot:INTERVAL.");
        }
    }

    /// <summary>Whether an interval names its unit (1h) and so depends on the data's.</summary>
    /// <param name="text">The interval.</param>
    /// <returns>True for 30s, 15m, 1h, 1d, 1w.</returns>
    public static bool NamesUnit(string text) => text is { Length: > 0 } && text[^1] is 's' or 'm' or 'h' or 'd' or 'w';

    /// <summary>Reads an interval: a number in the data's unit, or a length of time as 30s, 15m, 1h, 1d, 1w.</summary>
    /// <param name="text">The text.</param>
    /// <param name="unit">The data's time unit, into which lengths of time are converted.</param>
    /// <returns>The interval in the data's unit.</returns>
    /// <exception cref="FormatException">The text is none.</exception>
    public static double ParseInterval(string text, TimeUnit unit = TimeUnit.Seconds)
    {
        ArgumentNullException.ThrowIfNull(text);
        var letter = text.Length > 0 ? text[^1] : ' ';
        double factor = letter switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86400,
            'w' => 604800,
            _ => 0,
        };
        return double.TryParse(factor > 0 ? text.AsSpan(0, text.Length - 1) : text, NumberStyles.Float, CultureInfo.InvariantCulture,
            out var value) && value > 0 && double.IsFinite(value)
            && (factor > 0 ? unit.FromSeconds(value * factor) : value) is > 0 and < double.PositiveInfinity and var interval
            ? interval
            : throw new FormatException($"'{text}' is no interval: use a number in the data's time unit, or 30s, 15m, 1h, 1d, 1w.");
    }

    /// <summary>The text that <see cref="Parse"/> reads as the same freshness.</summary>
    public override string ToString() => Kind switch
    {
        FreshnessKind.Event => "event",
        FreshnessKind.Batch => string.Create(CultureInfo.InvariantCulture, $"batch:{Size:0}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"snapshot:{Size:R}"),
    };
}
