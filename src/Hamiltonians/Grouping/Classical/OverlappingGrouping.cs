using System.Collections.Immutable;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>Groups that may share terms; a term's coefficient is split among the groups that hold it.</summary>
/// <param name="Groups">For each group its terms, ascending, with the part of the coefficient measured there.</param>
/// <param name="Epsilon2M">(sum of standard deviations)^2 after every iteration; the first entry is before any.</param>
public sealed record OverlappingGrouping(
    IReadOnlyList<ImmutableArray<(int Term, double Coefficient)>> Groups, IReadOnlyList<double> Epsilon2M);
