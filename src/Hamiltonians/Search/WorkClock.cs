using System.Diagnostics;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Progress of budgeted work: by work done as long as the machine keeps up, by the clock where it does not. Some grace
/// covers start-up and short disturbances.
/// </summary>
internal sealed class WorkClock(double seconds, double leastGrace = 0.3)
{
    private const double RelativeGrace = 0.08;
    private readonly Stopwatch clock = Stopwatch.StartNew();

    /// <summary>Whether the clock ever led, so that another run may take another course.</summary>
    public bool Led { get; private set; }

    /// <summary>Share of the budget that is used up.</summary>
    /// <param name="workNanoseconds">Nominal work done so far.</param>
    public double Done(double workNanoseconds)
    {
        var work = workNanoseconds / (seconds * 1e9);
        var elapsed = clock.Elapsed.TotalSeconds;
        var spent = RelativeGrace * seconds >= leastGrace
            ? (elapsed / seconds - RelativeGrace) / (1 - RelativeGrace)
            : (elapsed - leastGrace) / seconds;
        if (spent <= work)
        {
            return work;
        }

        Led = true;
        return spent;
    }
}
