using System.Diagnostics;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.LearnedGrouping;
using Quiver.Hamiltonians.Search;

namespace Quiver.Cli.Grouping;

/// <summary>Runs grouping methods by name.</summary>
internal sealed class MethodRunner(GroupingProblem problem, GFlowNetGroupingOptions options, IProgress<ProgressReport> progress)
{
    /// <summary>Methods of <c>--method all</c>, in the order they run.</summary>
    public static readonly string[] All = ["lf", "dsatur", "rlf", "gis", "si", "varsi", "ics", "annealing", "gflownet"];

    /// <summary>Everything <c>--method</c> takes.</summary>
    public static readonly string[] Known = [.. All, "exact"];

    /// <summary>Colourings that need the conflict graph are quadratic in the number of terms.</summary>
    private const int MaxColouringTerms = 20_000;

    /// <summary>The policy after a run of <c>gflownet</c>.</summary>
    public GroupingPolicy? Policy { get; private set; }

    /// <summary>Why a method cannot be run on this input; null when it can.</summary>
    public string? Obstacle(string method) => method switch
    {
        "ics" when problem.Covariance is null => "needs a state",
        "dsatur" or "rlf" or "gis" when problem.Terms.Count > MaxColouringTerms => $"more than {MaxColouringTerms} terms",
        "lf" when problem.Terms.Count > 4 * MaxColouringTerms => $"more than {4 * MaxColouringTerms} terms",
        "annealing" or "gflownet" when problem.Terms.Count > 16_000 => "more than 16000 terms",
        "varsi" when problem.Terms.Count > 16_000 => "more than 16000 terms",
#if ORTOOLS
        "exact" when problem.Terms.Count > ExactGrouper.MaxTerms => $"more than {ExactGrouper.MaxTerms} terms",
#else
        "exact" => "built without OR-Tools",
#endif
        _ => null,
    };

    public MethodResult Run(string method, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        switch (method)
        {
            case "ics":
                var start = new SortedInsertionGrouper().Group(problem, cancellation);
                var split = CoefficientSplitting.Split(problem, start, 5, cancellation);
                var plain = GroupingCost.Of(problem, start);
                return new MethodResult("si+ics", plain with { Epsilon2M = split.Epsilon2M[^1] }, clock.Elapsed.TotalSeconds, null, [], "overlapping groups");
            case "annealing":
                return Row(method, clock, new AnnealingGrouper(options.Seconds, options.Seed, options.Gamma, options.Beta, progress) { MaxGroups = options.MaxGroups }.Search(problem, cancellation));
            case "gflownet":
                var grouper = new GFlowNetGrouper(options, progress);
                var outcome = grouper.Search(problem, cancellation);
                Policy = grouper.Policy;
                return Row(method, clock, outcome);
            default:
                var grouping = Colour(method, cancellation);
                return new MethodResult(method, GroupingCost.Of(problem, grouping), clock.Elapsed.TotalSeconds, grouping, [], null);
        }
    }

    private MethodResult Row(string method, Stopwatch clock, SearchOutcome outcome) => new(
        method,
        GroupingCost.Of(problem, outcome.Best),
        clock.Elapsed.TotalSeconds,
        outcome.Best,
        outcome.Front,
        outcome.ClockBound ? "cut short by the clock: may differ next time" : null);

    /// <summary>A colouring; under full commutation never with more groups than the same method needs qubit-wise.</summary>
    private MeasurementGrouping Colour(string method, CancellationToken cancellation)
    {
        IGrouper grouper = method switch
        {
            "lf" => new LargestFirstGrouper(),
            "dsatur" => new DsaturGrouper(),
            "rlf" => new RecursiveLargestFirstGrouper(),
            "gis" => new IndependentSetGrouper(),
            "si" => new SortedInsertionGrouper(),
            "varsi" => new VarianceSortedInsertionGrouper(),
#if ORTOOLS
            "exact" => new ExactGrouper(options.Seconds),
#endif
            _ => throw new InputException($"Unknown method '{method}': use {string.Join(", ", Known)} or all."),
        };
        return FewestGroups.Of(grouper, problem, cancellation);
    }
}
