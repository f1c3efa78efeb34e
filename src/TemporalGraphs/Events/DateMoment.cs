namespace Quiver.TemporalGraphs.Events;

/// <summary>A moment as a date names it.</summary>
/// <param name="Seconds">Seconds since 1970-01-01 UTC, negative before.</param>
/// <param name="Nanoseconds">0 to 999,999,999 more.</param>
/// <param name="HasZone">Whether the date names its zone; otherwise UTC was taken.</param>
internal readonly record struct DateMoment(long Seconds, int Nanoseconds, bool HasZone)
{
    /// <summary>Whether a double cannot hold the moment exactly enough: it has digits beyond microseconds.</summary>
    public bool IsFine => Nanoseconds % 1000 != 0;

    /// <summary>Seconds since a moment.</summary>
    /// <param name="origin">Seconds since 1970 from which to count.</param>
    /// <returns>Seconds.</returns>
    public double Since(long origin) => Nanoseconds == 0 ? Seconds - origin : (double)((Seconds - origin) + (Nanoseconds / 1_000_000_000m));
}
