using Quiver.Circuits.Optimization;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

/// <summary>Fits the angles of words of gates by adjoint gradients and L-BFGS. One per thread.</summary>
/// <param name="problem">What the circuits are for.</param>
/// <param name="gates">The gate set of the words.</param>
/// <param name="score">Turns costs into rewards.</param>
/// <param name="iterations">The most L-BFGS iterations of a fit.</param>
/// <param name="precision">A fit ends when an iteration gains less than this, in the cost's unit.</param>
internal sealed class CircuitFitter(
    CircuitProblem problem, GateSet gates, DesignScore score, int iterations = 60, double precision = 1e-10) : IDisposable
{
    // A circuit that a chain moves to is fitted to this share of the temperature, on log R: the next fits go on from there.
    private const double Settled = 0.1;

    private readonly ICircuitCost cost = problem.CreateCost();
    private readonly Lbfgs optimizer = new(
        new LbfgsOptions
        {
            MaxIterations = iterations,
            MaxEvaluations = 2 * iterations,
            GradientTolerance = 1e-6,
            ValueTolerance = precision,
        });
    private readonly WordProgram? programs = WordProgram.For(gates, problem.Reference);
    private readonly int[] depth = new int[gates.Qubits];

    /// <summary>What turns costs into rewards.</summary>
    public DesignScore Score => score;

    /// <summary>Fits made so far.</summary>
    public long Fits { get; private set; }

    /// <summary>Work done so far, in units of about a nanosecond of one core.</summary>
    public long Work { get; private set; }

    /// <summary>Fits a circuit.</summary>
    /// <param name="word">Gate numbers; padding is ignored.</param>
    /// <param name="start">Starting angles, one per gate that has one; changed into the fitted ones.</param>
    /// <param name="needed">Gives up early where this log reward is out of reach; the result then is where the fit stood.</param>
    /// <param name="temperature">Of the chain, on log R: above <paramref name="needed"/> the fit ends where it promises a small part of
    /// it. 0 fits to the end.</param>
    /// <returns>The result, with its own copies.</returns>
    public DesignResult Fit(
        ReadOnlySpan<long> word, Span<double> start, double needed = double.NegativeInfinity, double temperature = 0)
    {
        var used = word[..CanonicalWord.Length(word)];
        var (cx, layers) = gates.Count(used, depth);
        var wanted = double.IsNegativeInfinity(needed) || problem is NoisyProblem
            ? double.PositiveInfinity
            : score.CostFor(needed, cx, layers, start.Length, used.Length);
        Use(used, start.Length);
        Fits++;
        double value;
        if (start.Length == 0)
        {
            value = cost.Value(start);
            Work += problem.EvaluationWork(0);
        }
        else
        {
            var settled = double.IsFinite(wanted) ? Settled * temperature * score.CostOf(wanted) : 0;
            var fit = optimizer.RefineUntil(cost, start, new FitDemand(wanted, settled));
            value = fit.Value;
            Work += fit.Evaluations * problem.EvaluationWork(start.Length, gates.CountUploads(used));
        }

        value = cost.Judge(start, value);
        Work += problem.JudgingWork(used.Length);
        return new DesignResult([.. used], [.. start], value, cx, layers, score.LogReward(value, cx, layers, start.Length, used.Length));
    }

    /// <summary>Fits a circuit from small random angles, several times, and keeps the best.</summary>
    /// <param name="word">Gate numbers.</param>
    /// <param name="random">Source of the angles.</param>
    /// <param name="starts">Number of starts.</param>
    /// <param name="warm">A start of its own, tried first; null for none.</param>
    /// <returns>The best result.</returns>
    public DesignResult FitBest(ReadOnlySpan<long> word, Random random, int starts, double[]? warm = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        var parameters = 0;
        foreach (var letter in word)
        {
            parameters += letter >= 0 && gates.Gates[(int)letter].HasAngle ? 1 : 0;
        }

        var angles = new double[parameters];
        DesignResult? best = null;
        if (warm is not null)
        {
            warm.CopyTo(angles, 0);
            best = Fit(word, angles);
        }

        for (var s = 0; s < starts && (parameters > 0 || best is null); s++)
        {
            // The first start stays near the reference, later ones roam.
            var width = s == 0 ? 0.3 : Math.PI;
            foreach (ref var angle in angles.AsSpan())
            {
                angle = width * ((2 * random.NextDouble()) - 1);
            }

            var result = Fit(word, angles);
            best = best is null || result.Cost < best.Cost - 1e-12 ? result : best;
        }

        return best!;
    }

    /// <inheritdoc/>
    public void Dispose() => cost.Dispose();

    private void Use(ReadOnlySpan<long> word, int angles)
    {
        if (programs is not null && cost is IProgramCost direct)
        {
            direct.Use(programs.Create(word, angles));
            Work += DesignWork.Rewriting(word.Length);
            return;
        }

        gates.Hand(word, problem.Reference, cost);
        Work += DesignWork.Building(gates.Qubits, word.Length);
    }
}
