using Quiver.Hamiltonians.Grouping;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// The whole search on two cores: two chains anneal side by side, two children of what they found anneal again from a lower
/// temperature, and the rest of the time fills the front of cost against groups. Progress is counted in work, so the result
/// depends on seed and budget only; where the machine is too slow for that the clock takes over and the outcome says so.
/// </summary>
internal sealed class PartitionAnnealing
{
    private const int Chains = 2;
    private const int Steps = 8;
    private const int MovesPerStep = 2000;

    // Temperatures in units of S / N, about the deviation that one term adds: where nearly everything moves, where most
    // groups of a parent survive, and where one move in thousands is accepted.
    private const double Hottest = 1;
    private const double Warm = 0.1;
    private const double Coldest = 0.01;

    // Share of an annealing's end in which the last terms come in: those below ten times the coldest temperature.
    private const double LastShare = 0.1;
    private readonly PartitionWeights weights;
    private readonly int seed;
    private readonly Action<string, double, double>? progress;
    private readonly double seconds;
    private int chainsMade;
    private double spent;

    /// <param name="weights">The Hamiltonian.</param>
    /// <param name="seconds">Time budget, on the reference machine.</param>
    /// <param name="seed">Fixes every random choice.</param>
    /// <param name="progress">Told the phase, the share of the budget that is used, and the best S.</param>
    public PartitionAnnealing(PartitionWeights weights, double seconds, int seed, Action<string, double, double>? progress = null)
    {
        this.weights = weights;
        this.seconds = seconds;
        this.seed = seed;
        this.progress = progress;
    }

    /// <summary>Price of one group, in units of the starting S.</summary>
    public double GroupPrice { get; init; }

    /// <summary>Most groups of the partition sought.</summary>
    public int MaxGroups { get; init; } = int.MaxValue;

    /// <summary>Share of the time for the front.</summary>
    public double FrontShare { get; init; } = 0.15;

    /// <summary>
    /// Smallest deviation of the terms that take part, in temperatures; the others come in as it gets colder. While it is hot they
    /// go anywhere at next to no cost, only bar the way, and every change of a group is a pass over all terms that take part.
    /// </summary>
    public double LeastDeviation { get; init; } = 10;

    /// <summary>Gives a partition with few groups, from which the front is filled; null for the one met.</summary>
    public Func<int[]>? Fewest { get; init; }

    /// <summary>Whether the clock cut the work short, so that another run may differ.</summary>
    public bool ClockBound { get; private set; }

    /// <summary>The best partition met for every number of groups.</summary>
    public ParetoArchive Archive { get; } = new();

    /// <summary>Searches.</summary>
    /// <param name="start">Group of every term in a valid partition of at most <see cref="MaxGroups"/> groups.</param>
    /// <param name="cancellationToken">Ends the search early, keeping what was found.</param>
    /// <returns>The best partition under S + price (groups), and the front.</returns>
    public SearchOutcome Run(int[] start, CancellationToken cancellationToken)
    {
        start = weights.FromProblem(start);
        var state = new PartitionState(weights);
        state.Load(start);
        var scale = state.Cost > 0 ? state.Cost : 1;
        Archive.Offer(state.GroupCount, state.Cost, start);
        var main = (1 - FrontShare) * seconds;
        var labels = MaxGroups < weights.Count
            ? Capped(start, main, scale, cancellationToken)
            : Free(start, main, scale, cancellationToken);
        if (FrontShare > 0 && !cancellationToken.IsCancellationRequested)
        {
            FillFront(labels, scale, cancellationToken);
        }

        var front = Archive.Front().Where(f => f.Groups <= MaxGroups).Select(f => weights.ToProblem(f.Labels));
        return new SearchOutcome(weights.ToProblem(labels), [.. front], ClockBound);
    }

    /// <summary>Two chains from hot to cold, then two children of what they found.</summary>
    private int[] Free(int[] start, double time, double scale, CancellationToken cancellationToken)
    {
        var unit = scale / Math.Max(1, weights.Count);
        PartitionChain Make(int[] labels, double hottest) => Chain(labels, scale, int.MaxValue, GroupPrice * scale, Active(hottest * unit));
        var parents = Enumerable.Range(0, Chains).Select(_ => Make(start, Hottest)).ToArray();
        Anneal(parents, 0.5 * time, scale, Hottest, "annealing", cancellationToken);
        return Bred(parents, labels => Make(labels, Warm), int.MaxValue, 0.5 * time, scale, cancellationToken);
    }

    /// <summary>
    /// With a cap on the groups: a short search without it, whose groups a rising price then dissolves, leads to far better
    /// partitions of so few groups than a colouring does. From the best of these two chains and two children keep to the cap.
    /// </summary>
    private int[] Capped(int[] start, double time, double scale, CancellationToken cancellationToken)
    {
        var free = Free(start, 0.4 * time, scale, cancellationToken);
        Squeeze(free, 0.2 * time, scale, cancellationToken);
        var known = Archive.Front().Last(f => f.Groups <= MaxGroups).Labels;
        PartitionChain Make(int[] labels) => Chain(labels, scale, MaxGroups, GroupPrice * scale);
        var parents = Enumerable.Range(0, Chains).Select(_ => Make(known)).ToArray();
        Anneal(parents, 0.2 * time, scale, Hottest / 2, "annealing under the cap", cancellationToken);
        return Bred(parents, Make, MaxGroups, 0.2 * time, scale, cancellationToken);
    }

