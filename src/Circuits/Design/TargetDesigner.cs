using System.Diagnostics;
using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Design;

/// <summary>
/// Finds the smallest circuit within an error of the least cost, without knowing the least cost: a circuit grows until its own convergence
/// tells where it is heading, what it was on the way is thinned out, and the search of <see cref="CircuitDesigner"/> makes it smaller.
/// </summary>
/// <remarks>
/// Where CX joins any two qubits, all of this happens on the qubits that the operator's symmetries leave
/// (<see cref="SymmetryReduction"/>), and circuits are completed by the CX gates that give the others their parities.
/// </remarks>
public sealed partial class TargetDesigner
{
    // Growth ends when this share of the target is left by extrapolation. The estimate has been off by up to 0.8 of what was left, so
    // three times that count against the target, within limits.
    private const double Remainder = 0.02;
    private const double Margin = 3;
    private const double LeastMargin = 0.005;
    private const double MostMargin = 0.3;
    private const double GrowthShare = 0.4;

    // Where more than this share of the target is left by then, growth goes on for so much of the budget.
    private const double Enough = 0.3;
    private const double LongGrowthShare = 0.8;
    private const int MostGrowth = 400;

    // Angles fitted to this share of the target are good enough to go on growing.
    private const double Precision = 5e-4;
    private const int Thinned = 6;

    // Determinants of other symmetries that are tried, each with a circuit of about so many gates.
    private const int Symmetries = 5;
    private const int ShortGrowth = 60;

    // Circuits on all qubits are tried where the links are at least this share of the CX, for at most this share of the budget each to
    // grow and to be thinned out.
    private const double LinkedShare = 0.4;
    private const double WholeShare = 0.05;
    private const int Little = 20;
    private const int MostCarried = 20;

    // The most that the first circuit within the target may cost, as a share of what its accuracy is worth.
    private const double MostPrice = 0.7;
    private readonly ObservableProblem problem;
    private readonly GateSet gates;
    private readonly DesignOptions options;
    private readonly double target;
    private readonly int? maximumGates;
    private readonly ulong? determinant;

    /// <summary>Prepares a search.</summary>
    /// <param name="problem">The expectation value to make small.</param>
    /// <param name="gates">The gates on offer.</param>
    /// <param name="options">How to search.</param>
    /// <param name="target">The error that counts as solved, above 0, in the problem's unit.</param>
    /// <param name="maximumGates">The most gates of a circuit; null for as many as it takes
    /// (<see cref="DesignOptions.MaximumGates"/> is a beginning).</param>
    /// <exception cref="ArgumentException">Gate set and problem differ in qubits, the target is not above 0, a simulator gives
    /// the costs, or the gadgets of <see cref="DesignOptions.Library"/> are of other gates.</exception>
    public TargetDesigner(ObservableProblem problem, GateSet gates, DesignOptions options, double target, int? maximumGates = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(options);
        if (gates.Qubits != problem.Qubits)
        {
            throw new ArgumentException($"The gate set is for {gates.Qubits} qubits, the problem has {problem.Qubits}.", nameof(gates));
        }

        if (!(target > 0) || !double.IsFinite(target))
        {
            throw new ArgumentException($"A target error is above 0, not {target}.", nameof(target));
        }

        if (options.Simulator is not null)
        {
            throw new ArgumentException(
                "A search for a target error takes its costs from the fits, not from a simulator.", nameof(options));
        }

        options.Library?.RequireIn(gates);
        this.problem = problem;
        this.gates = gates;
        this.options = options;
        this.target = target;
        this.maximumGates = maximumGates;

        // Counting basis states from the reference, gates on qubits that nothing has moved do nothing.
        determinant = gates.Gates.All(static g => g.Kind is GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.CX
            or GateKind.SX or GateKind.Ecr or GateKind.RZZ)
            ? BasisState(problem.Reference)
            : null;
    }

    /// <summary>What a search of a similar problem found, for example of the same molecule at another bond length: its circuits are where
    /// this one begins, if the symmetries left the same qubits. Null for none.</summary>
    public DesignOutcome? Carried { get; init; }

