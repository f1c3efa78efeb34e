using Quiver.Hamiltonians.Search;

namespace Quiver.LearnedGrouping.Population;

/// <summary>How a population on a card spends its time.</summary>
internal sealed record PopulationPlan
{
    /// <summary>Temperatures at which the better half of the chains takes the place of the others, in units of S/N.</summary>
    public IReadOnlyList<double> Marks { get; init; } = PartitionAnnealing.Marks;

    /// <summary>Rounds of proposals in one launch.</summary>
    public int RoundsPerLaunch { get; init; } = 512;
}
