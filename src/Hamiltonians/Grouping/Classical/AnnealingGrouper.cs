using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping.Search;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// Simulated annealing over partitions from the sorted-insertion grouping, on eps^2 M in the known state (without a
/// state: on the state-free bound) plus a price per group. Two independent chains; the better one counts.
/// </summary>
/// <param name="options">Budget, seed and objective; null for the defaults.</param>
public sealed class AnnealingGrouper(GrouperOptions? options = null) : IGrouper
{
    private const int Chains = 2;
    private readonly GrouperOptions options = options ?? GrouperOptions.Default;

    /// <inheritdoc/>
    public string Name => "annealing";

    /// <inheritdoc/>
    public GroupingResult Group(GroupingProblem problem, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var (seconds, beta, gamma) = (options.Budget.TotalSeconds, options.Beta, options.Gamma);
        var weights = new PartitionWeights(problem);
        var start = new SortedInsertionGrouper().Group(problem, progress, cancellationToken).Grouping;
        var chains = ChainSet.Create(weights, problem, start.Assignment, _ => new GreedyReinsertion(), Chains, options.Seed, gamma, beta);
        var outcome = chains.Anneal(seconds, AnnealingSchedule.Hottest(weights.Count, seconds), cancellationToken, (done, cost) =>
            progress?.Report(new ProgressReport("annealing", done * seconds, seconds,
                double.IsFinite(cost) ? $"cost {cost * cost:G5}" : null)));

        // The chains add up small changes; the start stays unless the end is lower summed anew.
        double Objective(MeasurementGrouping g) => 2 * beta * Math.Log(Math.Max(weights.Cost(g), 1e-150)) + gamma * g.Count;
        var best = Objective(outcome.Best) <= Objective(start) ? outcome.Best : start;
        return new(best) { Front = outcome.Front, ClockBound = outcome.ClockBound };
    }
}
