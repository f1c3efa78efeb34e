using System.Collections.Immutable;
using System.Numerics.Tensors;
using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Hamiltonians.Grouping.Splitting;

/// <summary>
/// Searches overlapping groups for their cost after splitting. For a fixed family of groups the best split and shares are a convex problem
/// (<see cref="SplitDesign"/>); which groups to add is read off its dual (column generation): greedy ones from many terms, and those that
/// are measured most, changed by one term after another while that pays. Groups that end without share are dropped. Starts from any
/// partition, and its result is never worse than that.
/// </summary>
public static class SplitSearch
{
    // New groups enter with this part of an average share.
    private const double EntryShare = 0.5;
    private const double LeastValue = 1.002;
    private const int LeastAdded = 12;
    private const int TermsPerGroup = 75;

    // Searches that together lower the cost by less than a thousandth end the work.
    private const int Patience = 4;
    private const double LeastFall = 1e-3;

    // First members are chosen as if strings varied by this much more, by lot: forward selection falls for directions of little variance.
    private static readonly double[] Ridges = [1, 10, 100, 1000];

    /// <summary>Searches from a partition.</summary>
    /// <param name="problem">Terms, rule and covariances.</param>
    /// <param name="start">A valid grouping of all terms.</param>
    /// <param name="options">Effort.</param>
    /// <param name="progress">Told of every search; may be null.</param>
    /// <param name="cancellationToken">Ends the work early: what was found so far is returned.</param>
    /// <returns>The groups and the cost before and after each search.</returns>
    /// <exception cref="ArgumentException">The problem has no covariances.</exception>
    public static OverlappingGrouping Run(
        GroupingProblem problem, MeasurementGrouping start, SplitSearchOptions? options = null, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default) => Run(problem, start, options, null, null, progress, cancellationToken);

    /// <summary>The same, in parts: what has been reached is handed out before every look for new groups, and a later call goes on from
    /// there to the same result.</summary>
    /// <param name="problem">Terms, rule and covariances.</param>
    /// <param name="start">A valid grouping of all terms.</param>
    /// <param name="options">Effort.</param>
    /// <param name="from">Where an earlier call with the same arguments stood; null begins.</param>
    /// <param name="keep">Takes the state before every look for new groups; null for none.</param>
    /// <param name="progress">Told of every search; may be null.</param>
    /// <param name="cancellationToken">Ends the work early: what was found so far is returned.</param>
    /// <returns>The groups and the cost before and after each search.</returns>
    /// <exception cref="ArgumentException">The problem has no covariances, or the state is of another one.</exception>
    public static OverlappingGrouping Run(
        GroupingProblem problem, MeasurementGrouping start, SplitSearchOptions? options, SplitSearchState? from,
        Action<SplitSearchState>? keep, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
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
        var whole = start.ToArrays().Select(g => g.Select(i => (i, coefficients[i])).ToArray()).ToArray();
        var costs = new List<double> { Cost(bare, whole) };
        var design = new SplitDesign(bare, coefficients, options.Ridge);
        var pricing = new GroupPricing(problem, bare);
        try
        {
            if (from is null)
            {
                design.Add(CoefficientSplitting.Extend(problem, start), 1);
                design.Improve(options.Rounds * 4, 1e-3, cancellationToken);
            }
            else
            {
                RequireOwn(from, coefficients.Length);
                costs = [.. from.Costs];
                design.Restore([.. from.Groups.Select(static g => g.ToArray())], from.Shares, from.Multipliers.AsSpan(), from.Cost);
            }

            for (var search = from?.Search ?? 0; search < options.Searches; search++)
            {
                progress?.Report(new ProgressReport("split", search, options.Searches));
                design.Refactor();
                keep?.Invoke(new SplitSearchState(
                    search, [.. costs], [.. design.Groups.Select(static g => g.ToImmutableArray())], [.. design.Shares],
                    [.. design.Multipliers], design.Cost));
                costs.Add(design.Cost);
                if ((search > Patience && costs[^1] > (1 - LeastFall) * costs[^(Patience + 1)]) || !Extend(design, pricing, options, search,
                    cancellationToken))
                {
                    break;
                }

                design.Improve(options.Rounds, 1e-4, cancellationToken);
                design.Prune(1e-3 / design.Count);
            }

            if (options.MaximumGroups is { } most && design.Count > most)
            {
                design.Prune(0, most);
            }

            design.Improve(options.FinalRounds, 1e-6, cancellationToken);
            design.Prune(1e-3 / design.Count);
            design.Improve(options.FinalRounds, 1e-6, cancellationToken);
        }
        catch (OperationCanceledException) when (costs.Count > 1)
        {
            // The shares found so far are as good as any.
        }

        design.Solve(true, CancellationToken.None);
        var parts = Repaired(design, coefficients);
        if (Cost(bare, parts) is var cost && !(cost < costs[0]))
        {
            return new OverlappingGrouping(Held(whole), [costs[0]]);
        }

        costs.Add(cost);
        return new OverlappingGrouping(Held(parts), costs);
    }

