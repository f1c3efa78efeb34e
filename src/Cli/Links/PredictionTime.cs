using System.Globalization;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.Cli.Links;

/// <summary>Reads the time of a prediction.</summary>
internal static class PredictionTime
{
    /// <summary>Reads a number in the data's unit, or a date where the times count from 1970.</summary>
    /// <param name="text">The text.</param>
    /// <param name="read">The events.</param>
    /// <returns>The time as the events have it.</returns>
    /// <exception cref="InputException">The text is no time, or lies before the last event.</exception>
    public static double Parse(string text, EventReadResult read)
    {
        var last = read.Events.Times[^1];
        double time;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            time = number - read.TimeOrigin;
        }
        else if (Dates.TryRead(text, out var seconds))
        {
            if (!read.SinceEpoch)
            {
                throw new InputException($"--at {text} is a date, and the times of the events do not count from 1970 (they end at "
                    + $"{Shown(last + read.TimeOrigin)}): give a number in their unit.");
            }

            time = read.TimeUnit.FromSeconds(seconds) - read.TimeOrigin;
        }
        else
        {
            throw new InputException($"--at: '{text}' is no time: use a number in the data's unit, or a date such as 2024-01-31 or "
                + $"2024-01-31T12:00:00Z.");
        }

        return time >= last ? time : throw new InputException($"--at lies before the last event, at {Shown(last + read.TimeOrigin)}.");
    }

    private static string Shown(double time) => time.ToString("R", CultureInfo.InvariantCulture);
}
