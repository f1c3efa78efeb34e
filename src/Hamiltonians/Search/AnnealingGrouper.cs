using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Simulated annealing over partitions from the sorted-insertion grouping, on eps^2 M in the known state (without a
/// state: on the state-free bound) plus a price per group: two chains, and two children of what they found.
/// </summary>
/// <param name="seconds">Time budget on two cores of the reference machine. The work done is a function of the budget, not of the clock.</param>
/// <param name="seed">Fixes every random choice.</param>
/// <param name="gamma">Price of one group, in units of log(eps^2 M) times <paramref name="beta"/>.</param>
/// <param name="beta">Weight of log(eps^2 M).</param>
/// <param name="progress">Told how far the search has come.</param>
public sealed class AnnealingGrouper(double seconds, int seed, double gamma = 0, double beta = 1000, IProgress<ProgressReport>? progress = null) : IGrouper
{
    /// <inheritdoc/>
    public string Name => "annealing";

    /// <summary>Most groups that the grouping may have; none of the moves opens more.</summary>
    public int MaxGroups { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    public MeasurementGrouping Group(GroupingProblem problem, CancellationToken cancellation) => Search(problem, cancellation).Best;

    /// <summary>Groups, and reports the trade-off between cost and groups on the way.</summary>
    /// <param name="problem">Terms, rule and, where known, covariances.</param>
    /// <param name="cancellation">Ends the search early, keeping what was found.</param>
    /// <returns>The best grouping and the front.</returns>
    /// <exception cref="InputException">No grouping with at most <see cref="MaxGroups"/> groups was found to start from.</exception>
    public SearchOutcome Search(GroupingProblem problem, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var weights = new PartitionWeights(problem);
        var start = StartingPartition.Of(problem, MaxGroups, cancellation);

        // -beta log(S^2) - gamma G falls by gamma per group where S grows by S gamma / (2 beta).
        var annealing = new PartitionAnnealing(weights, seconds, seed, (phase, done, cost) =>
            progress?.Report(new ProgressReport(phase, done, seconds, double.IsFinite(cost) ? $"cost {cost * cost:G5}" : null)))
        {
            GroupPrice = gamma / (2 * Math.Max(beta, 1e-9)),
            MaxGroups = MaxGroups,
        };
        var outcome = annealing.Run(start.Assignment.ToArray(), cancellation);

        // The chains add up rounded changes; the start stays unless the end is lower summed anew.
        double Objective(MeasurementGrouping g) => 2 * beta * Math.Log(Math.Max(weights.Cost(g), 1e-150)) + gamma * g.Count;
        var best = outcome.Front.Append(outcome.Best).Append(start).MinBy(Objective)!;
        return outcome with { Best = best };
    }
}
