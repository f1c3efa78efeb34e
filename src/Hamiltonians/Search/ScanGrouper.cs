using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Groups the terms of one molecule at many geometries, in the order of a scan: every fifth is searched whole and for longer, each of the
/// others from the partitions of the nearest geometries on both sides that have one, reheated so far that only the arrangement of the
/// largest terms survives. That arrangement is what short searches find by luck, and it serves the neighbours as well.
/// </summary>
/// <param name="options">Budget per geometry (on two cores of the reference machine), seed and objective; null for the defaults.</param>
public sealed class ScanGrouper(GrouperOptions? options = null)
{
    /// <summary>The most terms of a geometry: each is searched with a table of all pairs.</summary>
    public const int MaxTerms = PartitionWeights.MaxTerms;

    private readonly GrouperOptions options = options ?? GrouperOptions.Default;

    /// <summary>Groups every geometry.</summary>
    /// <param name="problems">The geometries in order, neighbours beside each other. Terms are matched by their Pauli strings; one that a
    /// neighbour lacks starts in a group of its own.</param>
    /// <param name="progress">Told the phase, the seconds of the budget used, and all of them.</param>
    /// <param name="cancellationToken">Ends the search early, keeping what was found.</param>
    /// <returns>One result per geometry.</returns>
    /// <exception cref="InputException">The geometries differ in qubits or rule, one has more than <see cref="MaxTerms"/> terms, or none
    /// has so few groups.</exception>
    public IReadOnlyList<GroupingResult> Group(
        IReadOnlyList<GroupingProblem> problems, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problems);
        for (var i = 0; i < problems.Count; i++)
        {
            if (problems[i].Terms.Count > MaxTerms)
            {
                throw new InputException(FormattableString.Invariant(
                    $"Geometry {i + 1} of the scan has {problems[i].Terms.Count} terms, and a scan takes at most {MaxTerms}."));
            }

            if (problems[i].Terms.Qubits != problems[0].Terms.Qubits || problems[i].Rule != problems[0].Rule)
            {
                throw new InputException(FormattableString.Invariant(
                    $"Geometry {i + 1} of the scan has {problems[i].Terms.Qubits} qubits, the first {problems[0].Terms.Qubits}: ")
                    + "a scan holds one molecule in one basis, encoding and rule.");
            }
        }

        var total = problems.Count * options.Budget.TotalSeconds;
        var found = new GroupingResult[problems.Count];
        double spent = 0;
        foreach (var step in ScanPlan.Of(problems.Count))
        {
            int[][]? starts = step.Neighbors.Count == 0
                ? null : [.. step.Neighbors.Select(j => Carried(problems[j], found[j].Grouping, problems[step.Geometry]))];
            var (from, seconds) = (spent, step.Share * total);
            var name = FormattableString.Invariant($"geometry {step.Geometry + 1}");
            found[step.Geometry] = Anneal(
                problems[step.Geometry], options.Journal.Part(FormattableString.Invariant($"geometry-{step.Geometry + 1}")),
                seconds, SeedMixing.Walk(options.Seed, 0, step.Geometry), starts,
                (done, cost) => progress?.Report(new ProgressReport(name, from + done, total, cost)), cancellationToken);
            spent += seconds;
        }

        return found;
    }

    /// <summary>A partition of one geometry's terms for another one's.</summary>
    internal static int[] Carried(GroupingProblem from, MeasurementGrouping grouping, GroupingProblem to)
    {
        var group = new Dictionary<PauliString, int>();
        for (var i = 0; i < from.Terms.Count; i++)
        {
            group.Add(from.Terms.String(i), grouping.Assignment[i]);
        }

        var labels = new int[to.Terms.Count];
        var next = grouping.Count;
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = group.TryGetValue(to.Terms.String(i), out var g) ? g : next++;
        }

        return labels;
    }

    private GroupingResult Anneal(
        GroupingProblem problem, UnitJournal journal, double seconds, int seed, int[][]? starts, Action<double, string?> report,
        CancellationToken cancellationToken)
    {
        if (problem.Terms.Count == 0)
        {
            return new(MeasurementGrouping.FromLabels([]));
        }

        var weights = new PartitionWeights(problem, byDeviation: true);
        var start = StartingPartition.Of(problem, options.MaxGroups, CancellationToken.None);
        var annealing = new PartitionAnnealing(weights, seconds, seed, (_, done, cost) =>
            report(done, double.IsFinite(cost) ? FormattableString.Invariant($"cost {cost * cost:G5}") : null))
        {
            GroupPrice = PartitionAnnealing.PriceOf(options.Beta, options.Gamma),
            MaxGroups = options.MaxGroups,
            FrontShare = 0,
            Filter = EjectionFilter.OfAnnealing(problem),
            Journal = journal,
        };
        return AnnealingGrouper.Best(annealing.Run(start.Assignment.ToArray(), cancellationToken, starts), start, weights, options);
    }
}
