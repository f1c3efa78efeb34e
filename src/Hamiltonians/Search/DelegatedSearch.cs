using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Annealing for Hamiltonians whose tables of all pairs do not fit. It begins with sorted insertion's groups or, where the terms of largest
/// coefficient that fit are a good part of all, with these annealed alone and the others joining. Then all groups are dealt out into
/// blocks small enough to be searched as problems of their own, and put back where their cost has fallen; pass after pass, in other
/// blocks. The blocks of a pass do not depend on one another, so that processes may share them. Memory is that of one block.
/// </summary>
/// <param name="options">Budget (on two cores of the reference machine), seed and objective.</param>
internal sealed class DelegatedSearch(GrouperOptions options)
{
    private readonly GrouperOptions options = options;

    /// <summary>Most terms that are annealed first.</summary>
    public int MainTerms { get; init; } = DelegationPlan.MostMainTerms;

    /// <summary>Most terms of a block.</summary>
    public int BlockTerms { get; init; } = DelegationPlan.MostBlockTerms;

    /// <summary>Searches.</summary>
    /// <param name="problem">The terms and, where known, the state.</param>
    /// <param name="progress">Told how far the work is; may be null.</param>
    /// <param name="cancellationToken">Ends the search early, keeping what was found.</param>
    /// <returns>A grouping that costs no more than sorted insertion.</returns>
    /// <exception cref="InputException">Sorted insertion needs more groups than are allowed.</exception>
    public GroupingResult Group(GroupingProblem problem, IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        var start = new SortedInsertionGrouper(new GrouperOptions { Journal = options.Journal.Part("start") })
            .Group(problem, progress, cancellationToken).Grouping;
        if (start.Count > options.MaxGroups)
        {
            throw new InputException($"No grouping of at most {options.MaxGroups} groups was found: of {problem.Terms.Count} terms sorted "
                + $"insertion makes {start.Count}, so allow at least that many.");
        }

        var plan = DelegationPlan.Of(problem, options, MainTerms, BlockTerms);
        var units = options.Blocks ?? SharedUnits.Alone(options.Journal);
        var known = Measured(problem, start.ToArrays());
        if (plan.MainTerms > 0)
        {
            var main = units.All(
                "main", 1, _ => Main(problem, known, plan, progress, cancellationToken), DelegatedBlock.Write, DelegatedBlock.Read, null,
                cancellationToken);
            known = main[0] ?? known;
        }

        var isClockBound = known.WasCut;
        for (var pass = 0; pass < plan.Passes && !cancellationToken.IsCancellationRequested; pass++)
        {
            known = Pass(problem, known, plan, pass, units, progress, cancellationToken);
            isClockBound |= known.WasCut;
        }

        var labels = new int[problem.Terms.Count];
        foreach (var (g, members) in known.Groups.Index())
        {
            foreach (var term in members)
            {
                labels[term] = g;
            }
        }

        return new(MeasurementGrouping.FromLabels(labels)) { ClockBound = isClockBound };
    }

    /// <summary>All groups after a search in blocks; one that a cancellation kept from its search stays as it is.</summary>
    private DelegatedBlock Pass(
        GroupingProblem problem, DelegatedBlock known, DelegationPlan plan, int pass, SharedUnits units,
        IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        var dealt = plan.Blocks(known, options.Seed, pass).Take(plan.MostBlocks).ToArray();
        var blocks = dealt.Select(known.Of).ToArray();
        var note = FormattableString.Invariant($"pass {pass + 1} of {plan.Passes}, cost {known.Total * known.Total:G5}");
        void Tell(int done) => progress?.Report(new ProgressReport("parts", done, blocks.Length, note));
        Tell(0);
        var found = units.All(
            FormattableString.Invariant($"pass-{pass}"), blocks.Length,
            b => Searched(
                problem, blocks[b], plan.PassSeconds / blocks.Length, unchecked(options.Seed + (((pass << 16) + b) * 7919)),
                cancellationToken),
            DelegatedBlock.Write, DelegatedBlock.Read, Tell, cancellationToken);
        var inBlocks = dealt.SelectMany(static b => b).ToHashSet();
        DelegatedBlock[] all = [
            known.Of([.. Enumerable.Range(0, known.Groups.Count).Where(g => !inBlocks.Contains(g))]),
            .. found.Select((f, b) => f ?? blocks[b])];
        return new(
            [.. all.SelectMany(static b => b.Groups)], [.. all.SelectMany(static b => b.Deviations)],
            Array.Exists(all, static b => b.WasCut));
    }

