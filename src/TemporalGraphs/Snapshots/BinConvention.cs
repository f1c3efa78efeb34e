namespace Quiver.TemporalGraphs.Snapshots;

/// <summary>Which interval an event falls into.</summary>
public enum BinConvention
{
    /// <summary>UTG and TGX: ceil((t - t0) / interval), t0 the first time; snapshot k covers (t0 + (k-1) D, t0 + k D] and carries its end
    /// as time. Snapshot 0 holds only events at t0.</summary>
    Utg,

    /// <summary>TGM: floor(t / interval) of the absolute time, from which the first index is not subtracted; the snapshot carries its
    /// beginning as time.</summary>
    Tgm,
}
