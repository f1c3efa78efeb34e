namespace Quiver.TemporalGraphs.Events;

/// <summary>What is known of units of time.</summary>
internal static class TimeUnits
{
    private static readonly (string Name, TimeUnit Unit)[] Short =
    [
        ("auto", TimeUnit.Auto), ("s", TimeUnit.Seconds), ("ms", TimeUnit.Milliseconds), ("us", TimeUnit.Microseconds),
            ("ns", TimeUnit.Nanoseconds),
        ("min", TimeUnit.Minutes), ("h", TimeUnit.Hours), ("d", TimeUnit.Days),
    ];

    /// <summary>The short names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", Short.Select(s => s.Name));

    /// <summary>How many units make a second: 1000 for milliseconds, 1/60 for minutes.</summary>
    /// <param name="unit">The unit; <see cref="TimeUnit.Auto"/> counts as seconds.</param>
    /// <returns>The number.</returns>
    public static double PerSecond(this TimeUnit unit) => unit switch
    {
        TimeUnit.Milliseconds => 1e3,
        TimeUnit.Microseconds => 1e6,
        TimeUnit.Nanoseconds => 1e9,
        TimeUnit.Minutes => 1.0 / 60,
        TimeUnit.Hours => 1.0 / 3600,
        TimeUnit.Days => 1.0 / 86400,
        _ => 1,
    };

    /// <summary>An interval of seconds in another unit, without rounding where it is a whole number.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="seconds">Seconds.</param>
    /// <returns>The interval in the unit.</returns>
    public static double FromSeconds(this TimeUnit unit, double seconds) => unit switch
    {
        TimeUnit.Minutes => seconds / 60,
        TimeUnit.Hours => seconds / 3600,
        TimeUnit.Days => seconds / 86400,
        _ => seconds * unit.PerSecond(),
    };

    /// <summary>The unit that times since 1970 tell by their size.</summary>
    /// <param name="first">First time.</param>
    /// <param name="last">Last time.</param>
    /// <returns>The unit; null where the times do not look like times since 1970.</returns>
    public static TimeUnit? Detect(double first, double last) =>
        Between(1e8, 1e11, first, last) ? TimeUnit.Seconds
        : Between(1e11, 1e14, first, last) ? TimeUnit.Milliseconds
        : Between(1e14, 1e17, first, last) ? TimeUnit.Microseconds
        : Between(1e17, 1e20, first, last) ? TimeUnit.Nanoseconds
        : null;

    /// <summary>Reads a unit's short or long name.</summary>
    /// <param name="text">For example <c>ms</c>.</param>
    /// <param name="unit">The unit.</param>
    /// <returns>Whether there is one of that name.</returns>
    public static bool TryParse(string text, out TimeUnit unit)
    {
        foreach (var (name, value) in Short)
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase)
                || string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                unit = value;
                return true;
            }
        }

        unit = TimeUnit.Auto;
        return false;
    }

    private static bool Between(double low, double high, double first, double last) => first >= low && last < high;
}
