using System.Globalization;
using System.Numerics;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Design;

/// <summary>
/// Grows a circuit from the reference: all insertions are scanned, the steepest of every price fitted with all angles, and the one with the
/// largest gain for its CX kept; and thins one out again.
/// </summary>
/// <remarks>
/// ADAPT-VQE (Grimsley et al. 2019) over hardware gates, with places inside the circuit and prices. Deletions by least loss are those of
/// pruned ADAPT (Vaquero-Sabater et al. 2024).
/// </remarks>
internal sealed partial class CircuitGrowth : IDisposable
{
    private const int Candidates = 3;
    private const int MostPlaces = 32;

    // Beyond so many qubits a scan and a fit are dear: fewer places are looked at, several gates are put in before the angles are fitted,
    // three and one more for so many angles, and fits end sooner.
    private const int FewQubits = 9;
    private const int FewPlaces = 8;
    private const int Together = 3;
    private const int AnglesForOneMore = 16;
    private const int MostTogether = 16;
    private const int Iterations = 150;
    private const int FewIterations = 30;
    private const double Finest = 1e-10;

    // Where nothing is gained and so many times the remainder wanted is left, longer strings are offered: on up to so many qubits all there
    // are, on more those of one arm more and of the operator.
    private const double Stuck = 10;
    private const int AllArmsQubits = 7;
    private const int WideArms = 4;

    // A state of less variance (the cost's unit squared) is an eigenstate: so many circuits with a few gates more are fitted, with more
    // gates and larger angles where that leads nowhere, and one lower by so much shows that it was not the lowest.
    private const double Eigenstate = 1e-7;
    private const int Kicks = 6;
    private const int KickGates = 4;
    private const double KickAngle = 0.7;
    private const int KickRounds = 3;
    private const double LeastKick = 1e-6;

    // Circuits of more gates are first thinned many gates at once. A removal's fit takes about so many evaluations.
    private const int ManyGates = 40;
    private const int RemovalEvaluations = 10;

    // Entries of the journal: the steps so far, and the whole growth.
    private const string Growing = "growing";
    private const string Grown = "grown";
    private readonly CircuitProblem problem;
    private readonly GateSet gates;
    private readonly InsertionScan scan;
    private readonly CircuitFitter[] fitters;
    private readonly CountedRandom random;
    private readonly CountedRandom kicking;
    private readonly UnitJournal journal = UnitJournal.None;
    private readonly Func<bool> due = static () => false;
    private InsertionScan? wide;
    private (long Work, long Fits) before;
    private int thinned;

