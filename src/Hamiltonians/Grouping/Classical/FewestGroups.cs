using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// Full commutation never needs more groups than qubit-wise commutation, since every qubit-wise group is a commuting one;
/// a greedy colouring can still produce more. This keeps the promise.
/// </summary>
public static class FewestGroups
{
    /// <summary>Groups under the problem's rule; a fully commuting result with more groups than the method's own qubit-wise one is
    /// replaced by that.</summary>
    /// <param name="grouper">The method.</param>
    /// <param name="problem">Terms and rule.</param>
    /// <param name="progress">Told how far the method has come.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The method's result.</returns>
    public static GroupingResult Of(
        IGrouper grouper, GroupingProblem problem, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grouper);
        ArgumentNullException.ThrowIfNull(problem);
        var result = grouper.Group(problem, progress, cancellationToken);
        if (problem.Rule != CommutationRule.FullyCommuting || result.Grouping.Count <= LowerBound(problem, result.Grouping.Count))
        {
            return result;
        }

        var relaxed = new GroupingProblem(problem.Terms, CommutationRule.QubitWise, problem.Covariance);
        var qubitWise = grouper.Group(relaxed, progress, cancellationToken);
        return qubitWise.Grouping.Count < result.Grouping.Count ? qubitWise : result;
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
