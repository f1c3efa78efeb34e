using MathNet.Numerics.LinearAlgebra;
using Quiver.Circuits.Gradients;

namespace Quiver.Circuits.Optimization;

/// <summary>
/// Quantum natural gradient with a block-diagonal Fubini-Study metric (Stokes, Izaac, Killoran, Carleo, Quantum 4, 269
/// (2020)): x is moved by -rate (G + regularisation)^-1 gradient. A step that raises the energy is halved.
/// </summary>
public static class NaturalGradient
{
    /// <summary>Minimises the energy of a circuit.</summary>
    /// <param name="objective">The energy.</param>
    /// <param name="x">The start; receives the final parameters.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="stop">Ends the run with an exception.</param>
    /// <returns>How it ended.</returns>
    public static OptimizationResult Minimize(EnergyObjective objective, Span<double> x, NaturalGradientOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        options ??= NaturalGradientOptions.Default;
        var n = x.Length;
        var gradient = new double[n];
        var value = Finite.Start(objective.ValueAndGradient(x, gradient), gradient, x);
        var evaluations = 1;
        var rate = options.LearningRate;
        var next = new double[n];
        var nextGradient = new double[n];
        for (var iteration = 0; iteration < options.Iterations; iteration++)
        {
            stop.ThrowIfCancellationRequested();
            if (n == 0 || gradient.Max(Math.Abs) <= options.GradientTolerance)
            {
                return new(value, iteration, evaluations, true);
            }

            var metric = Matrix<double>.Build.DenseOfArray(FubiniStudyMetric.Compute(objective.Program, x));
            for (var i = 0; i < n; i++)
            {
                metric[i, i] += options.Regularization;
            }

            var direction = metric.Cholesky().Solve(Vector<double>.Build.DenseOfArray(gradient));
            while (true)
            {
                for (var i = 0; i < n; i++)
                {
                    next[i] = x[i] - (rate * direction[i]);
                }

                var nextValue = objective.ValueAndGradient(next, nextGradient);
                evaluations++;
                if (nextValue <= value)
                {
                    value = nextValue;
                    break;
                }

                rate /= 2;
                if (rate < 1e-8)
                {
                    // No step lowers the energy: the point stays.
                    return new(value, iteration + 1, evaluations, true);
                }
            }

            rate = Math.Min(options.LearningRate, rate * 1.5);
            next.CopyTo(x);
            nextGradient.CopyTo(gradient, 0);
        }

        return new(value, options.Iterations, evaluations, false);
    }
}
