using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Hamiltonians.Search;

/// <summary>Where a search with at most so many groups starts.</summary>
internal static class StartingPartition
{
    /// <summary>Sorted insertion, or where it has too many groups the colouring with the fewest.</summary>
    /// <param name="problem">The terms and the rule.</param>
    /// <param name="maxGroups">Most groups.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A valid grouping of at most that many groups.</returns>
    /// <exception cref="InputException">No colouring has so few groups.</exception>
    public static MeasurementGrouping Of(GroupingProblem problem, int maxGroups, CancellationToken cancellationToken)
    {
        var best = new SortedInsertionGrouper().Group(problem, null, cancellationToken).Grouping;
        IGrouper[] colourings =
            [new RecursiveLargestFirstGrouper(), new DsaturGrouper(), new LargestFirstGrouper(), new IndependentSetGrouper()];
        foreach (var grouper in colourings)
        {
            if (best.Count <= maxGroups)
            {
                return best;
            }

            var found = grouper.Group(problem, null, cancellationToken).Grouping;
            best = found.Count < best.Count ? found : best;
        }

        return best.Count <= maxGroups
            ? best
            : throw new InputException(FormattableString.Invariant(
                $"No grouping of at most {maxGroups} groups was found: the fewest that the colourings reach are {best.Count}, so ")
                + "allow at least that many.");
    }
}
