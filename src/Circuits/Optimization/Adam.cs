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

            var correction1 = 1 - Math.Pow(options.Beta1, t);
            var correction2 = 1 - Math.Pow(options.Beta2, t);
            for (var i = 0; i < n; i++)
            {
                mean[i] = (options.Beta1 * mean[i]) + ((1 - options.Beta1) * gradient[i]);
                square[i] = (options.Beta2 * square[i]) + ((1 - options.Beta2) * gradient[i] * gradient[i]);
                x[i] -= options.LearningRate * (mean[i] / correction1) / (Math.Sqrt(square[i] / correction2) + 1e-12);
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
