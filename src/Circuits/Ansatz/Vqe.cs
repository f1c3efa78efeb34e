using System.Diagnostics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Optimization;
using Quiver.Circuits.Problems;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Ansatz;

/// <summary>The variational quantum eigensolver: fits a circuit's angles by adjoint gradients and L-BFGS.</summary>
public static class Vqe
{
    // The entry of a journal that holds the generators chosen and their angles.
    private const string Steps = "steps";

    /// <summary>Fits an ansatz.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="ansatz">The whole circuit, reference included.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The best of all starts.</returns>
    public static VqeResult Fit(
        string name, CircuitProblem problem, Circuit ansatz, VqeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(ansatz);
        options ??= new VqeOptions();
        var clock = Stopwatch.StartNew();
        using var cost = new RecordedCost(problem.CreateCost(), options.Journal, cancellationToken);
        cost.Use(ansatz);
        var (value, angles) = Best(cost, ansatz.ParameterCount, null, options, cancellationToken);
        cost.Save();
        return new VqeResult(name, ansatz.Bind(angles), ansatz.ParameterCount, cost.Judge(angles, value), clock.Elapsed.TotalSeconds);
    }

    /// <summary>
    /// ADAPT-VQE (Grimsley et al. 2019): adds the generator of largest gradient, fits all angles again, until no gradient is left.
    /// </summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="problem">The problem; its reference is the start.</param>
    /// <param name="pool">Generators, each applied as exp(-i theta G).</param>
    /// <param name="maximum">The most generators.</param>
    /// <param name="tolerance">Ends when every gradient is below this, in the problem's unit per radian.</param>
    /// <param name="options">How angles are fitted; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The fitted circuit.</returns>
    public static VqeResult Adapt(
        string name, ObservableProblem problem, IReadOnlyList<PauliSum> pool, int maximum, double tolerance = 1e-4,
        VqeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(pool);
        options ??= new VqeOptions();
        var clock = Stopwatch.StartNew();
        using var cost = problem.CreateCost();
        var circuit = problem.Reference;
        var angles = Array.Empty<double>();
        cost.Use(circuit);
        var value = cost.Value(angles);
        var chosen = new List<int>();
        if (options.Journal.Exists(Steps))
        {
            (chosen, value, angles) = options.Journal.Read(
                Steps, static r => (r.ReadArray<int>().ToList(), r.ReadDouble(), r.ReadArray<double>()));
            circuit = chosen.Aggregate(circuit, (c, g) => With(c, pool[g]));
        }

        void Save() => options.Journal.Write(Steps, w =>
        {
            w.WriteArray<int>(chosen.ToArray());
            w.Write(value);
            w.WriteArray<double>(angles);
        });
        var due = options.Journal.Clock();
        try
        {
            while (circuit.ParameterCount < maximum && Steepest() is >= 0 and var best)
            {
                var longer = With(circuit, pool[best]);
                cost.Use(longer);
                (value, angles) = Best(cost, longer.ParameterCount, [.. angles, 0], options with { Starts = 0 }, cancellationToken);
                circuit = longer;
                chosen.Add(best);
                if (due())
                {
                    Save();
                }
            }
        }
        catch (OperationCanceledException)
        {
            Save();
            throw;
        }

        Save();
        return new VqeResult(name, circuit.Bind(angles), angles.Length, value, clock.Elapsed.TotalSeconds);

        // The generator of largest gradient; -1 where none is above the tolerance.
        int Steepest()
        {
            var (best, slope) = (-1, tolerance);
            for (var g = 0; g < pool.Count; g++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                cost.Use(With(circuit, pool[g]));
                var gradient = new double[circuit.ParameterCount + 1];
                cost.ValueAndGradient([.. angles, 0], gradient);
                if (Math.Abs(gradient[^1]) > slope)
                {
                    (best, slope) = (g, Math.Abs(gradient[^1]));
                }
            }

            return best;
        }
    }

    private static Circuit With(Circuit circuit, PauliSum generator)
    {
        var builder = new CircuitBuilder(circuit.Qubits).Add(circuit);
        UccsdAnsatz.Exponential(builder, generator, Angle.Free(circuit.ParameterCount));
        return builder.Build();
    }

    // The best of all starts, and never worse than angles 0, where ansätze are their reference.
    internal static (double Value, double[] Angles) Best(
        ICircuitCost cost, int count, double[]? warm, VqeOptions options, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return (cost.Value([]), []);
        }

        var optimizer = new Lbfgs(new LbfgsOptions { MaxIterations = options.Iterations, MaxEvaluations = 2 * options.Iterations });
        var random = new Random(options.Seed);
        var best = (Value: double.PositiveInfinity, Angles: Array.Empty<double>());
        for (var s = warm is null ? 0 : -1; s < options.Starts; s++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var width = s == 0 ? 0.1 : Math.PI;
            var angles = s < 0 ? [.. warm!] : Enumerable.Range(0, count).Select(_ => width * ((2 * random.NextDouble()) - 1)).ToArray();
            var value = optimizer.Refine(cost, angles, cancellationToken: cancellationToken).Value;
            if (value < best.Value)
            {
                best = (value, angles);
            }
        }

        var zero = new double[count];
        return cost.Value(zero) is var still && still < best.Value - 1e-12 ? (still, zero) : best;
    }
}
