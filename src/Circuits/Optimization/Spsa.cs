using Quiver.Core.Runs;

namespace Quiver.Circuits.Optimization;

/// <summary>
/// Simultaneous perturbation stochastic approximation (Spall, IEEE Trans. Automatic Control 37, 332 (1992); gains after
/// Spall 1998): two noisy evaluations per step whatever the number of variables. For energies estimated from shots.
/// </summary>
/// <param name="options">Settings; null for the defaults.</param>
public sealed class Spsa(SpsaOptions? options = null) : IOptimizer
{
    private readonly SpsaOptions options = options ?? SpsaOptions.Default;

    /// <inheritdoc/>
    public string Name => "spsa";

    /// <inheritdoc/>
    /// <remarks>
    /// The point is the mean of the last tenth of the points met, or the start where that mean is no better; the value is one evaluation
    /// there, no higher than one at the start.
    /// </remarks>
    public OptimizationResult Minimize(
        IObjective objective, ReadOnlySpan<double> start, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        Finite.RequireDimension(objective, start);
        var random = new Random(options.Seed);
        var x = start.ToArray();
        var n = x.Length;
        var evaluations = 0;
        var signs = new double[n];
        var plus = new double[n];
        var minus = new double[n];
        var offset = 0.1 * options.Iterations;

        double Slope(ReadOnlySpan<double> at, double c)
        {
            for (var i = 0; i < n; i++)
            {
                signs[i] = random.Next(2) == 0 ? -1 : 1;
                plus[i] = at[i] + (c * signs[i]);
                minus[i] = at[i] - (c * signs[i]);
            }

            evaluations += 2;
            return (objective.Value(plus) - objective.Value(minus)) / (2 * c);
        }

        var before = Finite.Start(objective.Value(x), [], x);
        evaluations++;
        double typical = 0;
        for (var k = 0; k < options.CalibrationPairs; k++)
        {
            typical += Math.Abs(Slope(x, options.Perturbation)) / options.CalibrationPairs;
        }

        var gain = options.FirstStep * Math.Pow(offset + 1, options.Alpha) / Math.Max(typical, 1e-10);
        var averaged = new double[n];
        var count = 0;
        for (var k = 0; k < options.Iterations; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new(Name, k, options.Iterations));
            var slope = Slope(x, options.Perturbation / Math.Pow(k + 1, options.Gamma));
            var step = gain / Math.Pow(k + 1 + offset, options.Alpha) * slope;
            for (var i = 0; i < n; i++)
            {
                x[i] -= step * signs[i];
            }

            if (k >= options.Iterations - Math.Max(1, options.Iterations / 10))
            {
                count++;
                for (var i = 0; i < n; i++)
                {
                    averaged[i] += x[i];
                }
            }
        }

        for (var i = 0; i < n && count > 0; i++)
        {
            x[i] = averaged[i] / count;
        }

        var after = objective.Value(x);
        if (!(after <= before))
        {
            return new([.. start], before, options.Iterations, evaluations + 1, false);
        }

        return new([.. x], after, options.Iterations, evaluations + 1, false);
    }
}
