using System.Text;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Dates as seconds.</summary>
public static class Dates
{
    /// <summary>Reads a date as event files may have it: ISO 8601 with or without time and zone, and other unambiguous forms.</summary>
    /// <param name="text">The date; without a zone it is UTC.</param>
    /// <param name="seconds">Seconds since 1970-01-01 UTC, negative before.</param>
    /// <returns>Whether the text is a date.</returns>
    public static bool TryRead(string text, out double seconds)
    {
        ArgumentNullException.ThrowIfNull(text);
        var read = DateText.TryParse(Encoding.UTF8.GetBytes(text.Trim()), DateOrder.Auto, out var date);
        seconds = date.Since(0);
        return read;
    }
}