    private static DelegatedBlock Measured(GroupingProblem problem, IReadOnlyList<int[]> groups)
    {
        var deviations = new double[groups.Count];
        Parallel.For(0, groups.Count, g => deviations[g] = Math.Sqrt(problem.GroupVariance(groups[g])));
        return new(groups, deviations, false);
    }

    /// <summary>Some of the terms as a problem of their own; null when cancelled meanwhile.</summary>
    private static GroupingProblem? Part(GroupingProblem problem, int[] terms, CancellationToken cancellationToken)
    {
        try
        {
            return problem.Part(terms, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>
    /// Anneals the terms of largest coefficient and lets the others join; the groups known where these cost no more, need fewer groups than
    /// are allowed, or the search was cancelled before it began.
    /// </summary>
    private DelegatedBlock Main(
        GroupingProblem problem, DelegatedBlock known, DelegationPlan plan, IProgress<ProgressReport>? progress,
        CancellationToken cancellationToken)
    {
        // Single strings have a variance of at most c^2, and nearly that where they move electrons.
        var order = TermOrder.ByCoefficient(problem.Terms);
        var terms = order[..Math.Min(plan.MainTerms, order.Length)];
        progress?.Report(new ProgressReport("main terms", 0, plan.MainSeconds));
        if (Part(problem, terms, cancellationToken) is not { } part)
        {
            return known;
        }

        var inner = new AnnealingGrouper(new GrouperOptions
        {
            Budget = TimeSpan.FromSeconds(plan.MainSeconds),
            Seed = options.Seed,
            Beta = options.Beta,
            Gamma = options.Gamma,
            Journal = options.Journal.Part("main"),
        })
        { HasFront = false };
        var found = inner.Group(part, progress, cancellationToken);
        var labels = new int[problem.Terms.Count];
        var table = new GroupTable(problem.Terms, problem.Rule);
        var annealed = new List<int>(terms.Length);
        foreach (var (g, members) in found.Grouping.ToArrays().OrderByDescending(g => part.GroupVariance(g)).Index())
        {
            foreach (var member in members)
            {
                annealed.Add(terms[member]);
                table.Add(terms[member], labels[terms[member]] = g);
            }
        }

        // Also a search that was cancelled ends with all terms in their groups.
        FirstFit.Continue(table, order.AsMemory(terms.Length), labels, progress, CancellationToken.None);
        List<int>[] groups = [.. Enumerable.Range(0, table.Count).Select(static _ => new List<int>())];
        foreach (var term in annealed.Concat(order.Skip(terms.Length)))
        {
            groups[labels[term]].Add(term);
        }

        var main = Measured(problem, [.. groups.Select(static g => g.ToArray())]);
        return (main.Groups.Count <= options.MaxGroups && main.Total < known.Total ? main : known) with { WasCut = found.ClockBound };
    }

    /// <summary>A block's groups after a search, or those it had where others are no better.</summary>
    private DelegatedBlock Searched(
        GroupingProblem problem, DelegatedBlock block, double seconds, int seed, CancellationToken cancellationToken)
    {
        int[] terms = [.. block.Groups.SelectMany(static g => g)];
        if (Part(problem, terms, cancellationToken) is not { } part)
        {
            return block;
        }

        var labels = new int[terms.Length];
        for (int g = 0, at = 0; g < block.Groups.Count; at += block.Groups[g++].Length)
        {
            labels.AsSpan(at, block.Groups[g].Length).Fill(g);
        }

        var price = PartitionAnnealing.PriceOf(options.Beta, options.Gamma);
        var annealing = new PartitionAnnealing(new PartitionWeights(part, byDeviation: true), seconds, seed)
        {
            FrontShare = 0,
            MaxGroups = options.MaxGroups == int.MaxValue ? int.MaxValue : block.Groups.Count,
            GroupPrice = price,
            Filter = EjectionFilter.OfAnnealing(part),
        };
        var outcome = annealing.Run(labels, cancellationToken);
        var (old, fresh) = (Measured(part, MeasurementGrouping.FromLabels(labels).ToArrays()), Measured(part, outcome.Best.ToArrays()));
        var each = price * old.Total;
        var better = fresh.Total + (each * fresh.Groups.Count) < old.Total + (each * old.Groups.Count) ? fresh : old;
        return better with
        {
            Groups = [.. better.Groups.Select(members => Array.ConvertAll(members, m => terms[m]))],
            WasCut = outcome.ClockBound,
        };
    }
}
