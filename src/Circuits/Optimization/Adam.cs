using Quiver.Core.Numbers;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Optimization;

/// <summary>Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1), keeping the best point met.</summary>
/// <param name="options">Settings; null for the defaults.</param>
public sealed class Adam(AdamOptions? options = null) : IOptimizer
{
    private readonly AdamOptions options = options ?? AdamOptions.Default;

    /// <inheritdoc/>
    public string Name => "adam";

    /// <inheritdoc/>
    /// <remarks>The gradient may be noisy.</remarks>
    public OptimizationResult Minimize(
        IObjective objective, ReadOnlySpan<double> start, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        Finite.RequireDimension(objective, start);
        var n = start.Length;
        var x = start.ToArray();
        var gradient = new double[n];
        var mean = new double[n];
        var square = new double[n];
        var best = start.ToArray();
        var bestValue = double.PositiveInfinity;
        for (var t = 1; t <= options.Iterations; t++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var value = objective.ValueAndGradient(x, gradient);
            if (t == 1)
            {
                Finite.Start(value, gradient, x);
            }
            else if (!double.IsFinite(value) || Array.Exists(gradient, static g => !double.IsFinite(g)))
            {
                return new([.. best], bestValue, t, t, false);
            }

            if (value < bestValue)
            {
                bestValue = value;
                x.CopyTo(best, 0);
            }

            progress?.Report(new(Name, t, options.Iterations, $"value {bestValue:G9}"));
            if (n == 0 || gradient.Max(Math.Abs) <= options.GradientTolerance)
            {
                return new([.. best], bestValue, t, t, true);
            }

            var step = new AdamStep(t, 1e-12, options.Beta1, options.Beta2);
            for (var i = 0; i < n; i++)
            {
                x[i] -= step.Move(options.LearningRate, gradient[i], ref mean[i], ref square[i]);
            }
        }

        var last = objective.Value(x);
        return last <= bestValue
            ? new([.. x], last, options.Iterations, options.Iterations + 1, false)
            : new([.. best], bestValue, options.Iterations, options.Iterations + 1, false);
    }
}
