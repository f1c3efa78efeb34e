using System.Diagnostics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Optimization;
using Quiver.Circuits.Problems;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Ansatz;

/// <summary>The variational quantum eigensolver: fits a circuit's angles by adjoint gradients and L-BFGS.</summary>
public static class Vqe
{
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
        using var cost = problem.CreateCost();
        cost.Use(ansatz);
        var (value, angles) = Best(cost, ansatz.ParameterCount, null, options, cancellationToken);
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
        while (circuit.ParameterCount < maximum)
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

            if (best < 0)
            {
                break;
            }

            circuit = With(circuit, pool[best]);
            cost.Use(circuit);
            (value, angles) = Best(cost, circuit.ParameterCount, [.. angles, 0], options with { Starts = 0 }, cancellationToken);
        }

        return new VqeResult(name, circuit.Bind(angles), angles.Length, value, clock.Elapsed.TotalSeconds);
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
            var value = optimizer.Refine(cost, angles).Value;
            if (value < best.Value)
            {
                best = (value, angles);
            }
        }

        var zero = new double[count];
        return cost.Value(zero) is var still && still < best.Value - 1e-12 ? (still, zero) : best;
    }
}
