using System.Collections.Immutable;

namespace Quiver.Hamiltonians.Grouping.Splitting;

/// <summary>Where a search for overlapping groups stands between two looks for new ones; going on from it gives the same bytes as a search
/// that was never interrupted. It belongs to one operator, rule, state and set of options.</summary>
/// <param name="Search">Looks for new groups that were taken.</param>
/// <param name="Costs">What <see cref="SplitSearch"/> returns of the cost, so far.</param>
/// <param name="Groups">Members of each group, ascending.</param>
/// <param name="Shares">Share of the shots of each.</param>
/// <param name="Multipliers">What a unit of each coefficient costs.</param>
/// <param name="Cost">The cost at these shares, with the ridge.</param>
public sealed record SplitSearchState(
    int Search, ImmutableArray<double> Costs, ImmutableArray<ImmutableArray<int>> Groups, ImmutableArray<double> Shares,
    ImmutableArray<double> Multipliers, double Cost);
