using Quiver.Core.Randomness;

namespace Quiver.Hamiltonians.Grouping.Search;

/// <summary>Independent annealing chains over one problem, and what they found together.</summary>
internal sealed class ChainSet
{
    private readonly List<PartitionSearch> chains;
    private readonly double scale;
    private readonly PartitionWeights weights;

    private ChainSet(PartitionWeights weights, List<PartitionSearch> chains, double scale)
    {
        this.weights = weights;
        this.chains = chains;
        this.scale = scale;
    }

    /// <summary>Partitions worth keeping besides the chains' own best.</summary>
    public ParetoArchive Archive { get; } = new();

    public static ChainSet Create(PartitionWeights weights, GroupingProblem problem, ReadOnlySpan<int> start, Func<int, IReinsertion> reinsertion, int count, int seed, double gamma, double beta)
    {
        var order = TermOrder.ByCoefficient(problem.Terms);
        var rank = new int[order.Length];
        for (var r = 0; r < order.Length; r++)
        {
            rank[order[r]] = r;
        }

        var state = new PartitionState(weights);
        state.Load(start);
        var scale = state.Cost > 0 ? state.Cost : 1;

        // -beta log(S^2) - gamma G falls by gamma per group where S grows by S gamma / (2 beta).
        var price = gamma * scale / (2 * Math.Max(beta, 1e-9));
        var chains = new List<PartitionSearch>();
        for (var i = 0; i < count; i++)
        {
            chains.Add(new PartitionSearch(weights, rank, reinsertion(i), start, SeedMixing.Chain(seed, i)) { GroupPrice = price });
        }

        return new ChainSet(weights, chains, scale);
    }

    /// <summary>Anneals all chains and collects the outcome.</summary>
    public SearchOutcome Anneal(double seconds, double hottest, CancellationToken cancellation, Action<double, double>? progress)
    {
        var schedule = new AnnealingSchedule(seconds);
        schedule.Run(chains, hottest, scale, progress, cancellation);
        var best = chains[0];
        foreach (var chain in chains)
        {
            best = chain.BestCost < best.BestCost - 1e-13 * scale ? chain : best;
            Archive.Merge(chain.Archive);
            var state = new PartitionState(weights);
            state.Load(chain.BestLabels);
            Archive.Offer(state.GroupCount, state.Cost, chain.BestLabels);
        }

        return new SearchOutcome(
            MeasurementGrouping.FromLabels(best.BestLabels),
            [.. Archive.Front().Select(f => MeasurementGrouping.FromLabels(f.Labels))],
            schedule.ClockBound);
    }
}
