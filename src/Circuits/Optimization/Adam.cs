using Quiver.Core.Numbers;

namespace Quiver.Circuits.Optimization;

/// <summary>Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1), keeping the best point met.</summary>
public static class Adam
{
    /// <summary>Minimises a function.</summary>
    /// <param name="objective">The function; its gradient may be noisy.</param>
    /// <param name="x">The start; receives the best variables met.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="stop">Ends the run with an exception.</param>
    /// <returns>How it ended.</returns>
    public static OptimizationResult Minimize(IObjective objective, Span<double> x, AdamOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        options ??= AdamOptions.Default;
        var n = x.Length;
        var gradient = new double[n];
        var mean = new double[n];
        var square = new double[n];
        var best = x.ToArray();
        var bestValue = double.PositiveInfinity;
        for (var t = 1; t <= options.Iterations; t++)
        {
            stop.ThrowIfCancellationRequested();
            var value = objective.ValueAndGradient(x, gradient);
            if (t == 1)
            {
                Finite.Start(value, gradient, x);
            }
            else if (!double.IsFinite(value) || Array.Exists(gradient, static g => !double.IsFinite(g)))
            {
                best.CopyTo(x);
                return new(bestValue, t, t, false);
            }

            if (value < bestValue)
            {
                bestValue = value;
                x.CopyTo(best);
            }

            if (n == 0 || gradient.Max(Math.Abs) <= options.GradientTolerance)
            {
                best.CopyTo(x);
                return new(bestValue, t, t, true);
            }

            var step = new AdamStep(t, 1e-12, options.Beta1, options.Beta2);
            for (var i = 0; i < n; i++)
            {
                x[i] -= step.Move(options.LearningRate, gradient[i], ref mean[i], ref square[i]);
            }
        }

        var last = objective.Value(x);
        if (last <= bestValue)
        {
            return new(last, options.Iterations, options.Iterations + 1, false);
        }

        best.CopyTo(x);
        return new(bestValue, options.Iterations, options.Iterations + 1, false);
    }
}
