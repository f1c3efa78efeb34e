using Quiver.Hamiltonians.Commutation;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// Full commutation never needs more groups than qubit-wise commutation, since every qubit-wise group is a commuting one;
/// a greedy colouring can still produce more. This keeps the promise.
/// </summary>
public static class FewestGroups
{
    /// <summary>Groups under the problem's rule; a fully commuting result with more groups than the method's own qubit-wise one is replaced by that.</summary>
    /// <param name="grouper">The method.</param>
    /// <param name="problem">Terms and rule.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The grouping.</returns>
    public static MeasurementGrouping Of(IGrouper grouper, GroupingProblem problem, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(grouper);
        ArgumentNullException.ThrowIfNull(problem);
        var grouping = grouper.Group(problem, cancellation);
        if (problem.Rule != CommutationRule.FullyCommuting || grouping.Count <= LowerBound(problem, grouping.Count))
        {
            return grouping;
        }

        var qubitWise = grouper.Group(new GroupingProblem(problem.Terms, CommutationRule.QubitWise, problem.Covariance), cancellation);
        return qubitWise.Count < grouping.Count ? qubitWise : grouping;
    }

    /// <summary>Terms that pairwise conflict qubit-wise need a group each: a quick lower bound that spares the second run.</summary>
    private static int LowerBound(GroupingProblem problem, int enough)
    {
        var clique = new List<int>();
        for (var i = 0; i < problem.Terms.Count && clique.Count < enough; i++)
        {
            if (clique.TrueForAll(j => !CommutationRelation.Compatible(problem.Terms, i, j, CommutationRule.QubitWise)))
            {
                clique.Add(i);
            }
        }

        return clique.Count;
    }
}
