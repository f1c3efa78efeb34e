using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Snapshots;

/// <summary>How events become snapshots.</summary>
/// <param name="Interval">Length of an interval in the data's time unit, above 0.</param>
/// <param name="Convention">Which interval an event falls into.</param>
/// <param name="Merge">Weights of repeated edges.</param>
/// <param name="Empty">What becomes of empty intervals.</param>
public sealed record Discretization(
    double Interval, BinConvention Convention = BinConvention.Utg, MergeRule Merge = MergeRule.First, EmptyBins Empty = EmptyBins.Skip)
{
    /// <summary>The interval of a time. Times on an edge fall where their decimal numbers say: 0.3 is the third edge of intervals
    /// of 0.1.</summary>
    /// <param name="time">The time.</param>
    /// <param name="first">The stream's first time.</param>
    /// <returns>Its number.</returns>
    public long Bin(double time, double first) => Convention == BinConvention.Utg
        ? (long)Bins.Ceiling(time, first, Interval)
        : (long)Bins.Floor(time, 0, Interval);

    /// <summary>The time a snapshot stands for.</summary>
    /// <param name="bin">Its interval.</param>
    /// <param name="first">The stream's first time.</param>
    /// <returns>The end of the interval (UTG) or its beginning (TGM).</returns>
    public double TimeOf(long bin, double first) => Bins.Edge(bin, Convention == BinConvention.Utg ? first : 0, Interval);
}
