namespace Quiver.Circuits.Optimization;

/// <summary>
/// Simultaneous perturbation stochastic approximation (Spall, IEEE Trans. Automatic Control 37, 332 (1992); gains after
/// Spall 1998): two noisy evaluations per step whatever the number of variables. For energies estimated from shots.
/// </summary>
public static class Spsa
{
    /// <summary>Minimises a noisy function.</summary>
    /// <param name="function">The function of the variables.</param>
    /// <param name="x">The start; receives the mean of the last tenth of the points, or stays where that mean is no better.</param>
    /// <param name="random">Source of the perturbations; its seed fixes them.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="stop">Ends the run with an exception.</param>
    /// <returns>How it ended; the value is one evaluation at the returned point; it is no higher than one at the start.</returns>
    public static OptimizationResult Minimize(Func<double[], double> function, Span<double> x, Random random, SpsaOptions? options = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(random);
        options ??= SpsaOptions.Default;
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
            return (function(plus) - function(minus)) / (2 * c);
        }

        var first = x.ToArray();
        var before = Finite.Start(function(first), [], first);
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
            stop.ThrowIfCancellationRequested();
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

        var after = function(x.ToArray());
        if (!(after <= before))
        {
            first.CopyTo(x);
            after = before;
        }

        return new(after, options.Iterations, evaluations + 1, false);
    }
}