    /// <summary>Anneals the two children of two chains; the best of the four.</summary>
    private int[] Bred(
        PartitionChain[] parents, Func<int[], PartitionChain> make, int maxGroups, double time, double scale,
        CancellationToken cancellationToken)
    {
        var children = new[] { (0, 1), (1, 0) }
            .Select(p => make(Crossover.Child(weights, parents[p.Item1].BestLabels, parents[p.Item2].BestLabels, maxGroups))).ToArray();
        Anneal(children, time, scale, Warm, "annealing children", cancellationToken);
        return [.. children.Concat(parents).MinBy(c => c.BestCost)!.BestLabels];
    }

    /// <summary>Chains from one partition under a price of groups that rises until only few are worth it; the archive keeps what
    /// they meet.</summary>
    private void Squeeze(int[] best, double time, double scale, CancellationToken cancellationToken)
    {
        var largest = best.Distinct().Count();
        var labels = Enumerable.Repeat(best, Chains).ToArray();
        for (var k = 0; k < Steps; k++)
        {
            // From a price that hardly a group is worth less than to one that only the last are worth.
            var price = scale * 1e-3 * Math.Pow(100, k / (Steps - 1.0));
            var chains = labels.Select(l => Chain(l, scale, largest, price)).ToArray();
            Anneal(chains, time / Steps, scale, 4 * Warm, "fewer groups", cancellationToken);
            labels = [.. chains.Select(c => c.BestLabels.ToArray())];
        }
    }

    /// <summary>
    /// Half of the time for chains under a rising price of groups, from the best partition; half for chains that may open only so
    /// many groups, from the best known partition that small.
    /// </summary>
    private void FillFront(int[] best, double scale, CancellationToken cancellationToken)
    {
        var share = FrontShare * seconds / 2;
        if (Fewest?.Invoke() is { } found)
        {
            var compact = weights.FromProblem(found);
            var state = new PartitionState(weights);
            state.Load(compact);
            if (state.GroupCount <= MaxGroups)
            {
                Archive.Offer(state.GroupCount, state.Cost, compact);
            }
        }

        Squeeze(best, share, scale, cancellationToken);

        // Caps stand closer together where there are few groups: there each one counts most.
        var front = Archive.Front();
        var fewest = front[0].Groups;
        var largest = best.Distinct().Count();
        var caps = Enumerable.Range(0, Steps)
            .Select(k => (int)Math.Round(fewest * Math.Pow((double)largest / fewest, k / (double)Steps))).Distinct().ToArray();
        foreach (var pair in caps.Chunk(Chains))
        {
            var chains = pair.Select(cap => Chain(front.Last(f => f.Groups <= cap).Labels, scale, cap, 0)).ToArray();
            Anneal(chains, share * pair.Length / caps.Length, scale, Hottest / 2, "front", cancellationToken);
        }
    }

    /// <summary>Number of terms that take part at a temperature.</summary>
    private int Active(double temperature)
    {
        var active = weights.Count;
        while (weights.Sorted && active > 0 && weights.Deviation(active - 1) < LeastDeviation * temperature)
        {
            active--;
        }

        // Never none: a chain without terms does no work, and its time would never pass.
        return Math.Min(weights.Count, (active / 64 + 1) * 64);
    }

    private PartitionChain Chain(ReadOnlySpan<int> start, double scale, int maxGroups, double price, int active = int.MaxValue) =>
        new(weights, start, unchecked((ulong)seed * 0x100000001UL + (ulong)chainsMade++), active)
        {
            MaxGroups = maxGroups,
            GroupPrice = price,
            Scale = scale,
        };

    /// <summary>Anneals chains side by side, each over the whole time.</summary>
    private void Anneal(
        PartitionChain[] chains, double time, double scale, double hottest, string phase, CancellationToken cancellationToken)
    {
        var clock = new WorkClock(time);
        var before = spent;
        var unit = scale / Math.Max(1, weights.Count);
        Task.WaitAll([.. chains.Select((chain, i) => Task.Factory.StartNew(
            () =>
            {
                for (double done = 0; done < 1 && !cancellationToken.IsCancellationRequested; done = clock.Done(chain.Work))
                {
                    if (i == 0)
                    {
                        progress?.Invoke(phase, before + done * time, chain.BestCost * weights.Unit);
                    }

                    var temperature = unit * hottest * Math.Pow(Coldest / hottest, done);
                    if (chain.State.Active < weights.Count)
                    {
                        chain.Activate(Active(temperature * Math.Min(1, (1 - done) / LastShare)));
                    }

                    chain.Run(MovesPerStep, temperature);
                }

                // Also a chain that was cut short ends with a whole partition.
                chain.Activate(weights.Count);
                chain.Run(0, unit * Coldest);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))], CancellationToken.None);
        spent += time;
        ClockBound |= clock.Led;
        foreach (var chain in chains)
        {
            Archive.Merge(chain.Archive);
            var found = weights.ToProblem(chain.BestLabels);
            Archive.Offer(found.Count, weights.Cost(found), chain.BestLabels);
        }
    }
}
