using System.Diagnostics;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;
using Quiver.LearnedGrouping;
using Quiver.LearnedGrouping.Population;
using TorchSharp;

namespace Quiver.Cli.Grouping;

/// <summary>Runs grouping methods by name.</summary>
internal sealed class MethodRunner(GroupingProblem problem, GFlowNetGroupingOptions options, IProgress<ProgressReport> progress)
{
    private const string Splitting = "ics";
    private const string Learned = "gflownet";
    private const string LowRank = "lr";
    private const int MaxLearnedTerms = 16_000;
    private const int UnnamedTerms = 6_000;

    // Factorised and multiplied out, integrals come back to about 1e-13.
    private const double SameOperator = 1e-10;

    // Fragments of more orbitals take minutes.
    private const int MostOrbitals = 24;

    /// <summary>Methods of <c>--method all</c>, in the order they run: the catalogue's, coefficient splitting and the learned
    /// grouper.</summary>
    public static readonly string[] All =
    [
        .. Groupers.Names.TakeWhile(static n => n is not "annealing"), Splitting,
        .. Groupers.Names.SkipWhile(static n => n is not "annealing").Where(static n => n is not "exact"), Learned,
    ];

    /// <summary>Everything <c>--method</c> takes.</summary>
    public static readonly string[] Known = [.. All, LowRank, "exact"];

    /// <summary>Methods of <c>--method all</c> for a file: low-rank fragments besides, where it holds integrals.</summary>
    public static string[] AllFor(HamiltonianFile file) => file.Integrals is null ? All
        : [.. All.TakeWhile(static n => n is not Splitting), LowRank, .. All.SkipWhile(static n => n is not Splitting)];

    /// <summary>The file of the operator and the state to be measured, for what is no grouping of its strings; null where neither is
    /// known.</summary>
    public (HamiltonianFile File, QuantumState? State)? Source { get; init; }

    /// <summary>Bytes that a search's tables may take where it works part by part.</summary>
    public long Memory { get; init; } = long.MaxValue;

    /// <summary>Through which processes share the blocks of a large search; null for this one alone.</summary>
    public SharedUnits? Blocks { get; init; }

    /// <summary>The card on which annealing runs; null for the CPU.</summary>
    public torch.Device? Card { get; init; }

    /// <summary>The policy after a run of <c>gflownet</c>.</summary>
    public GroupingPolicy? Policy { get; private set; }

    /// <summary>Why a method cannot be run on this input; null when it can.</summary>
    /// <param name="method">The method.</param>
    /// <param name="isNamed">Whether the user asked for it by name; what takes minutes runs only then.</param>
    public string? Obstacle(string method, bool isNamed) => method switch
    {
        "dsatur" or "rlf" or "gis" or Splitting when !isNamed && problem.Terms.Count > UnnamedTerms =>
            $"more than {UnnamedTerms} terms: name it to run it",
        Learned when !isNamed && options.Policy is null && options.TrainingShare == 0 =>
            Search() + " where no policy is given or trained: name it to run it",
        Splitting => problem.Rule == CommutationRule.Anticommuting ? "splits coefficients among commuting groups"
            : problem.State is not null ? "needs the covariances of all pairs" : problem.Covariance is null ? "needs a state" : null,
        LowRank => FragmentObstacle(isNamed),
        Learned when problem.State is not null => "needs the covariances of all pairs",
        Learned => problem.Terms.Count > MaxLearnedTerms ? $"more than {MaxLearnedTerms} terms" : null,
        _ => Groupers.Find(method).Obstacle(problem),
    };

    /// <summary>Whether a method needs the covariances of all pairs.</summary>
    /// <param name="method">The method.</param>
    public static bool NeedsTables(string method) => method is Splitting or Learned or "varsi";

    /// <summary>Runs a method, unless the run's journal has its result.</summary>
    public MethodResult Run(string method, CancellationToken cancellation)
    {
        var result = options.Journal.Once(
            method, () => Work(method, cancellation), (writer, r) =>
            {
                r.Write(writer);
                writer.Write(Policy is not null);
                Policy?.Write(writer);
            },
            reader =>
            {
                var known = MethodResult.Read(reader);
                Policy = reader.ReadBoolean() ? GroupingPolicy.Read(reader) : Policy;
                return known;
            }, cancellation);

        // Its stages have done their service.
        if (!cancellation.IsCancellationRequested)
        {
            options.Journal.Part(method).Clear();
        }

        return result;
    }

