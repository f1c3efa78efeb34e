namespace Quiver.TemporalGraphs.Events;

/// <summary>The unit of a stream's times.</summary>
public enum TimeUnit
{
    /// <summary>Found from the size of the times: those of the years from 1973 on tell their unit; others are taken for seconds.</summary>
    Auto,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Microseconds.</summary>
    Microseconds,

    /// <summary>Nanoseconds.</summary>
    Nanoseconds,

    /// <summary>Minutes.</summary>
    Minutes,

    /// <summary>Hours.</summary>
    Hours,

    /// <summary>Days.</summary>
    Days,
}
