using System.Globalization;

namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// Numbers of intervals. A time on the edge of an interval must not fall to the wrong side because 0.3 / 0.1 is 2.999...: near an edge
/// the division is done again with the decimal numbers as they are written.
/// </summary>
internal static class Bins
{
    private const double Rounding = 1e-15;

    /// <summary>The most intervals that are told apart.</summary>
    public const double Most = 1L << 53;

    /// <summary>floor((time - origin) / interval).</summary>
    public static double Floor(double time, double origin, double interval) =>
        Near(time, origin, interval, out var quotient, out var nearest)
            ? (Compare(time, origin, interval, nearest) < 0 ? nearest - 1 : nearest) : Math.Floor(quotient);

    /// <summary>ceil((time - origin) / interval).</summary>
    public static double Ceiling(double time, double origin, double interval) =>
        Near(time, origin, interval, out var quotient, out var nearest)
            ? (Compare(time, origin, interval, nearest) > 0 ? nearest + 1 : nearest) : Math.Ceiling(quotient);

    /// <summary>origin + bin * interval.</summary>
    public static double Edge(long bin, double origin, double interval)
    {
        var plain = origin + (bin * interval);
        return plain == Math.Floor(plain) && interval == Math.Floor(interval) ? plain : TryDecimal(origin, out var o)
            && TryDecimal(interval, out var i) && Math.Abs(plain) < 1e15 ? (double)(o + (bin * i)) : plain;
    }

    // Whole numbers are divided exactly enough by themselves.
    private static bool Near(double time, double origin, double interval, out double quotient, out double nearest)
    {
        quotient = (time - origin) / interval;
        nearest = Math.Round(quotient);
        return Math.Abs(quotient - nearest) <= (4 * Rounding * (Math.Abs(time) + Math.Abs(origin)) / interval)
            + (Rounding * Math.Abs(quotient))
            && !(interval == Math.Floor(interval) && time == Math.Floor(time) && origin == Math.Floor(origin) && Math.Abs(time) < Most
                && Math.Abs(origin) < Most);
    }

    // How the time compares with the edge of an interval.
    private static int Compare(double time, double origin, double interval, double bin)
    {
        if (TryDecimal(time, out var t) && TryDecimal(origin, out var o) && TryDecimal(interval, out var i) && Math.Abs(bin) < 1e18)
        {
            try
            {
                return (t - o).CompareTo(i * (decimal)bin);
            }
            catch (OverflowException)
            {
                // Beyond decimal: floating point decides.
            }
        }

        return ((time - origin) / interval).CompareTo(bin);
    }

    // The shortest decimal number that is read as this double: what a file says.
    private static bool TryDecimal(double value, out decimal result)
    {
        Span<char> text = stackalloc char[40];
        result = 0;
        return Math.Abs(value) < 1e18 && (value == 0 || Math.Abs(value) > 1e-12)
            && value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture)
            && decimal.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out result);
    }
}
