using System.Diagnostics;
using System.Globalization;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Progress of budgeted work: by work done, so that results do not depend on the load of the machine. Only where that would take
/// more than <see cref="Patience"/> times the budget does the clock lead.
/// </summary>
/// <param name="seconds">The budget.</param>
/// <param name="grace">Seconds that start-up may take besides.</param>
internal sealed class WorkClock(double seconds, double grace = 0.5)
{
    /// <summary>How many times the budget a busy or slow machine may take: 3, or what <c>QUIVER_PATIENCE</c> says.</summary>
    public static readonly double Patience = double.TryParse(
        Environment.GetEnvironmentVariable("QUIVER_PATIENCE"), CultureInfo.InvariantCulture, out var given) && given >= 1 ? given : 3;

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly double seconds = seconds >= 0 ? seconds
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A time budget must be at least 0.");

    /// <summary>Whether the clock ever led, so that another run may take another course.</summary>
    public bool Led { get; set; }

    /// <summary>Share of the budget that should be used up by the time that has passed: the patience's share of it.</summary>
    public double Pressure => (clock.Elapsed.TotalSeconds - grace) / (Patience * seconds);

    /// <summary>Share of the budget that is used up.</summary>
    /// <param name="workNanoseconds">Nominal work done so far.</param>
    public double Done(double workNanoseconds)
    {
        var work = workNanoseconds / (seconds * 1e9);
        var spent = Pressure;
        if (spent <= work)
        {
            return work;
        }

        Led = true;
        return spent;
    }
}