    /// <summary>Prepares growth.</summary>
    /// <param name="problem">An expectation value without noise, or a classifier.</param>
    /// <param name="gates">The gates on offer.</param>
    /// <param name="threads">Threads that fit candidates; results do not depend on them.</param>
    /// <param name="seed">Fixes which places are looked at where not all can be.</param>
    /// <param name="precision">Beyond nine qubits, and for classifiers, fits end when an iteration gains less than this, in the cost's
    /// unit.</param>
    public CircuitGrowth(CircuitProblem problem, GateSet gates, int threads, int seed, double precision)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(gates);
        this.problem = problem;
        this.gates = gates;
        scan = gates.Qubits <= FewQubits
            ? new InsertionScan(problem, gates, 3)
            : new InsertionScan(problem, gates, 2, problem is ObservableProblem o ? Couplings(o.Observable, 3) : null);
        var score = new DesignScore(new DesignWeights(), 0, 1);
        var (iterations, finest) = gates.Qubits <= FewQubits && problem is ObservableProblem
            ? (Iterations, Finest)
            : (FewIterations, precision);
        fitters = [.. Enumerable.Range(0, Math.Max(1, threads)).Select(_ => new CircuitFitter(problem, gates, score, iterations, finest))];
        random = new CountedRandom(seed);
        kicking = new CountedRandom(SeedMixing.Chain(seed, 0));
    }

    /// <summary>Work done so far, in units of about a nanosecond of one core.</summary>
    public long Work => before.Work + scan.Work + (wide?.Work ?? 0) + fitters.Sum(static f => f.Work);

    /// <summary>Told of every step; null for nobody.</summary>
    public IProgress<ProgressReport>? Progress { get; init; }

    /// <summary>What a stopped growth has behind it; one growth and what is thinned out after it have a journal of their own.</summary>
    public UnitJournal Journal
    {
        init => (journal, due) = (value, value.Clock());
    }

    /// <summary>An upper bound of the least cost from elsewhere: growth does not end above it by itself, and no estimate lies above
    /// it.</summary>
    public double Bound { get; init; } = double.PositiveInfinity;

    /// <summary>Circuits fitted.</summary>
    public long Fits => before.Fits + fitters.Sum(static f => f.Fits);

    /// <summary>Grows until the extrapolated remainder is small.</summary>
    /// <param name="remainder">Ends when less than this is left by extrapolation, in the cost's unit.</param>
    /// <param name="gatesAtMost">Ends at this many gates.</param>
    /// <param name="work">Ends when this much work is done.</param>
    /// <param name="cancellationToken">Ends the growth; what was reached counts.</param>
    /// <param name="enough">With <paramref name="longer"/>: what may be left when <paramref name="work"/> is done.</param>
    /// <param name="longer">Ends when this much work is done, where more than that is left.</param>
    /// <param name="carried">Circuits of a similar problem: fitted to this one they are the first steps; null for none.</param>
    /// <returns>The path and where it is heading.</returns>
    public DesignAnchor Grow(
        double remainder,
        int gatesAtMost,
        long work,
        CancellationToken cancellationToken = default,
        double enough = double.PositiveInfinity,
        long longer = 0,
        IReadOnlyList<DesignResult>? carried = null) =>
        Grow(
            carried ?? [],
            (reached, estimate, variance, steps) =>
                (reached.Cost - estimate < remainder && (steps > 4 || variance < 1e-10)) || reached.Gates >= gatesAtMost
                || Work > (reached.Cost - estimate < enough ? work : Math.Max(work, longer)),
            cancellationToken,
            Stuck * remainder);

    /// <summary>Grows until a cost is reached.</summary>
    /// <param name="limit">Ends at or below this cost.</param>
    /// <param name="cxAtMost">Ends at this many CX.</param>
    /// <param name="work">Ends when this much work is done.</param>
    /// <param name="cancellationToken">Ends the growth; what was reached counts.</param>
    /// <returns>The circuits on the way, the reference first.</returns>
    public IReadOnlyList<DesignResult> GrowTo(double limit, int cxAtMost, long work, CancellationToken cancellationToken = default) =>
        Grow([], (reached, _, _, _) => reached.Cost <= limit || reached.Cx >= cxAtMost || Work > work, cancellationToken).Path;

    /// <summary>Grows until there are so many angles.</summary>
    /// <param name="angles">Ends at this many angles.</param>
    /// <param name="work">Ends when this much work is done.</param>
    /// <param name="cancellationToken">Ends the growth; what was reached counts.</param>
    /// <returns>The circuits on the way, the reference first.</returns>
    public IReadOnlyList<DesignResult> GrowAngles(int angles, long work, CancellationToken cancellationToken = default) =>
        Grow([], (reached, _, _, _) => reached.Parameters >= angles || Work > work, cancellationToken).Path;

    private DesignAnchor Grow(
        IReadOnlyList<DesignResult> carried, Func<DesignResult, double, double, int, bool> ends, CancellationToken cancellationToken,
        double stuck = double.PositiveInfinity)
    {
        if (journal.Exists(Grown))
        {
            return journal.Read(Grown, ReadAnchor);
        }

        var resumed = journal.Exists(Growing);
        var (path, seen) = resumed ? journal.Read(Growing, ReadSteps) : Begun(carried);
        var current = path[^1];
        var saved = path.Count;
        while (true)
        {
            if (path.Count > saved && (due() || cancellationToken.IsCancellationRequested))
            {
                saved = path.Count;
                journal.Write(Growing, w => WriteSteps(w, path, seen));
            }

            var (insertions, variance) = scan.Scan(current, Places(current));
            seen.Add((variance, current.Cost));
            var estimate = Math.Min(Extrapolate(seen), Bound);
            Progress?.Report(new ProgressReport(
                $"growing on {gates.Qubits} qubits", 0, 0,
                problem is ObservableProblem
                    ? string.Create(CultureInfo.InvariantCulture, $"{current.Cx} CX, {current.Cost - estimate:G2} above the estimate")
                    : string.Create(
                        CultureInfo.InvariantCulture, $"{current.Cx} CX, {current.Parameters} angles, cost {current.Cost:G4}")));
            var ended = cancellationToken.IsCancellationRequested || ends(current, estimate, variance, seen.Count);
            var better = ended
                ? null
                : Better(current, insertions) ?? (current.Cost - estimate > stuck ? Wider(current) : null);
            if (better is null && (variance < Eigenstate || (!ended && current.Cost > Bound + stuck))
                && (problem is ObservableProblem || (problem is ClassificationProblem && !ended))
                && !cancellationToken.IsCancellationRequested)
            {
                better = Kicked(current, insertions);
                seen.RemoveRange(0, better is null ? 0 : seen.Count);
            }

            if (better is null)
            {
                var anchor = new DesignAnchor(current.Cost, estimate, variance, path[0].Cost, path);
                if (!cancellationToken.IsCancellationRequested)
                {
                    journal.Write(Grown, w => WriteAnchor(w, anchor));
                    journal.Forget(Growing);
                }

                return anchor;
            }

            current = better;
            path.Add(current);
        }
    }

    // The reference, and those carried circuits that cost less and less.
    private (List<DesignResult> Path, List<(double Variance, double Cost)> Seen) Begun(IReadOnlyList<DesignResult> carried)
    {
        var current = fitters[0].Fit([], []);
        var path = new List<DesignResult> { current };
        var seen = new List<(double Variance, double Cost)>();
        foreach (var circuit in FitAll([.. carried.Select(c => LetterSequence.Of(gates, c)).Where(IsShallow)])
            .OrderByDescending(static c => c.Cost))
        {
            if (circuit.Cost < current.Cost)
            {
                seen.Add((scan.Scan(current, new HashSet<int> { current.Gates }).Variance, current.Cost));
                current = circuit;
                path.Add(circuit);
            }
        }

        return (path, seen);
    }

    /// <summary>Takes gates out, those first whose removal costs least, as long as the cost stays at or below a limit.</summary>
    /// <param name="circuit">A fitted circuit.</param>
    /// <param name="limit">The most it may cost.</param>
    /// <param name="work">Ends when this much work is done.</param>
    /// <param name="cancellationToken">Ends it; what was reached counts.</param>
    /// <returns>The thinned circuit; the same where nothing can go.</returns>
    public DesignResult Thin(DesignResult circuit, double limit, long work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var name = string.Create(CultureInfo.InvariantCulture, $"thinned-{thinned++}");
        var (many, ended) = (circuit.Gates > ManyGates ? circuit.Parameters / 4 : 0, false);
        if (journal.Exists(name))
        {
            (circuit, many, ended) = journal.Read(name, ReadThinned);
        }

        var begun = false;
        void Save(bool whole) => journal.Write(name, w => WriteThinned(w, circuit, many, whole));
        while (many > 0 && !ended && Goes())
        {
            var fewer = FitAll([WithoutSmallest(circuit, many)])[0];
            (circuit, many) = fewer.Cost <= limit && fewer.Gates < circuit.Gates
                ? (fewer, Math.Min(many, fewer.Parameters / 4)) : (circuit, many / 2);
        }

        while (!ended && Goes())
        {
            var affordable = (work - Work) / (RemovalEvaluations * problem.EvaluationWork(circuit.Parameters)) + 1;
            var fitted = FitAll([.. Removals(LetterSequence.Of(gates, circuit)).Take((int)Math.Min(affordable, int.MaxValue))]);
            var best = fitted.Where(f => f.Cost <= limit).MinBy(f => (f.Cx - circuit.Cx, f.Gates, f.Cost));
            ended = best is null || (best.Cx, best.Gates).CompareTo((circuit.Cx, circuit.Gates)) >= 0;
            circuit = ended ? circuit : best!;
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            Save(whole: true);
        }

        return circuit;

        bool Goes()
        {
            if (begun && (due() || cancellationToken.IsCancellationRequested))
            {
                Save(whole: ended);
            }

            // Nothing is kept where not even the growth before went to its end.
            var goes = Work < work && !cancellationToken.IsCancellationRequested;
            begun |= goes;
            return goes;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        scan.Dispose();
        wide?.Dispose();
        foreach (var fitter in fitters)
        {
            fitter.Dispose();
        }
    }

    // Which qubits the operator flips together, where those are more than a star of arms reaches.
    private static IEnumerable<uint> Couplings(PauliSum observable, int fewest) =>
        IndexTerms.From(observable).Select(static t => t.X).Distinct()
            .Where(x => BitOperations.PopCount(x) > fewest).OrderBy(static x => x);

    // Least squares of the cost against the variance over the last third of the steps. Where the cost does not fall with the variance,
    // nothing converges yet: an eigenvalue lies within its root.
    internal static double Extrapolate(List<(double Variance, double Cost)> steps)
    {
        var (variance, cost) = steps[^1];
        var used = steps[Math.Max(0, Math.Min(steps.Count - 4, 2 * steps.Count / 3))..];
        var (meanV, meanC) = (used.Average(static s => s.Variance), used.Average(static s => s.Cost));
        var square = used.Sum(s => (s.Variance - meanV) * (s.Variance - meanV));
        var slope = square > 0 ? used.Sum(s => (s.Variance - meanV) * (s.Cost - meanC)) / square : 0;
        return square > 0 && slope <= 0 ? cost - Math.Sqrt(Math.Max(0, variance)) : cost - (slope * variance);
    }

    // A circuit without its rotations of the smallest angles, and without the CX pairs that meet then.
    private List<(int Gate, double Angle)> WithoutSmallest(DesignResult circuit, int count)
    {
        var letters = LetterSequence.Of(gates, circuit);
        var gone = Enumerable.Range(0, letters.Count).Where(i => gates.Gates[letters[i].Gate].HasAngle)
            .OrderBy(i => Turn(letters[i].Angle)).Take(count).ToHashSet();
        return [.. letters.Where((_, i) => !gone.Contains(i))];
    }

    // How far a rotation is from doing nothing, up to a sign of the state.
    private static double Turn(double angle) => Math.Abs(Math.Sin(angle / 2));

    // One gate of every kind of removal: each letter alone, and each rotation with the CX pair around it; the smallest rotations first.
    private IEnumerable<List<(int Gate, double Angle)>> Removals(List<(int Gate, double Angle)> letters)
    {
        const double Cx = 0.3;
        var trials = new List<(double Order, List<(int, double)> Letters)>();
        for (var i = 0; i < letters.Count; i++)
        {
            var turns = gates.Gates[letters[i].Gate].HasAngle;
            var without = new List<(int, double)>(letters);
            without.RemoveAt(i);
            trials.Add((turns ? Turn(letters[i].Angle) : Cx, without));
            for (var j = i + 1; j < letters.Count && !turns; j++)
            {
                if (letters[j].Gate == letters[i].Gate)
                {
                    var open = new List<(int, double)>(letters);
                    open.RemoveAt(j);
                    open.RemoveAt(i);
                    trials.Add((Cx, open));
                    break;
                }
            }
        }

        return trials.OrderBy(static t => t.Order).Select(static t => t.Letters);
    }

    // Whether a circuit is within the layers that the gates may take; with an insertion, where there is a limit.
    private bool IsShallow(List<(int Gate, double Angle)> letters) =>
        gates.MaximumLayers == int.MaxValue || gates.IsShallow(LetterSequence.Canonical(gates, letters).Word);

    private bool IsShallow(DesignResult current, Insertion insertion) =>
        gates.MaximumLayers == int.MaxValue || IsShallow(With(current, [insertion]));
}
