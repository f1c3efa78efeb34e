using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Simulated annealing over partitions from the sorted-insertion grouping, on eps^2 M in the known state (without a
/// state: on the state-free bound) plus a price per group: scouts for two schedules, two chains at a time.
/// </summary>
/// <param name="options">Budget (on two cores of the reference machine), seed and objective; null for the defaults.</param>
public sealed class AnnealingGrouper(GrouperOptions? options = null) : IGrouper
{
    /// <summary>Measured: covariances, the search's rows, and the fields of two chains.</summary>
    internal const double BytesPerPair = 13;

    private readonly GrouperOptions options = options ?? GrouperOptions.Default;

    /// <inheritdoc/>
    public string Name => "annealing";

    /// <summary>Memory of a search with the covariances of all pairs, tables of both together.</summary>
    /// <param name="terms">Terms to group.</param>
    /// <returns>Bytes.</returns>
    public static double TableBytes(int terms) => BytesPerPair * terms * terms;

    /// <summary>Whether a problem is searched part by part, because tables of all its pairs are too large or not kept.</summary>
    /// <param name="problem">The problem.</param>
    internal static bool IsDelegated(GroupingProblem problem) =>
        problem.Terms.Count > PartitionWeights.MaxTerms || problem.State is not null;

    /// <summary>Whether a part of the time fills the front of cost against groups.</summary>
    internal bool HasFront { get; init; } = true;

    /// <inheritdoc/>
    /// <exception cref="InputException">No grouping with at most <see cref="GrouperOptions.MaxGroups"/> groups was found to start
    /// from.</exception>
    public GroupingResult Group(
        GroupingProblem problem, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (IsDelegated(problem))
        {
            return new DelegatedSearch(options).Group(problem, progress, cancellationToken);
        }

        var seconds = options.Budget.TotalSeconds;
        var weights = new PartitionWeights(problem, byDeviation: true);
        var start = StartingPartition.Of(problem, options.MaxGroups, cancellationToken);
        var annealing = new PartitionAnnealing(weights, seconds, options.Seed, (phase, done, cost) =>
            progress?.Report(new ProgressReport(phase, done, seconds, double.IsFinite(cost) ? $"cost {cost * cost:G5}" : null)))
        {
            GroupPrice = PartitionAnnealing.PriceOf(options.Beta, options.Gamma),
            MaxGroups = options.MaxGroups,
            FrontShare = HasFront ? PartitionAnnealing.UsualFrontShare : 0,
            Filter = EjectionFilter.OfAnnealing(problem),
            Journal = options.Journal,
            Fewest = () => new RecursiveLargestFirstGrouper().Group(problem).Grouping.Assignment.ToArray(),
        };
        return Best(annealing.Run(start.Assignment.ToArray(), cancellationToken), start, weights, options);
    }

    /// <summary>The best of what a search found and of its start: the chains add up rounded changes, so the start stays unless the end is
    /// lower summed anew.</summary>
    internal static GroupingResult Best(
        SearchOutcome outcome, MeasurementGrouping start, PartitionWeights weights, GrouperOptions options)
    {
        double Objective(MeasurementGrouping g) =>
            2 * options.Beta * Math.Log(Math.Max(weights.Cost(g), 1e-150)) + options.Gamma * g.Count;
        var best = outcome.Front.Append(outcome.Best).Append(start).MinBy(Objective)!;
        return new(best) { Front = outcome.Front, ClockBound = outcome.ClockBound };
    }
}
