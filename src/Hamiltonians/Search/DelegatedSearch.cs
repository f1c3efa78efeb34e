using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Annealing for Hamiltonians whose tables of all pairs do not fit. The terms of largest coefficient, which make nearly all of the cost,
/// are annealed alone; the others join their groups, those of large deviation first, where they raise the cost least. Then groups drawn
/// in proportion to their deviation are searched, some at a time, as problems of their own, and put back where their cost has fallen.
/// Memory is that of one part.
/// </summary>
/// <param name="options">Budget (on two cores of the reference machine), seed and objective.</param>
internal sealed class DelegatedSearch(GrouperOptions options)
{
    private const int PartTerms = 4_000;
    private const double LongestRound = 20;
    private const double MainShare = 0.75;

    private const int LeastTerms = 200;

    // Where there is a state, covariances of parts and costs of whole groupings take time from the search, by this model and not by the clock,
    // and at most so much of it.
    private const double SecondsPerPair = 1.1e-7;
    private const double SecondsPerTerm = 2.5e-4;
    private const double MostForPairs = 0.6;
    private const string Parts = "parts";
    private readonly GrouperOptions options = options;

    /// <summary>Terms that are annealed first.</summary>
    public int MainTerms { get; init; } = 14_000;

    /// <summary>Searches.</summary>
    /// <param name="problem">The terms and, where known, the state.</param>
    /// <param name="progress">Told how far the work is; may be null.</param>
    /// <param name="cancellationToken">Ends the search early, keeping what was found.</param>
    /// <returns>A grouping that costs no more than sorted insertion.</returns>
    /// <exception cref="InputException">Sorted insertion needs more groups than are allowed.</exception>
    public GroupingResult Group(GroupingProblem problem, IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        var start = new SortedInsertionGrouper(new GrouperOptions { Journal = options.Journal.Part("start") }).Group(problem, progress, cancellationToken).Grouping;
        if (start.Count > options.MaxGroups)
        {
            throw new InputException($"No grouping of at most {options.MaxGroups} groups was found: of {problem.Terms.Count} terms sorted "
                + $"insertion makes {start.Count}, so allow at least that many.");
        }

        var random = new SearchRandom(SeedMixing.SplitMix(unchecked((ulong)options.Seed)));
        var (mainTerms, time) = Plan(problem);
        var budget = (1 - MainShare) * time;
        var rounds = Rounds;
        var (first, groups, deviation, isClockBound) = options.Journal.Exists(Parts)
            ? options.Journal.Read(Parts, r => ReadRound(r, random))
            : Begin(problem, start, mainTerms, MainShare * time, progress, cancellationToken);
        for (var round = first; round < rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            progress?.Report(new ProgressReport("parts", round, rounds, FormattableString.Invariant($"cost {Square(deviation.Sum()):G5}")));
            var chosen = Chosen(groups, deviation, random);
            int[] terms = [.. chosen.SelectMany(g => groups[g])];
            if (terms.Length == 0)
            {
                break;
            }

            if (Part(problem, terms, cancellationToken) is not { } part)
            {
                break;
            }

            var (found, deviations, wasCut) = Searched(part, groups, chosen, budget / rounds, round, cancellationToken);
            isClockBound |= wasCut;
            foreach (var g in chosen.OrderDescending())
            {
                groups.RemoveAt(g);
                deviation.RemoveAt(g);
            }

            groups.AddRange(found.Select(members => Array.ConvertAll(members, m => terms[m])));
            deviation.AddRange(deviations);
            if (!cancellationToken.IsCancellationRequested)
            {
                options.Journal.Write(Parts, w => WriteRound(w, round + 1, groups, deviation, isClockBound, random));
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

    private int Rounds => Math.Max(1, (int)Math.Ceiling((1 - MainShare) * options.Budget.TotalSeconds / LongestRound));

    /// <summary>How many terms are annealed first, and the time of searches: what the covariances leave.</summary>
    private (int Terms, double Seconds) Plan(GroupingProblem problem)
    {
        var (terms, seconds) = (Fitting(MainTerms), options.Budget.TotalSeconds);
        if (!problem.HasState)
        {
            return (terms, seconds);
        }

        double part = Fitting(PartTerms);
        var costs = SecondsPerTerm * problem.Terms.Count;
        double Pairs(double main) => SecondsPerPair * ((main * main) + (Rounds * part * part));
        while (terms > part && Pairs(terms) + costs > MostForPairs * seconds)
        {
            terms -= terms / 16;
        }

        return (terms, Math.Max((1 - MostForPairs) * seconds, seconds - Pairs(terms) - costs));
    }

    private static void WriteRound(
        BinaryWriter writer, int next, List<int[]> groups, List<double> deviation, bool isClockBound, SearchRandom random)
    {
        writer.Write(next);
        writer.Write(isClockBound);
        random.Write(writer);
        writer.WriteArray<double>(deviation.ToArray());
        writer.Write(groups.Count);
        foreach (var members in groups)
        {
            writer.WriteArray<int>(members);
        }
    }

    private static (int Next, List<int[]> Groups, List<double> Deviation, bool IsClockBound) ReadRound(
        BinaryReader reader, SearchRandom random)
    {
        var next = reader.ReadInt32();
        var isClockBound = reader.ReadBoolean();
        random.Read(reader);
        var deviation = reader.ReadArray<double>().ToList();
        var groups = new List<int[]>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            groups.Add(reader.ReadArray<int>());
        }

        return (next, groups, deviation, isClockBound);
    }

    private static double Square(double x) => x * x;

    /// <summary>Terms of which all tables fit into the memory allowed, at most so many.</summary>
    private int Fitting(int terms) => (int)Math.Min(terms, Math.Max(LeastTerms, Math.Sqrt(options.Memory / AnnealingGrouper.BytesPerPair)));

    private static List<double> Deviations(GroupingProblem problem, IReadOnlyList<int[]> groups)
    {
        var deviations = new double[groups.Count];
        Parallel.For(0, groups.Count, g => deviations[g] = Math.Sqrt(problem.GroupVariance(groups[g])));
        return [.. deviations];
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

    /// <summary>Sorted insertion's groups, or those around the annealed main terms where they cost less.</summary>
    private (int Next, List<int[]> Groups, List<double> Deviation, bool IsClockBound) Begin(
        GroupingProblem problem, MeasurementGrouping start, int mainTerms, double seconds, IProgress<ProgressReport>? progress,
        CancellationToken cancellationToken)
    {
        var isClockBound = false;
        var groups = start.ToArrays().ToList();
        var deviation = Deviations(problem, groups);
        var main = Main(problem, mainTerms, seconds, progress, ref isClockBound, cancellationToken);
        return main?.Count <= options.MaxGroups && Deviations(problem, main) is var found && found.Sum() < deviation.Sum()
            ? (0, main, found, isClockBound)
            : (0, groups, deviation, isClockBound);
    }

    /// <summary>Anneals the terms of largest coefficient and lets the others join; null when cancelled before it began.</summary>
    private List<int[]>? Main(
        GroupingProblem problem, int mainTerms, double seconds, IProgress<ProgressReport>? progress, ref bool isClockBound,
        CancellationToken cancellationToken)
    {
        // Single strings have a variance of at most c^2, and nearly that where they move electrons.
        var order = TermOrder.ByCoefficient(problem.Terms);
        var terms = order[..Math.Min(mainTerms, order.Length)];
        progress?.Report(new ProgressReport("main terms", 0, seconds));
        if (Part(problem, terms, cancellationToken) is not { } part)
        {
            return null;
        }

        var inner = new AnnealingGrouper(new GrouperOptions
        {
            Budget = TimeSpan.FromSeconds(seconds),
            Seed = options.Seed,
            Beta = options.Beta,
            Gamma = options.Gamma,
            Journal = options.Journal.Part("main"),
        })
        { HasFront = false };
        var found = inner.Group(part, progress, cancellationToken);
        isClockBound |= found.ClockBound;
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

        return [.. groups.Select(static g => g.ToArray())];
    }

    /// <summary>The groups of the next part, ascending, drawn in proportion to their deviations.</summary>
    private int[] Chosen(List<int[]> groups, List<double> deviation, SearchRandom random)
    {
        // Efraimidis and Spirakis, Inf. Process. Lett. 97, 181 (2006): the largest keys of u^(1/w) are a weighted draw.
        var keys = deviation.Select(d => Math.Log(Math.Max(random.Unit(), 1e-300)) / Math.Max(d, 1e-300)).ToArray();
        var order = Enumerable.Range(0, groups.Count).Where(g => groups[g].Length <= Fitting(PartitionWeights.MaxTerms))
            .OrderByDescending(g => keys[g]);
        var (chosen, size) = (new List<int>(), 0);
        foreach (var g in order)
        {
            if (chosen.Count > 0 && size + groups[g].Length > Fitting(PartTerms))
            {
                break;
            }

            chosen.Add(g);
            size += groups[g].Length;
        }

        chosen.Sort();
        return [.. chosen];
    }

    /// <summary>The part's groups and their deviations after a search from the present ones, which stay unless others are better.</summary>
    private (int[][] Groups, List<double> Deviations, bool WasCut) Searched(
        GroupingProblem part, List<int[]> groups, int[] chosen, double seconds, int round, CancellationToken cancellationToken)
    {
        var labels = new int[part.Terms.Count];
        for (int c = 0, at = 0; c < chosen.Length; at += groups[chosen[c++]].Length)
        {
            labels.AsSpan(at, groups[chosen[c]].Length).Fill(c);
        }

        var before = MeasurementGrouping.FromLabels(labels).ToArrays();
        var price = PartitionAnnealing.PriceOf(options.Beta, options.Gamma);
        var weights = new PartitionWeights(part, byDeviation: true);
        var annealing = new PartitionAnnealing(weights, seconds, unchecked(options.Seed + (round * 7919)))
        {
            FrontShare = 0,
            MaxGroups = options.MaxGroups == int.MaxValue ? int.MaxValue : before.Length,
            GroupPrice = price,
        };
        var outcome = annealing.Run(labels, cancellationToken);
        var after = outcome.Best.ToArrays();
        var (old, fresh) = (Deviations(part, before), Deviations(part, after));
        var each = price * old.Sum();
        return fresh.Sum() + (each * fresh.Count) < old.Sum() + (each * old.Count)
            ? (after, fresh, outcome.ClockBound)
            : (before, old, outcome.ClockBound);
    }
}
