using System.Globalization;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Sampling;

namespace Quiver.Cli.Learning;

/// <summary>Reads schedules and keeps both of their ends within a range.</summary>
internal static class ScheduleRange
{
    /// <exception cref="InputException">The text is no schedule, or leaves the range.</exception>
    public static Schedule Read(string text, string option, double least, double most)
    {
        Schedule schedule;
        try
        {
            schedule = Schedule.Parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new InputException($"{option}: {e.Message}");
        }

        foreach (var value in new[] { schedule.Start, schedule.End })
        {
            if (!(value >= least && value <= most))
            {
                throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{option} must be from {least:G6} to {most:G6} (got {value:G6})."));
            }
        }

        return schedule.Until >= 0 ? schedule : throw new InputException($"{option}: a schedule takes at least 0 iterations (got {schedule.Until}).");
    }
}