    private MethodResult Work(string method, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        switch (method)
        {
            case Splitting:
                var start = new SortedInsertionGrouper().Group(problem, null, cancellation).Grouping;
                var split = CoefficientSplitting.Split(problem, start, 5, cancellation);
                var plain = GroupingCost.Of(problem, start);
                return new MethodResult(
                    "si+ics", plain with { Epsilon2M = split.Epsilon2M[^1] }, clock.Elapsed.TotalSeconds, null, [], "overlapping groups");
            case LowRank:
                return Fragments(clock, cancellation);
            case Learned:
                var learned = new GFlowNetGrouper(options with { Journal = options.Journal.Part(method) })
                    .Group(problem, progress, cancellation);
                Policy = learned.Policy;
                var row = Row(method, clock, learned);
                return Policy is null ? row with
                {
                    Note = "no policy: " + Search() + (row.Note is null ? string.Empty : ", " + row.Note),
                } : row;
            default:
                var settings = new GrouperOptions
                {
                    Budget = options.Budget,
                    Seed = options.Seed,
                    Beta = options.Beta,
                    Gamma = options.Gamma,
                    MaxGroups = options.MaxGroups,
                    Memory = Memory,
                    Blocks = Blocks,
                    Journal = options.Journal.Part(method),
                };
                if (method is "annealing" && Card is not null)
                {
                    return Row(method, clock, new PopulationGrouper(Card, settings).Group(problem, progress, cancellation));
                }

                var grouper = Groupers.ByName(method, settings);

                // A search minds the price of a group itself; a colouring needs no more groups than qubit-wise.
                return Row(method, clock, grouper is AnnealingGrouper
                    ? grouper.Group(problem, progress, cancellation) : FewestGroups.Of(grouper, problem, progress, cancellation));
        }
    }

    private string? FragmentObstacle(bool isNamed)
    {
        if (Source is not { File: { Integrals: { } integrals, Sector: not null } file })
        {
            return "needs the integrals of a molecule, without tapering";
        }

        return !integrals.IsRestricted ? "alpha and beta orbitals differ"
            : integrals.Orbitals > MostOrbitals ? $"more than {MostOrbitals} orbitals"
            : !isNamed && file.Sum.Count > UnnamedTerms ? $"more than {UnnamedTerms} terms: name it to run it" : null;
    }

    /// <summary>The molecule by double factorisation.</summary>
    private MethodResult Fragments(Stopwatch clock, CancellationToken cancellation)
    {
        var (file, state) = Source!.Value;
        var (integrals, sector) = (file.Integrals!, file.Sector!);
        var fragments = ArgumentErrors.AsInput(() => LowRankFragments.Of(integrals, sector.Mapping, sector.Order));
        var missing = file.Sum.WithoutIdentity(out _);
        foreach (var fragment in fragments)
        {
            missing -= fragment.WithoutIdentity(out _);
        }

        var rest = missing.LargestCoefficient();
        var cost = FragmentCost.Of(fragments, state, problem.Terms.OneNorm(), cancellation);
        var note = "fragments of the integrals, each diagonal in rotated orbitals: no groups of Pauli strings";
        return new MethodResult(LowRank, cost, clock.Elapsed.TotalSeconds, null, [], rest <= SameOperator ? note : note
            + FormattableString.Invariant($"; of the whole molecule, where this operator leaves out coefficients up to {rest:G3} (--cutoff)"));
    }

    private string Search() => !problem.HasState ? "the search of annealing" : options.Ejections switch
    {
        EjectionScreen.Learned => "annealing with learned ejection thresholds",
        EjectionScreen.Fixed => "the search of annealing",
        EjectionScreen.Random => "annealing with ejections drawn at random",
        _ => "annealing with all ejections worked out",
    };

    private MethodResult Row(string method, Stopwatch clock, GroupingResult result) => new(
        method,
        GroupingCost.Of(problem, result.Grouping),
        clock.Elapsed.TotalSeconds,
        result.Grouping,
        result.Front,
        result.ClockBound ? "cut short by the clock: may differ next time" : null);
}
