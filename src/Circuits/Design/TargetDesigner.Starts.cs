using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

// The circuits that the search begins with: grown on all qubits, shallow, compiled, those of other runs.
public sealed partial class TargetDesigner
{
    // Circuits of a similar problem that act on the same qubits.
    private IReadOnlyList<DesignResult>? Known(SymmetryReduction? reduction) =>
        Carried is { Grown: { } grown } && grown.Space.Equals(Space(reduction), StringComparison.Ordinal) ? grown.Circuits : null;

    // The smallest circuits within the limit, and those of least cost.
    private static List<DesignResult> Carry(IReadOnlyList<DesignResult> circuits, double limit)
    {
        var small = circuits.Where(c => c.Cost <= limit).OrderBy(static c => (c.Cx, c.Gates, c.Cost)).Take(MostCarried);
        var low = circuits.OrderBy(static c => (c.Cost, c.Cx)).Take(MostCarried / 2);
        return [.. small.Concat(low).DistinctBy(static c => string.Join(',', c.Word))];
    }

    // Which states circuits are on: the determinant, and which qubits stay with which parities behind them.
    private string Space(SymmetryReduction? reduction) => reduction is null
        ? $"{gates.Name} {problem.Qubits}"
        : $"{gates.Name} {reduction.Determinant} {string.Join(' ', reduction.Kept)} {string.Join(' ', reduction.Links)}";

    // Weakly correlated states need fewer CX than the links of the symmetries: then circuits grow on all qubits too, up to the CX that
    // the others begin with, and are thinned out.
    private List<DesignResult> Whole(
        SymmetryReduction reduction, DesignScore score, List<DesignResult> circuits, long work, ref long spent, ref long fits,
        CancellationToken cancellationToken)
    {
        var limit = score.Anchor + score.Target!.Value;
        var most = Smallest(circuits, limit)?.Cx + reduction.Links.Count;
        if (most is not { } cx || reduction.Links.Count < LinkedShare * cx)
        {
            return [];
        }

        using var growth = new CircuitGrowth(
            Counted(reduction.Determinant), gates, options.Threads, options.Seed, Precision * target)
        {
            Journal = options.Journal.Part("whole"),
        };
        var share = (long)(WholeShare * work);
        var path = growth.GrowTo(limit, cx, share, cancellationToken).ToList();
        if (path[^1].Cost <= limit)
        {
            path.Add(growth.Thin(path[^1], limit, growth.Work + share, cancellationToken));
        }

        spent += growth.Work;
        fits += growth.Fits;
        return [.. path.Select(c => c with { LogReward = score.LogReward(c.Cost, c.Cx, c.Depth, c.Parameters, c.Gates) })];
    }

    // Where circuits may only be so deep, those of a growth that keeps to it, thinned out; the yardstick is what growth reaches without it.
    private List<DesignResult> Shallow(
        ObservableProblem space, List<DesignResult> circuits, double limit, long work, ref long spent, ref long fits,
        CancellationToken cancellationToken)
    {
        var letters = gates.Limited(options.MaximumDepth, problem.Reference);
        using var growth = new CircuitGrowth(space, letters, options.Threads, options.Seed, Precision * target)
        {
            Journal = options.Journal.Part("shallow"),
        };
        var path = growth.GrowTo(limit, int.MaxValue, (long)(GrowthShare * (work - spent)), cancellationToken).ToList();
        if (path[^1].Cost <= limit)
        {
            path.Add(growth.Thin(path[^1], limit, growth.Work + (work / 20), cancellationToken));
        }

        spent += growth.Work;
        fits += growth.Fits;
        return [.. circuits.Where(c => letters.IsShallow(c.Word.AsSpan())), .. path];
    }

    // Rotations between CX cancel against each other where the device's own gates do not: a share of the budget designs circuits of
    // those, which are written in the device's gates, one of two qubits for every CX, thinned out there, and searched on from.
    private List<DesignResult> Compiled(
        ObservableProblem space, GateSet letters, CircuitGrowth thinning, DesignScore score, double limit, long work, ref long spent,
        ref long fits, CancellationToken cancellationToken)
    {
        var hardware = GateSet.Hardware(letters.Qubits, real: space.IsReal);
        var share = (work - spent) / 2;
        using var growth = new CircuitGrowth(space, hardware, options.Threads, options.Seed, Precision * target)
        {
            Journal = options.Journal.Part("compiled-growth"),
        };
        var path = growth.GrowTo(limit, int.MaxValue, share / 2, cancellationToken).ToList();
        (spent, fits) = (spent + growth.Work, fits + growth.Fits);
        if (path[^1].Cost > limit)
        {
            return [];
        }

        path.Add(growth.Thin(path[^1], limit, growth.Work + (share / 10), cancellationToken));
        var found = new CircuitDesigner(
            space, hardware,
            options with
            {
                Method = DesignMethod.Annealing,
                Work = options.Work is null ? null : Math.Max(1, share - growth.Work),
                Fits = options.Fits / 2,
                MaximumGates = path[^1].Gates + Math.Max(12, path[^1].Gates / 4),
                Journal = options.Journal.Part("compiled"),
            },
            new DesignStart(score, target, [.. path.Where(c => c.Gates <= path[^1].Gates)])).Run(null, cancellationToken);
        (spent, fits) = (spent + found.Work, fits + found.Fits);
        var before = (thinning.Work, thinning.Fits);
        var result = new List<DesignResult>();
        foreach (var circuit in found.Archive.Front.Where(c => c.Cost <= limit).OrderBy(static c => (c.Cx, c.Gates)).Take(Thinned / 2))
        {
            var (word, angles) = LetterSequence.Canonical(
                letters, NativeGateSet.Translated(letters, hardware, LetterSequence.Of(hardware, circuit)));
            var written = DesignResult.Of(letters, word, angles, circuit.Cost, score);
            result.Add(written);
            result.Add(thinning.Thin(written, limit, thinning.Work + (work / 40), cancellationToken));
        }

        (spent, fits) = (spent + thinning.Work - before.Work, fits + thinning.Fits - before.Fits);
        return [.. result.Select(c => c with { LogReward = score.LogReward(c.Cost, c.Cx, c.Depth, c.Parameters, c.Gates) })];
    }

    // Basis states counted from a determinant, all qubits kept.
    private ObservableProblem Counted(ulong determinant) => new(
        problem.Name, SymmetryReduction.FromDeterminant(problem.Observable, determinant), null, problem.LeastCost, problem.Unit);

    // The first circuit on the path within the target, the last, and some between, each thinned out as far as the target allows.
    private List<DesignResult> Starts(
        CircuitGrowth growth, DesignAnchor anchor, double limit, long work, CancellationToken cancellationToken)
    {
        var circuits = new List<DesignResult>(anchor.Path);
        var within = anchor.Path.Where(r => r.Cost <= limit).ToArray();
        for (var i = 0; i < Math.Min(Thinned, within.Length) && !cancellationToken.IsCancellationRequested; i++)
        {
            var place = within.Length <= Thinned ? i : i * (within.Length - 1) / (Thinned - 1);
            circuits.Add(
                growth.Thin(within[place], limit, growth.Work + Math.Max(0, (work - growth.Work) / (Thinned - i)), cancellationToken));
        }

        return circuits;
    }
}
