using System.Globalization;

namespace Quiver.GFlowNet.Sampling;

/// <summary>A number that changes over the iterations: constant, or from one value to another along a line, an exponential or half a cosine.</summary>
/// <param name="Kind">The curve.</param>
/// <param name="Start">Value at iteration <paramref name="From"/> and before.</param>
/// <param name="End">Value at iteration <paramref name="Until"/> and after.</param>
/// <param name="Until">Where the change ends; 0 for the end of the run.</param>
/// <param name="From">Where the change begins.</param>
public sealed record Schedule(ScheduleKind Kind, double Start, double End, long Until = 0, long From = 0)
{
    /// <summary>The same value throughout.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The schedule.</returns>
    public static Schedule Constant(double value) => new(ScheduleKind.Constant, value, value);

    /// <summary>Reads <c>0.1</c>, <c>0.1:0</c> (a line over the whole run), <c>linear:0.1:0:30000</c>, <c>cosine:..</c> or <c>exponential:..</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Schedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':');
        var named = Enum.TryParse<ScheduleKind>(parts[0], ignoreCase: true, out var kind) && !char.IsDigit(parts[0], 0);
        var numbers = new List<double>();
        foreach (var part in named ? parts[1..] : parts)
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            {
                throw new FormatException($"'{text}' is not a schedule: write a number, start:end, or linear|cosine|exponential:start:end[:iterations].");
            }

            numbers.Add(number);
        }

        return (named, numbers.Count) switch
        {
            (false, 1) or (true, 1) => Constant(numbers[0]),
            (false, 2) => new Schedule(ScheduleKind.Linear, numbers[0], numbers[1]),
            (true, 2) => new Schedule(kind, numbers[0], numbers[1]),
            (true, 3) => new Schedule(kind, numbers[0], numbers[1], (long)numbers[2]),
            _ => throw new FormatException($"'{text}' is not a schedule: write a number, start:end, or linear|cosine|exponential:start:end[:iterations]."),
        };
    }

    /// <summary>The value at an iteration.</summary>
    /// <param name="iteration">Counted from 0.</param>
    /// <param name="total">Iterations of the whole run.</param>
    /// <returns>The value.</returns>
    public double At(long iteration, long total)
    {
        var until = Until > 0 ? Until : total;
        if (Kind == ScheduleKind.Constant || until <= From)
        {
            return Start;
        }

        var share = Math.Clamp((iteration - From) / (double)(until - From), 0, 1);
        return Kind switch
        {
            ScheduleKind.Linear => Start + ((End - Start) * share),
            ScheduleKind.Cosine => End + ((Start - End) * 0.5 * (1 + Math.Cos(Math.PI * share))),
            _ => Start * Math.Pow(Math.Max(End, 1e-12) / Math.Max(Start, 1e-12), share),
        };
    }
}