    /// <summary>Runs the search.</summary>
    /// <param name="progress">Told of every round; may be null.</param>
    /// <param name="cancellationToken">Ends the search; what was found so far is returned.</param>
    /// <returns>What was found; <see cref="DesignOutcome.Goal"/> holds the target and its circuit.</returns>
    public DesignOutcome Run(IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        var clock = Stopwatch.StartNew();
        var reduction = determinant is { } reference && NativeGateSet.JoinsAll(gates) && options.MaximumDepth is null
            ? Reduction(reference) : null;
        var (begin, spent) = reduction is null ? (determinant, 0L) : Begin(reduction, cancellationToken);
        var notes = new List<string>();
        if (reduction is not null && begin != determinant)
        {
            reduction = Reduction(begin!.Value)!;
            notes.Add(
                $"The reference is not of the lowest symmetry: circuits begin with the determinant " +
                $"{Convert.ToString((long)begin.Value, 2).PadLeft(problem.Qubits, '0')}.");
        }

        var (space, letters) = (problem, gates);
        if (reduction is not null)
        {
            (space, letters) = (Reduced(reduction), Restricted(reduction.Kept));
        }
        else if (begin is { } d)
        {
            space = Counted(d);
        }

        using var growth = new CircuitGrowth(space, letters, options.Threads, options.Seed, Precision * target)
        {
            Progress = progress,
            Journal = options.Journal.Part("growth"),
            Bound = begin is not null && space.IsReal && JoinedStates.Bound(space.Observable, 0) is { } bound
                ? bound : double.PositiveInfinity,
        };
        var work = options.Work ?? DesignOptions.WorkOf(120);
        var budget = (long)(GrowthShare * (work - spent));
        var anchor = growth.Grow(
            Remainder * target, Math.Max(60, MostGrowth * space.Qubits), budget, cancellationToken, Enough * target,
            (long)(LongGrowthShare * (work - spent)), Known(reduction));
        if (options.UseLeastCost && problem.LeastCost is { } least)
        {
            anchor = anchor with { Estimate = least };
        }

        var aim = target - Math.Clamp(Margin * anchor.Remainder, LeastMargin * target, MostMargin * target);
        var score = new DesignScore(options.Weights, anchor.Estimate, Math.Max(anchor.Reference - anchor.Estimate, target), aim);
        var limit = anchor.Estimate + aim;
        var circuits = Starts(growth, anchor, limit, Math.Max(budget, growth.Work) + (work / 10), cancellationToken);
        spent += growth.Work;
        var fits = growth.Fits;
        if (options.MaximumDepth is not null)
        {
            circuits = Shallow(space, circuits, limit, work, ref spent, ref fits, cancellationToken);
        }

        var discount = Discount(score, circuits, limit);
        if (discount < 1)
        {
            score = score with { Weights = score.Weights.Priced(discount) };
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Prices of gates are multiplied by {discount:0.00}: at full price the circuits that are needed here would lose to none."));
        }

        if (gates.Basis is GateBasis.RzSxEcr or GateBasis.RzRxRzz && options.MaximumDepth is null && NativeGateSet.JoinsAll(letters))
        {
            circuits.AddRange(Compiled(space, letters, growth, score, limit, work, ref spent, ref fits, cancellationToken));
        }

        var whole = reduction is null ? [] : Whole(reduction, score, circuits, work, ref spent, ref fits, cancellationToken);

        // Without a CX beside the links there is little left to look for.
        var rest = (work - spent) / (Smallest(circuits, limit)?.Cx == 0 ? Little : 1);
        DesignOutcome found;
        IReadOnlyList<DesignResult> grown = circuits;
        if (Smallest(whole, limit) is { } direct && direct.Cx <= Smallest(circuits, limit)?.Cx + reduction!.Links.Count)
        {
            notes.Add(
                $"Circuits on all {problem.Qubits} qubits begin with no more CX than those on the {space.Qubits} that the symmetries " +
                $"leave: they were searched.");
            space = Counted(begin!.Value);
            circuits = [.. whole, .. circuits.Select(Lifting(letters, reduction, score))];
            found = Search(space, gates, score, circuits, rest, maximumGates, progress, cancellationToken);
        }
        else
        {
            found = Search(
                space, letters, score, circuits, rest, maximumGates - (reduction?.Links.Count ?? 0), progress, cancellationToken);
            grown = [.. circuits, .. found.Archive.Front];
            found = reduction is null ? found : Lift(found, reduction, score);
            foreach (var circuit in whole)
            {
                found.Archive.Add(circuit);
            }
        }

        // A search may pass the estimate: then it is what was reached. Circuits with the margin go first.
        anchor = anchor with { Estimate = Math.Min(anchor.Estimate, found.Archive.Front.Min(static r => r.Cost)) };
        var best = Smallest(found.Archive.Front, anchor.Estimate + aim) ?? Smallest(found.Archive.Front, anchor.Estimate + target);
        return found with
        {
            Seconds = clock.Elapsed.TotalSeconds,
            Fits = found.Fits + fits,
            Work = found.Work + spent,
            CutShort = found.CutShort || cancellationToken.IsCancellationRequested,
            Reference = problem.Reference,
            MaximumDepth = options.MaximumDepth,
            Determinant = begin,
            Notes = [.. notes, .. found.Notes],
            Continued = Known(reduction) is not null,
            Grown = new GrownCircuits(Space(reduction), reduction, Carry(grown, limit)),
            Goal = new DesignGoal(target, anchor, space.Qubits, best) { Margin = target - aim },
        };
    }

