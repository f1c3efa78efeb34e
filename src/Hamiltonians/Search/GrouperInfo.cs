using Quiver.Hamiltonians.Grouping;

namespace Quiver.Hamiltonians.Search;

/// <summary>One row of the catalogue of groupers.</summary>
/// <param name="Name">Short name, as the command line knows it.</param>
/// <param name="Description">What it does, in a few words.</param>
/// <param name="MaxTerms">The most terms it takes.</param>
/// <param name="Create">Makes the grouper.</param>
public sealed record GrouperInfo(string Name, string Description, int MaxTerms, Func<GrouperOptions, IGrouper> Create)
{
    /// <summary>Whether it needs the covariances of all pairs where there is a state.</summary>
    public bool NeedsTable { get; init; }

    /// <summary>Why the method cannot be run on a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <returns>A few words, or null when it can.</returns>
    public string? Obstacle(GroupingProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return MaxTerms == 0 ? "built without OR-Tools"
            : problem.Terms.Count > MaxTerms ? $"more than {MaxTerms} terms"
            : NeedsTable && problem.State is not null ? "needs the covariances of all pairs" : null;
    }
}
