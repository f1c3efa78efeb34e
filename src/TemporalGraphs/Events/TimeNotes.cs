using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Finds the unit of a stream's times and says what was found.</summary>
internal static class TimeNotes
{
    /// <summary>Adds the unit and all notes to a result.</summary>
    public static EventReadResult Complete(EventReadResult result, EventReadOptions options, bool dates, Notes notes)
    {
        var times = result.Events.Times;
        var (first, last) = (times[0] + result.TimeOrigin, times[^1] + result.TimeOrigin);
        var (unit, assumed, epoch) = (options.TimeUnit, false, false);
        if (dates)
        {
            if (unit is not (TimeUnit.Auto or TimeUnit.Seconds))
            {
                throw new InputException("option TimeUnit has no effect on dates, which become seconds: leave it out.");
            }

            (unit, epoch) = (TimeUnit.Seconds, true);
            notes.Add("Times are dates; they become seconds since 1970-01-01 UTC.");
        }
        else if (TimeUnits.Detect(first, last) is { } found)
        {
            epoch = unit == TimeUnit.Auto || unit == found;
            if (unit == TimeUnit.Auto && found != TimeUnit.Seconds)
            {
                notes.Add($"Times look like {found.ToString().ToLowerInvariant()} since 1970 ({Date(first, found)} to "
                    + $"{Date(last, found)}): intervals such as 1h are converted; option TimeUnit says otherwise.");
            }

            unit = unit == TimeUnit.Auto ? found : unit;
        }
        else
        {
            assumed = unit == TimeUnit.Auto;
            unit = assumed ? TimeUnit.Seconds : unit;
            if (All(times, static t => t is >= 19000101 and <= 21001231 && (t / 100 % 100) is >= 1 and <= 12
                && (t % 100) is >= 1 and <= 31))
            {
                notes.Add("Times look like dates written as numbers (yyyymmdd); they are read as plain numbers, so that months have "
                    + "unequal lengths: write them as yyyy-mm-dd.");
            }
            else if (first != last && All(times, static t => t is >= 190001 and <= 210012 && (t % 100) is >= 1 and <= 12))
            {
                notes.Add("Times look like months written as numbers (yyyymm); they are read as plain numbers, so that a year ends with "
                    + "a gap of 89: write them as dates, yyyy-mm-01, or number the months.");
            }
        }

        if (result.TimeOrigin != 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"Times are too fine for floating point; they are counted from {result.TimeOrigin}, which was taken off."));
        }

        return result with { TimeUnit = unit, TimeUnitAssumed = assumed, SinceEpoch = epoch, Notes = notes.Sentences };
    }

    /// <summary>Whether the first thousand times are whole numbers of a kind.</summary>
    private static bool All(ReadOnlySpan<double> times, Func<int, bool> kind)
    {
        foreach (var t in times[..Math.Min(times.Length, 1000)])
        {
            if (t != Math.Floor(t) || Math.Abs(t) > int.MaxValue || !kind((int)t))
            {
                return false;
            }
        }

        return times.Length > 1;
    }

    private static string Date(double time, TimeUnit unit) =>
        DateTime.UnixEpoch.AddSeconds(Math.Min(time / unit.PerSecond(), 2e11)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
