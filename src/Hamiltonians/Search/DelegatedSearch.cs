using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Annealing for Hamiltonians whose tables of all pairs do not fit. The terms of largest deviation, which make nearly all of the cost,
/// are annealed alone; the others join their groups, those of large deviation first, where they raise the cost least. Then groups drawn
/// in proportion to their deviation are searched, some at a time, as problems of their own, and put back where their cost has fallen.
/// Memory is that of one part.
/// </summary>
/// <param name="options">Budget (on two cores of the reference machine), seed and objective.</param>
internal sealed class DelegatedSearch(GrouperOptions options)
{
    private const int PartTerms = 4_000;
    private const double LongestRound = 20;
    private const double MainShare = 0.7;

    // A part's covariances take their share of a round where there is a state.
    private const double StateShare = 0.3;
    private readonly GrouperOptions options = options;

    /// <summary>Terms that are annealed first.</summary>
    public int MainTerms { get; init; } = 8_000;

    /// <summary>Searches.</summary>
    /// <param name="problem">The terms and, where known, the state.</param>
    /// <param name="progress">Told how far the work is; may be null.</param>
    /// <param name="cancellationToken">Ends the search early, keeping what was found.</param>
    /// <returns>A grouping that costs no more than sorted insertion.</returns>
    /// <exception cref="InputException">Sorted insertion needs more groups than are allowed.</exception>
    public GroupingResult Group(GroupingProblem problem, IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        var start = new SortedInsertionGrouper().Group(problem, progress, cancellationToken).Grouping;
        if (start.Count > options.MaxGroups)
        {
            throw new InputException($"No grouping of at most {options.MaxGroups} groups was found: of {problem.Terms.Count} terms sorted "
                + $"insertion makes {start.Count}, so allow at least that many.");
        }

        var isClockBound = false;
        var groups = start.ToArrays().ToList();
        var deviation = Deviations(problem, groups);
        var main = Main(problem, MainShare * options.Budget.TotalSeconds, progress, ref isClockBound, cancellationToken);
        if (main.Count <= options.MaxGroups && Deviations(problem, main) is var mainDeviation && mainDeviation.Sum() < deviation.Sum())
        {
            (groups, deviation) = (main, mainDeviation);
        }

        var random = new SearchRandom(SeedMixing.SplitMix(unchecked((ulong)options.Seed)));
        var budget = (1 - MainShare) * options.Budget.TotalSeconds;
        var rounds = Math.Max(1, (int)Math.Ceiling(budget / LongestRound));
        for (var round = 0; round < rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            progress?.Report(new ProgressReport("parts", round, rounds, FormattableString.Invariant($"cost {Square(deviation.Sum()):G5}")));
            var chosen = Chosen(groups, deviation, random);
            int[] terms = [.. chosen.SelectMany(g => groups[g])];
            if (terms.Length == 0)
            {
                break;
            }

            GroupingProblem part;
            try
            {
                part = problem.Part(terms, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            var seconds = budget / rounds * (problem.HasState ? 1 - StateShare : 1);
            var (found, wasCut) = Searched(part, groups, chosen, seconds, round, cancellationToken);
            isClockBound |= wasCut;
            foreach (var g in chosen.OrderDescending())
            {
                groups.RemoveAt(g);
                deviation.RemoveAt(g);
            }

            foreach (var members in found.ToArrays())
            {
                groups.Add([.. members.Select(m => terms[m])]);
                deviation.Add(Math.Sqrt(part.GroupVariance(members)));
            }
        }

        var labels = new int[problem.Terms.Count];
        foreach (var (g, members) in groups.Index())
        {
            foreach (var term in members)
            {
                labels[term] = g;
            }
        }

        return new(MeasurementGrouping.FromLabels(labels)) { ClockBound = isClockBound };
    }

    private static double Square(double x) => x * x;

    private static List<double> Deviations(GroupingProblem problem, List<int[]> groups)
    {
        var deviations = new double[groups.Count];
        Parallel.For(0, groups.Count, g => deviations[g] = Math.Sqrt(problem.GroupVariance(groups[g])));
        return [.. deviations];
    }

    /// <summary>Anneals the terms of largest deviation and lets the others join.</summary>
    private List<int[]> Main(
        GroupingProblem problem, double seconds, IProgress<ProgressReport>? progress, ref bool isClockBound,
        CancellationToken cancellationToken)
    {
        // Single strings have a variance of at most c^2, and nearly that where they move electrons.
        var order = TermOrder.ByCoefficient(problem.Terms);
        var terms = order[..Math.Min(MainTerms, order.Length)];
        progress?.Report(new ProgressReport("main terms", 0, seconds));
        GroupingProblem part;
        try
        {
            part = problem.Part(terms, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return [.. new SortedInsertionGrouper().Group(problem).Grouping.ToArrays()];
        }

        var share = problem.HasState ? 1 - StateShare : 1;
        var inner = new AnnealingGrouper(new GrouperOptions
        {
            Budget = TimeSpan.FromSeconds(seconds * share),
            Seed = options.Seed,
            Beta = options.Beta,
            Gamma = options.Gamma,
        });
        var found = inner.Group(part, progress, cancellationToken);
        isClockBound |= found.ClockBound;
        List<int[]> groups =
            [.. found.Grouping.ToArrays().OrderByDescending(g => part.GroupVariance(g)).Select(g => g.Select(t => terms[t]).ToArray())];
        var table = new GroupTable(problem.Terms, problem.Rule);
        var members = groups.ConvertAll(static g => g.ToList());
        foreach (var (g, group) in groups.Index())
        {
            foreach (var term in group)
            {
                table.Add(term, g);
            }
        }

        foreach (var term in order.AsSpan(terms.Length))
        {
            var g = table.FirstAccepting(term, 0);
            table.Add(term, g);
            if (g == members.Count)
            {
                members.Add([]);
            }

            members[g].Add(term);
        }

        return members.ConvertAll(static m => m.ToArray());
    }

    /// <summary>The groups of the next part, ascending, drawn in proportion to their deviations.</summary>
    private static int[] Chosen(List<int[]> groups, List<double> deviation, SearchRandom random)
    {
        // Efraimidis and Spirakis, Inf. Process. Lett. 97, 181 (2006): the largest keys of u^(1/w) are a weighted draw.
        var keys = deviation.Select(d => Math.Log(Math.Max(random.Unit(), 1e-300)) / Math.Max(d, 1e-300)).ToArray();
        var order = Enumerable.Range(0, groups.Count).OrderByDescending(g => keys[g]);
        var (chosen, size) = (new List<int>(), 0);
        foreach (var g in order)
        {
            if (chosen.Count > 0 && size + groups[g].Length > PartTerms)
            {
                break;
            }

            chosen.Add(g);
            size += groups[g].Length;
        }

        chosen.Sort();
        return [.. chosen];
    }

    /// <summary>The part's grouping after a search from the present one, which stays unless another is better.</summary>
    private (MeasurementGrouping Found, bool WasCut) Searched(
        GroupingProblem part, List<int[]> groups, int[] chosen, double seconds, int round, CancellationToken cancellationToken)
    {
        var labels = new int[part.Terms.Count];
        for (int c = 0, at = 0; c < chosen.Length; at += groups[chosen[c++]].Length)
        {
            labels.AsSpan(at, groups[chosen[c]].Length).Fill(c);
        }

        var before = MeasurementGrouping.FromLabels(labels);
        if (part.Terms.Count > PartitionWeights.MaxTerms)
        {
            return (before, false);
        }

        var weights = new PartitionWeights(part, byDeviation: true);
        var annealing = new PartitionAnnealing(weights, seconds, unchecked(options.Seed + (round * 7919)))
        {
            FrontShare = 0,
            MaxGroups = options.MaxGroups == int.MaxValue ? int.MaxValue : before.Count,
            GroupPrice = options.Gamma / (2 * Math.Max(options.Beta, 1e-9)),
        };
        var outcome = annealing.Run(labels, cancellationToken);
        var price = options.Gamma / (2 * Math.Max(options.Beta, 1e-9)) * Cost(part, before);
        double Objective(MeasurementGrouping g) => Cost(part, g) + (price * g.Count);
        return (Objective(outcome.Best) < Objective(before) ? outcome.Best : before, outcome.ClockBound);
    }

    private static double Cost(GroupingProblem part, MeasurementGrouping grouping)
    {
        double sum = 0;
        for (var g = 0; g < grouping.Count; g++)
        {
            sum += Math.Sqrt(part.GroupVariance(grouping.Members(g)));
        }

        return sum;
    }
}
