using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Hamiltonians.Search;

/// <summary>The catalogue of classical groupers, by the names that papers and the command line use.</summary>
public static class Groupers
{
    // Colourings that need the conflict graph are quadratic in the number of terms.
    private const int MaxColouringTerms = 20_000;
    private const int MaxSearchTerms = PartitionWeights.MaxTerms;

    /// <summary>All groupers: colourings first, then insertions, searches and the exact method.</summary>
    public static IReadOnlyList<GrouperInfo> All { get; } =
    [
        new("lf", "largest first colouring", 4 * MaxColouringTerms, static o => new LargestFirstGrouper(o)),
        new("dsatur", "colouring by saturation", 10 * MaxColouringTerms, static _ => new DsaturGrouper()),
        new("rlf", "recursive largest first colouring", MaxColouringTerms, static _ => new RecursiveLargestFirstGrouper()),
        new("gis", "greedy independent sets", MaxColouringTerms, static _ => new IndependentSetGrouper()),
        new("si", "sorted insertion", int.MaxValue, static o => new SortedInsertionGrouper(o)),
        new(
            "varsi", "sorted insertion by variance", MaxSearchTerms,
            static _ => new VarianceSortedInsertionGrouper()) { NeedsTable = true },
        new("annealing", "a population of annealing chains, compared on their way; beyond 16,000 terms part by part",
            int.MaxValue, static o => new AnnealingGrouper(o)),
#if ORTOOLS
        new("exact", "the smallest number of groups, proven", ExactGrouper.MaxTerms, static o => new ExactGrouper(o.Budget)),
#else
        new("exact", "the smallest number of groups, proven", 0,
            static _ => throw new NotSupportedException("This build has no OR-Tools.")),
#endif
    ];

    /// <summary>All names, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static g => g.Name)];

    /// <summary>Makes a grouper.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">Budget, seed and objective of searches; null for the defaults.</param>
    /// <returns>The grouper.</returns>
    /// <exception cref="InputException">There is no such method.</exception>
    public static IGrouper ByName(string name, GrouperOptions? options = null) => Find(name).Create(options ?? GrouperOptions.Default);

    /// <summary>Finds a row of the catalogue.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>The row.</returns>
    /// <exception cref="InputException">There is no such method.</exception>
    public static GrouperInfo Find(string name) => All.FirstOrDefault(g => string.Equals(g.Name, name, StringComparison.Ordinal))
        ?? throw new InputException($"Unknown grouper '{name}': use one of {string.Join(", ", Names)}.");
}
