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
            schedule = Parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new InputException($"{option}: {e.Message}");
        }

        foreach (var value in new[] { schedule.Start, schedule.End })
        {
            if (!(value >= least && value <= most))
            {
                throw new InputException(string.Create(CultureInfo.InvariantCulture,
                    $"{option} must be from {least:G6} to {most:G6} (got {value:G6})."));
            }
        }

        return schedule.Until >= 0 ? schedule : throw new InputException($"{option}: a schedule takes at least 0 iterations (got "
            + $"{schedule.Until}).");
    }

    /// <summary>Reads <c>0.1</c>, <c>0.1:0</c> (a line over the whole run), <c>linear:0.1:0:30000</c>, <c>cosine:..</c> or
    /// <c>exponential:..</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    internal static Schedule Parse(string text)
    {
        var parts = text.Split(':');
        var named = Enum.TryParse<ScheduleKind>(parts[0], ignoreCase: true, out var kind) && !char.IsDigit(parts[0], 0);
        var numbers = new List<double>();
        foreach (var part in named ? parts[1..] : parts)
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            {
                throw new FormatException($"'{text}' is not a schedule: write a number, start:end, or "
                    + $"linear|cosine|exponential:start:end[:iterations].");
            }

            numbers.Add(number);
        }

        return (named, numbers.Count) switch
        {
            (false, 1) or (true, 1) => Schedule.Constant(numbers[0]),
            (false, 2) => new Schedule(ScheduleKind.Linear, numbers[0], numbers[1]),
            (true, 2) => new Schedule(kind, numbers[0], numbers[1]),
            (true, 3) => new Schedule(kind, numbers[0], numbers[1], (long)numbers[2]),
            _ => throw new FormatException($"'{text}' is not a schedule: write a number, start:end, or "
                + $"linear|cosine|exponential:start:end[:iterations]."),
        };
    }
}
