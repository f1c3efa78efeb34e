namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>What a training-free score looks at.</summary>
public enum ScoreKey
{
    /// <summary>Whether source and destination were ever linked: EdgeBank with unlimited memory (Poursafaei et al. 2022).</summary>
    EdgeBank,

    /// <summary>Whether they were linked within the last 15 % (as long as of the training span): EdgeBank with a time window.</summary>
    EdgeBankWindow,

    /// <summary>Local recency: when they were last linked (Cornell et al. 2025).</summary>
    LocalRecency,

    /// <summary>Local popularity: how often they were linked.</summary>
    LocalPopularity,

    /// <summary>Common neighbours, directions aside.</summary>
    CommonNeighbors,

    /// <summary>Global recency: when the destination was last one.</summary>
    GlobalRecency,

    /// <summary>Global popularity: how often it was one.</summary>
    GlobalPopularity,
}
