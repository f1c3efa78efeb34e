namespace Quiver.GFlowNet.Sampling;

/// <summary>A number that changes over the iterations: constant, or from one value to another along a line, an exponential or half a
/// cosine.</summary>
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