    // On the same qubits as the search before, where it left any.
    private SymmetryReduction? Reduction(ulong from) =>
        SymmetryReduction.Create(problem.Observable, from, target, Carried?.Grown?.Reduction);

    private ObservableProblem Reduced(SymmetryReduction reduction) =>
        new(problem.Name, reduction.Reduce(problem.Observable), null, problem.LeastCost, problem.Unit);

    // The reference, unless another set of joined states is lower; on more qubits than those are known for, unless a short circuit from the
    // lowest determinant of another symmetry gets below what the reference is heading for.
    private (ulong? Determinant, long Work) Begin(SymmetryReduction reduction, CancellationToken cancellationToken)
    {
        if (problem.IsReal && problem.Qubits <= JoinedStates.MostQubits)
        {
            return (Lowest(reduction.Determinant), 0);
        }

        var others = Others(reduction);
        if (others.Length == 0)
        {
            return (reduction.Determinant, 0);
        }

        var work = 0L;
        DesignAnchor Heading(ulong determinant)
        {
            var small = Reduction(determinant)!;
            using var growth = new CircuitGrowth(
                Reduced(small), Restricted(small.Kept), options.Threads, options.Seed, Precision * target)
            {
                Journal = options.Journal.Part(string.Create(CultureInfo.InvariantCulture, $"heading-{determinant}")),
            };
            var anchor = growth.Grow(Remainder * target, ShortGrowth, (options.Work ?? DesignOptions.WorkOf(120)) / 50, cancellationToken);
            work += growth.Work;
            return anchor;
        }

        var (best, heading) = (reduction.Determinant, Heading(reduction.Determinant).Estimate);
        foreach (var other in others)
        {
            if (Heading(other) is var anchor && anchor.Reached < heading - target)
            {
                (best, heading) = (other, anchor.Estimate);
            }
        }

        return (best, work);
    }

    // The reference, unless a set of joined states without it is lower by more than the target. A growing circuit would not tell: it may be
    // heading for a state that is easier to reach than the lowest one.
    private ulong Lowest(ulong reference)
    {
        var sector = (problem as GroundStateProblem)?.Sector;
        var (state, energy) = JoinedStates.Lowest(problem.Observable, sector?.Determinants(problem.Qubits))[0];
        return JoinedStates.Lowest(problem.Observable, [reference])[0].Energy <= energy + target ? reference : state;
    }

    // The lowest determinants of other symmetry classes.
    private ulong[] Others(SymmetryReduction reduction)
    {
        var energies = Diagonal.Energies(problem.Observable);
        var own = reduction.Class(reduction.Determinant);
        var states = (problem as GroundStateProblem)?.Sector is { } sector
            ? sector.Determinants(problem.Qubits)
            : Enumerable.Range(0, energies.Length).Select(static i => (ulong)i);
        return [.. states.GroupBy(reduction.Class).Where(g => g.Key != own)
            .Select(g => g.MinBy(i => energies[i]))
            .OrderBy(i => energies[i]).Take(Symmetries)];
    }

