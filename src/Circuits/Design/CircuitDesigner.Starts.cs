using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

// The circuits that a search begins with.
public sealed partial class CircuitDesigner
{
    // Without a start the yardstick is what a deep plain circuit reaches, or a basis state, which then is among the first circuits: true.
    private bool Begin(CancellationToken cancellationToken)
    {
        fits = 0;
        work = 0;
        elite.Clear();
        if (start is not null)
        {
            score = start.Score;
            archive = new DesignArchive(start.Tolerance, score.Anchor);
            foreach (var circuit in start.Circuits)
            {
                var result = Scored(circuit);
                archive.Add(result);
                Note(result, counts: false);
            }

            return false;
        }

        archive = new DesignArchive(problem.Tolerance, problem.LeastCost);
        var products = BeginsWithProducts ? Products((ObservableProblem)Noiseless) : [];
        var (deep, reference) = products.Count > 0
            ? (products.Min(static p => p.Cost), products[^1].Cost)
            : DeepCircuit.Fit(problem, problem.Qubits + 2, 4, options.Seed);
        var anchor = options.UseLeastCost && problem.LeastCost is { } least ? least : deep;
        score = new DesignScore(options.Weights, anchor, Math.Max(reference - anchor, 100 * options.Weights.Floor));
        if (products.Count > 0)
        {
            using var fitter = problem is NoisyProblem ? new CircuitFitter(problem, gates, score) : null;
            foreach (var product in products.Where(p => p.Gates <= options.MaximumGates && gates.IsShallow(p.Word.AsSpan())))
            {
                Note(fitter?.Fit(product.Word.AsSpan(), [.. product.Angles]) ?? Scored(product));
            }

            work += fitter?.Work ?? 0;
        }

        if (problem is NoisyProblem noisy && options.Method is DesignMethod.GFlowNet or DesignMethod.Annealing)
        {
            Grow(noisy, cancellationToken);
        }

        return products.Count > 0;
    }

    // For an operator of I and Z: the lowest basis states that a local search finds, written as circuits, and the reference behind them.
    // They are yardstick and first circuits, since no state costs less than the best basis state.
    private List<DesignResult> Products(ObservableProblem diagonal)
    {
        var begin = TargetDesigner.BasisState(problem.Reference)!.Value;
        var found = new List<DesignResult>();
        foreach (var (state, cost) in ProductStart.Search(diagonal.Observable, options.Seed, MostProducts))
        {
            var turns = Enumerable.Range(0, problem.Qubits).Where(q => (((state ^ begin) >> (problem.Qubits - 1 - q)) & 1) == 1)
                .SelectMany(gates.Flip).ToList();
            var (word, angles) = LetterSequence.Canonical(gates, turns);
            found.Add(DesignResult.Of(gates, word, angles, cost, score));
        }

        found.Add(DesignResult.Of(gates, [], [], ProductStart.Cost(diagonal.Observable, (uint)begin), score));
        return found;
    }

    // Under noise the best circuit is a short one: those on the way of a growth without noise are judged with it, until it has got worse
    // for a while, and join the ensemble.
    private void Grow(NoisyProblem noisy, CancellationToken cancellationToken)
    {
        var share = (options.Work ?? DesignOptions.WorkOf(GrowthSeconds)) / NoisyShare;
        using var growth = new CircuitGrowth(noisy.Inner, gates, options.Threads, options.Seed, GrowthPrecision)
        {
            Journal = options.Journal.Part("growth"),
        };
        var path = growth.Grow(GrowthPrecision, options.MaximumGates, share, cancellationToken).Path;
        using var fitter = new CircuitFitter(problem, gates, score);
        var (best, since) = (double.PositiveInfinity, 0);
        foreach (var circuit in path.Where(c => c.Gates <= options.MaximumGates))
        {
            if (since == Worse || fitter.Work > share || cancellationToken.IsCancellationRequested)
            {
                break;
            }

            var judged = Scored(fitter.Fit(circuit.Word.AsSpan(), [.. circuit.Angles]));
            Note(judged);
            (best, since) = judged.Cost < best ? (judged.Cost, 0) : (best, since + 1);
        }

        work += growth.Work + fitter.Work;
    }
}
