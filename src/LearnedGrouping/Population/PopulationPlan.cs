namespace Quiver.LearnedGrouping.Population;

/// <summary>How a population spends its time; measured on a card (docs/notebook/partition-search.md).</summary>
internal sealed record PopulationPlan
{
    /// <summary>Share of the time in which one half of the chains tries each schedule.</summary>
    public double ScoutShare { get; init; } = 0.1;

    /// <summary>Share of the time for the chains that start from hot, the scouts' included.</summary>
    public double ParentShare { get; init; } = 0.5;

    /// <summary>Times that the chains are replaced by children.</summary>
    public int Generations { get; init; } = 5;

    /// <summary>Share of the best chains that have children.</summary>
    public double EliteShare { get; init; } = 0.25;

    /// <summary>Temperature from which children are annealed, in units of S/N.</summary>
    public double Warm { get; init; } = 0.1;

    /// <summary>Rounds of proposals in one launch.</summary>
    public int RoundsPerLaunch { get; init; } = 512;
}