    // What prices are multiplied by so that the smallest circuit within the limit costs less than its accuracy is worth.
    private static double Discount(DesignScore score, List<DesignResult> circuits, double limit)
    {
        var worth = score.LogReward(score.Anchor, 0, 0, 0, 0);
        if (Smallest(circuits, limit) is not { } c)
        {
            return 1;
        }

        var price = worth - score.LogReward(score.Anchor, c.Cx, c.Depth, c.Parameters, c.Gates);
        return price > MostPrice * worth ? MostPrice * worth / price : 1;
    }

    private static DesignResult? Smallest(IEnumerable<DesignResult> circuits, double limit) =>
        circuits.Where(r => r.Cost <= limit).MinBy(static r => (r.Cx, r.Depth, r.Parameters, r.Gates, r.Cost));

    private DesignOutcome Search(
        ObservableProblem space,
        GateSet letters,
        DesignScore score,
        List<DesignResult> circuits,
        long work,
        int? most,
        IProgress<ProgressReport>? progress,
        CancellationToken cancellationToken)
    {
        var longest = circuits.Where(r => r.Cost <= score.Anchor + target).Select(static r => r.Gates)
            .DefaultIfEmpty(circuits.Max(static r => r.Gates)).Min();
        var used = options with
        {
            Work = options.Work is null ? null : Math.Max(1, work),

            // Words that are counted from a determinant get its X gates in front.
            MaximumDepth = options.MaximumDepth - CircuitMetrics.Depth(NativeGateSet.Written(letters, problem.Reference))
                + CircuitMetrics.Depth(NativeGateSet.Written(letters, space.Reference)),
            MaximumGates = most is { } given ? Math.Max(1, given) : Math.Max(options.MaximumGates, longest + Math.Max(12, longest / 4)),
        };
        var joins = options.Method is DesignMethod.GFlowNet or DesignMethod.Annealing
            ? circuits.Where(r => r.Gates <= used.MaximumGates).ToArray() : [];
        return new CircuitDesigner(space, letters, used, new DesignStart(score, target, joins)).Run(progress, cancellationToken);
    }

    private DesignOutcome Lift(DesignOutcome found, SymmetryReduction reduction, DesignScore score)
    {
        var lifted = Lifting(found.Gates, reduction, score);
        return found with
        {
            Gates = gates,
            Searched = (found.Gates, found.Ensemble),
            Archive = found.Archive.Select(lifted),
            Ensemble = [.. found.Ensemble.Select(lifted).OrderByDescending(static r => r.LogReward)],
        };
    }

    // Writes a circuit on the kept qubits as one on all: its gates there, and the links.
    private Func<DesignResult, DesignResult> Lifting(GateSet letters, SymmetryReduction reduction, DesignScore score)
    {
        var map = letters.Gates.Select(g => gates.IndexOf(g.Kind, [.. g.Qubits.Select(q => reduction.Kept[q])])).ToArray();
        var links = reduction.Links.SelectMany(l => NativeGateSet.Controlled(gates, l.Control, l.Target)).ToArray();
        return result =>
        {
            var all = LetterSequence.Of(letters, result).Select(l => (map[l.Gate], l.Angle)).Concat(links).ToList();
            var (word, angles) = LetterSequence.Canonical(gates, all);
            return DesignResult.Of(gates, word, angles, result.Cost, score);
        };
    }

    // The same kinds of gates on some of the qubits, numbered from 0.
    private GateSet Restricted(IReadOnlyList<int> kept)
    {
        var place = Enumerable.Range(0, kept.Count).ToDictionary(i => kept[i], static i => i);
        return new GateSet(gates.Name, kept.Count, [.. gates.Gates
            .Where(g => g.Qubits.All(place.ContainsKey))
            .Select(g => new DesignGate(g.Kind, [.. g.Qubits.Select(q => place[q])]) { Layers = g.Layers })])
        {
            Basis = gates.Basis,
        };
    }

    // The basis state that a circuit of X gates prepares; null for other circuits.
    internal static ulong? BasisState(Circuit reference)
    {
        ulong state = 0;
        foreach (var operation in reference.Operations)
        {
            if (operation.Kind != GateKind.X)
            {
                return null;
            }

            state ^= 1UL << (reference.Qubits - 1 - operation.Qubits[0]);
        }

        return state;
    }
}
