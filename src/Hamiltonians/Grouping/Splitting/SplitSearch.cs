using System.Collections.Immutable;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Hamiltonians.Grouping.Splitting;

/// <summary>
/// Searches overlapping groups for their cost after splitting. For a fixed family of groups the best split is a convex problem; which groups
/// to add is read off its dual (column generation), and groups that end without deviation are dropped. Starts from any partition, so its
/// result is never worse than that partition split over its own extended groups.
/// </summary>
public static class SplitSearch
{
    private const int Steps = 150;
    private const int FinalSteps = 400;

    // Groups are looked for as if every string had this much more variance, large first: without it, directions that the state leaves next to
    // no variance, where multipliers are rounding, decide. H2O after 20 searches: 0.510 without, 0.498 with 0.01.
    private static readonly double[] Ridges = [1e-2, 3e-3, 1e-3];

    /// <summary>Searches from a partition.</summary>
    /// <param name="problem">Terms, rule and covariances.</param>
    /// <param name="start">A valid grouping of all terms.</param>
    /// <param name="options">Effort.</param>
    /// <param name="progress">Told of every search; may be null.</param>
    /// <param name="cancellationToken">Ends the work early: what was found so far is returned.</param>
    /// <returns>The groups and the cost before and after each search.</returns>
    /// <exception cref="ArgumentException">The problem has no covariances.</exception>
    public static OverlappingGrouping Run(
        GroupingProblem problem, MeasurementGrouping start, SplitSearchOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(start);
        if (problem.Covariance is null)
        {
            throw new ArgumentException("Coefficient splitting needs the covariances of a state.", nameof(problem));
        }

        options ??= new();
        var coefficients = problem.Terms.Coefficients.ToArray();
        var bare = new BareCovariance(problem);
        var cover = new SplitCover(bare, coefficients);
        foreach (var (a, members) in CoefficientSplitting.Extend(problem, start).Index())
        {
            cover.Add(members, i => start.Assignment[i] == a ? coefficients[i] : 0);
        }

        var costs = new List<double> { cover.Cost() };
        var pricing = new GroupPricing(problem, bare);
        try
        {
            Rounds(cover, options.Rounds, 0.02, Steps, cancellationToken);
            var level = 0;
            for (var search = 0; search < options.Searches && level < Ridges.Length; search++)
            {
                progress?.Report(new ProgressReport("split", search, options.Searches));
                if (!Extend(cover, pricing, Ridges[level], options, cancellationToken))
                {
                    level++;
                    continue;
                }

                Rounds(cover, options.Rounds, 0.02, Steps, cancellationToken);
                cover.Prune(1e-5);
                costs.Add(cover.Cost());
            }

            Rounds(cover, options.FinalRounds, 1e-3, FinalSteps, cancellationToken);
        }
        catch (OperationCanceledException) when (costs.Count > 1)
        {
            cover.Repair();
        }

        if (options.MaximumGroups is { } most && cover.Count > most)
        {
            cover.Keep(most);
            Rounds(cover, options.FinalRounds, 1e-3, FinalSteps, cancellationToken);
        }

        cover.Prune(1e-6);
        cover.Repair();
        if (cover.Cost() is var cost && !(cost < costs[0]))
        {
            return new OverlappingGrouping([.. start.ToArrays().Select(g => g.Select(i => (i, coefficients[i])).ToImmutableArray())], [costs[0]]);
        }

        costs.Add(cost);
        return new OverlappingGrouping([.. cover.Groups.Select((g, a) => g.Select((i, k) => (i, cover.Split[a][k])).ToImmutableArray())], costs);
    }

    private static void Rounds(SplitCover cover, int rounds, double last, int steps, CancellationToken cancellationToken)
    {
        // From equal shots towards shots by deviation: a group whose deviation vanishes early never comes back.
        for (var round = 0; round < rounds; round++)
        {
            cover.Round(Math.Pow(last, (round + 1.0) / rounds), steps, cancellationToken);
        }

        cover.Repair();
    }

    private static bool Extend(
        SplitCover cover, GroupPricing pricing, double ridge, SplitSearchOptions options, CancellationToken cancellationToken)
    {
        var multipliers = cover.Multipliers();
        var seeds = Enumerable.Range(0, multipliers.Length).OrderByDescending(i => Math.Abs(multipliers[i])).ThenBy(static i => i).ToArray();

        // Every few terms by what they cost, so that seeds are spread over the whole operator.
        var count = Math.Min(seeds.Length, 8 * options.Added);
        var found = new (int[] Members, double Value)[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, k => found[k] = pricing.Grow(multipliers, ridge, seeds[(long)k * seeds.Length / count]));
        var known = cover.Groups.ToHashSet(MemberComparer.Instance);
        var added = 0;
        foreach (var (members, value) in found.OrderByDescending(static f => f.Value))
        {
            if (value > 1.02 && added < options.Added && known.Add(members))
            {
                cover.Add(members, static _ => 0);
                added++;
            }
        }

        return added > 0;
    }

    private sealed class MemberComparer : IEqualityComparer<int[]>
    {
        public static MemberComparer Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] members) => members.Aggregate(members.Length, static (hash, i) => unchecked((hash * 31) + i));
    }
}
