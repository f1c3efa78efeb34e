using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping.Search;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// Simulated annealing over partitions from the sorted-insertion grouping, on eps^2 M in the known state (without a
/// state: on the state-free bound) plus a price per group. Two independent chains; the better one counts.
/// </summary>
/// <param name="seconds">Time budget. The work done is a function of the budget, not of the clock.</param>
/// <param name="seed">Fixes every random choice.</param>
/// <param name="gamma">Price of one group, in units of log(eps^2 M) times <paramref name="beta"/>.</param>
/// <param name="beta">Weight of log(eps^2 M).</param>
/// <param name="progress">Told how far the search has come.</param>
public sealed class AnnealingGrouper(double seconds, int seed, double gamma = 0, double beta = 1000, IProgress<ProgressReport>? progress = null) : IGrouper
{
    private const int Chains = 2;

    /// <inheritdoc/>
    public string Name => "annealing";

    /// <inheritdoc/>
    public MeasurementGrouping Group(GroupingProblem problem, CancellationToken cancellation) => Search(problem, cancellation).Best;

    /// <summary>Groups, and reports the trade-off between cost and groups on the way.</summary>
    /// <param name="problem">Terms, rule and, where known, covariances.</param>
    /// <param name="cancellation">Ends the search early, keeping what was found.</param>
    /// <returns>The best grouping and the front.</returns>
    public SearchOutcome Search(GroupingProblem problem, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var weights = new PartitionWeights(problem);
        var start = new SortedInsertionGrouper().Group(problem, cancellation);
        var chains = ChainSet.Create(weights, problem, start.Assignment, _ => new GreedyReinsertion(), Chains, seed, gamma, beta);
        var outcome = chains.Anneal(seconds, AnnealingSchedule.Hottest(weights.Count, seconds), cancellation, (done, cost) =>
            progress?.Report(new ProgressReport("annealing", done * seconds, seconds, double.IsFinite(cost) ? $"cost {cost * cost:G5}" : null)));

        // The chains add up small changes; the start stays unless the end is lower summed anew.
        double Objective(MeasurementGrouping g) => 2 * beta * Math.Log(Math.Max(weights.Cost(g), 1e-150)) + gamma * g.Count;
        return Objective(outcome.Best) <= Objective(start) ? outcome : outcome with { Best = start };
    }
}