    private static void RequireOwn(SplitSearchState state, int terms)
    {
        if (state.Multipliers.Length != terms || state.Groups.Length != state.Shares.Length
            || state.Groups.Any(g => g.IsDefaultOrEmpty || g.Any(i => i < 0 || i >= terms)))
        {
            throw new ArgumentException($"The state is of {state.Multipliers.Length} terms, the operator has {terms}.", nameof(state));
        }
    }

    private static ImmutableArray<(int Term, double Coefficient)>[] Held((int Term, double Coefficient)[][] parts) =>
        Array.ConvertAll(parts, ImmutableArray.Create);

    private static double Cost(BareCovariance bare, (int Term, double Coefficient)[][] parts)
    {
        var deviations = new double[parts.Length];
        Parallel.For(0, parts.Length, a =>
        {
            var block = bare.Block([.. parts[a].Select(static p => p.Term)]);
            double[] w = [.. parts[a].Select(static p => p.Coefficient)];
            double sum = 0;
            for (var j = 0; j < w.Length; j++)
            {
                sum += w[j] * TensorPrimitives.Dot<double>(block.AsSpan(j * w.Length, w.Length), w);
            }

            deviations[a] = Math.Sqrt(Math.Max(0, sum));
        });
        return Math.Pow(deviations.Sum(), 2);
    }

    // Parts that add up to the coefficients to the last bit: what rounding misses goes to a term's largest part.
    private static (int Term, double Coefficient)[][] Repaired(SplitDesign design, double[] coefficients)
    {
        var parts = design.Parts();
        var missing = (double[])coefficients.Clone();
        var largest = new (int Group, int Place)?[coefficients.Length];
        for (var a = 0; a < parts.Length; a++)
        {
            for (var k = 0; k < parts[a].Length; k++)
            {
                var i = design.Groups[a][k];
                missing[i] -= parts[a][k];
                if (largest[i] is not { } known || Math.Abs(parts[a][k]) > Math.Abs(parts[known.Group][known.Place]))
                {
                    largest[i] = (a, k);
                }
            }
        }

        for (var i = 0; i < missing.Length; i++)
        {
            if (largest[i] is { } place)
            {
                parts[place.Group][place.Place] += missing[i];
            }
        }

        return [.. parts.Select((w, a) => w.Select((v, k) => (design.Groups[a][k], v)).ToArray())];
    }

    private static bool Extend(SplitDesign design, GroupPricing pricing, SplitSearchOptions options, int search,
        CancellationToken cancellationToken)
    {
        var most = options.Added ?? Math.Max(LeastAdded, design.Multipliers.Length / TermsPerGroup);
        var unit = 1 / Math.Sqrt(design.Cost);
        double[] multipliers = [.. design.Multipliers.Select(v => v * unit)];
        var seeds = Enumerable.Range(0, multipliers.Length).OrderByDescending(i => Math.Abs(multipliers[i])).ThenBy(static i => i)
            .ToArray();
        var fresh = Math.Min(seeds.Length, 4 * most);
        var old = Enumerable.Range(0, design.Count).OrderByDescending(a => design.Shares[a]).ThenBy(static a => a).ToArray();

        // Every few terms by what they cost, so that seeds are spread over the whole operator; and the groups that are measured most,
        // changed.
        var count = fresh + Math.Min(old.Length, 4 * most);
        var found = new (int[] Members, double Value)[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, k =>
        {
            var random = new RandomStream((ulong)search, (ulong)k);
            var lot = random.At(0, 0);
            int[] first = k < fresh
                ? [seeds[(int)((k + PhiloxWords.Unit(lot.X)) * seeds.Length / fresh)]]
                : design.Groups[old[(k - fresh + search) % old.Length]];
            var ridge = k < fresh ? Ridges[lot.Y % (uint)Ridges.Length] * options.Ridge : options.Ridge;
            var best = pricing.Grow(multipliers, ridge, first);
            if (ridge != options.Ridge)
            {
                best = pricing.Grow(multipliers, options.Ridge, best.Members);
            }

            for (var step = 0; step < options.Steps; step++)
            {
                // A term from outside, all members that it leaves, and whatever fits then.
                var words = random.At((uint)step + 1, 0);
                var term = seeds[(int)(PhiloxWords.Unit(words.X) * PhiloxWords.Unit(words.Y) * seeds.Length)];
                if (best.Members.Contains(term))
                {
                    continue;
                }

                var tried = pricing.Grow(multipliers, options.Ridge, [term, .. pricing.Beside(term, best.Members)]);
                best = tried.Value > best.Value ? tried : best;
            }

            Array.Sort(best.Members);
            found[k] = (best.Members, best.Value);
        });
        var known = design.Groups.ToHashSet(MemberComparer.Instance);
        var added = found.OrderByDescending(static f => f.Value).Where(f => f.Value > LeastValue
            && known.Add(f.Members)).Take(most).Select(static f => f.Members).ToArray();
        if (added.Length == 0)
        {
            return false;
        }

        design.Add(added, EntryShare / design.Count);
        return true;
    }

    private sealed class MemberComparer : IEqualityComparer<int[]>
    {
        public static MemberComparer Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] members) => members.Aggregate(members.Length, static (hash, i) => unchecked((hash * 31) + i));
    }
}
