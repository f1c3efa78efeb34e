using MathNet.Numerics.LinearAlgebra;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Optimization;

/// <summary>
/// Quantum natural gradient with a block-diagonal Fubini-Study metric (Stokes, Izaac, Killoran, Carleo, Quantum 4, 269
/// (2020)): x is moved by -rate (G + regularisation)^-1 gradient. A step that raises the energy is halved.
/// </summary>
/// <param name="circuit">The circuit whose energy is minimised: the metric is that of its state.</param>
/// <param name="options">Settings; null for the defaults.</param>
public sealed class NaturalGradient(Circuit circuit, NaturalGradientOptions? options = null) : IOptimizer
{
    private readonly NaturalGradientOptions options = options ?? NaturalGradientOptions.Default;

    /// <inheritdoc/>
    public string Name => "natural-gradient";

    /// <inheritdoc/>
    public OptimizationResult Minimize(
        IObjective objective, ReadOnlySpan<double> start, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        Finite.RequireDimension(objective, start);
        var program = PauliProgram.Create(circuit);
        var x = start.ToArray();
        var n = x.Length;
        var gradient = new double[n];
        var value = Finite.Start(objective.ValueAndGradient(x, gradient), gradient, x);
        var evaluations = 1;
        var rate = options.LearningRate;
        var next = new double[n];
        var nextGradient = new double[n];
        for (var iteration = 0; iteration < options.Iterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new(Name, iteration, options.Iterations, $"value {value:G9}"));
            if (n == 0 || gradient.Max(Math.Abs) <= options.GradientTolerance)
            {
                return new([.. x], value, iteration, evaluations, true);
            }

            var metric = Matrix<double>.Build.DenseOfArray(FubiniStudyMetric.Compute(program, x));
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
                    return new([.. x], value, iteration + 1, evaluations, true);
                }
            }

            rate = Math.Min(options.LearningRate, rate * 1.5);
            next.CopyTo(x, 0);
            nextGradient.CopyTo(gradient, 0);
        }

        return new([.. x], value, options.Iterations, evaluations, false);
    }
}
