using System.Numerics.Tensors;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Optimization;

/// <summary>
/// Limited-memory BFGS with a strong Wolfe line search (Nocedal and Wright, Numerical Optimization, algorithms 7.4, 3.5 and
/// 3.6). Buffers grow to the largest problem met and are reused: a fit allocates nothing. One per thread.
/// </summary>
public sealed class Lbfgs : IOptimizer
{
    private const double SufficientDecrease = 1e-4;
    private const double Curvature = 0.9;
    private const int MostTrials = 20;

    // The quadratic model promises half of the slope; fits of circuit angles seldom end below ten times that.
    private const double Hope = 10;
    private readonly LbfgsOptions options;
    private double[] gradient = [];
    private double[] direction = [];
    private double[] trial = [];
    private double[] trialGradient = [];
    private double[] steps = [];
    private double[] changes = [];
    private readonly double[] curvatures;
    private readonly double[] weights;
    private int evaluations;

    /// <summary>Creates an optimiser.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    public Lbfgs(LbfgsOptions? options = null)
    {
        this.options = options ?? LbfgsOptions.Default;
        curvatures = new double[this.options.Memory];
        weights = new double[this.options.Memory];
    }

    /// <inheritdoc/>
    public string Name => "lbfgs";

    /// <inheritdoc/>
    public OptimizationResult Minimize(
        IObjective objective, ReadOnlySpan<double> start, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var x = start.ToArray();
        var (value, iterations, evaluated, converged) = Refine(objective, x, progress, cancellationToken: cancellationToken);
        return new([.. x], value, iterations, evaluated, converged);
    }

    /// <summary>Minimises a function in place, without allocation: for many small fits.</summary>
    /// <param name="objective">The function.</param>
    /// <param name="x">The start; receives the best variables found.</param>
    /// <param name="progress">Told of every iteration, with the value reached.</param>
    /// <param name="wanted">Gives up where a value this low is out of reach by far more than the quadratic model promises.</param>
    /// <param name="cancellationToken">Ends the run with an exception.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="ArgumentException">Another number of variables, or the start or its value is not finite.</exception>
    public OptimizationSummary Refine(
        IObjective objective,
        Span<double> x,
        IProgress<ProgressReport>? progress = null,
        double wanted = double.PositiveInfinity,
        CancellationToken cancellationToken = default) =>
        RefineUntil(objective, x, new FitDemand(wanted), progress, cancellationToken);

    /// <summary>The same, ended where what is demanded has been reached or is out of reach.</summary>
    internal OptimizationSummary RefineUntil(
        IObjective objective, Span<double> x, FitDemand demand, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        Finite.RequireDimension(objective, x);
        var n = x.Length;
        Reserve(n);
        evaluations = 1;
        var g = gradient.AsSpan(0, n);
        var value = Finite.Start(objective.ValueAndGradient(x, g), g, x);
        var stored = 0;
        var next = 0;
        for (var iteration = 0; iteration < options.MaxIterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new(Name, iteration, options.MaxIterations, $"value {value:G9}"));
            if (n == 0 || TensorPrimitives.MaxMagnitude(g) is var largest && Math.Abs(largest) <= options.GradientTolerance)
            {
                return new(value, iteration, evaluations, true);
            }

            var d = direction.AsSpan(0, n);
            TwoLoop(g, d, n, stored, next);
            var slope = TensorPrimitives.Dot(g, d);
            if (slope >= 0)
            {
                // Rounding spoiled the model: start it again from the gradient.
                stored = 0;
                TensorPrimitives.Negate(g, d);
                slope = -TensorPrimitives.Dot(g, g);
            }

            if (value < demand.Wanted ? -slope < demand.Settled : value - demand.Wanted > -Hope * slope)
            {
                return new(value, iteration, evaluations, false);
            }

            var first = stored == 0 ? Math.Min(1, options.FirstStep / Math.Abs(TensorPrimitives.MaxMagnitude(d))) : 1;
            if (!Search(objective, x, value, slope, first, out var step, out var newValue))
            {
                if (stored > 0)
                {
                    stored = 0;
                    continue;
                }

                return new(value, iteration, evaluations, Math.Abs(TensorPrimitives.MaxMagnitude(g)) <= 1e3 * options.GradientTolerance);
            }

            var s = steps.AsSpan(next * n, n);
            var y = changes.AsSpan(next * n, n);
            TensorPrimitives.Multiply(d, step, s);
            TensorPrimitives.Subtract(trialGradient.AsSpan(0, n), g, y);
            TensorPrimitives.Add(x, s, x);
            trialGradient.AsSpan(0, n).CopyTo(g);
            var sy = TensorPrimitives.Dot(s, y);
            if (sy > 1e-14 * TensorPrimitives.Dot(y, y))
            {
                curvatures[next] = 1 / sy;
                next = (next + 1) % options.Memory;
                stored = Math.Min(stored + 1, options.Memory);
            }

            var gain = value - newValue;
            value = newValue;
            if (gain <= options.ValueTolerance || evaluations >= options.MaxEvaluations)
            {
                return new(value, iteration + 1, evaluations, gain <= options.ValueTolerance);
            }
        }

        return new(value, options.MaxIterations, evaluations, false);
    }

    private void Reserve(int n)
    {
        if (gradient.Length < n)
        {
            gradient = new double[n];
            direction = new double[n];
            trial = new double[n];
            trialGradient = new double[n];
            steps = new double[n * options.Memory];
            changes = new double[n * options.Memory];
        }
    }

    // d = -H g from the stored pairs.
    private void TwoLoop(ReadOnlySpan<double> g, Span<double> d, int n, int stored, int next)
    {
        TensorPrimitives.Negate(g, d);
        if (stored == 0)
        {
            return;
        }

        for (var k = 1; k <= stored; k++)
        {
            var i = (next - k + options.Memory) % options.Memory;
            weights[i] = curvatures[i] * TensorPrimitives.Dot(steps.AsSpan(i * n, n), d);
            TensorPrimitives.MultiplyAdd(changes.AsSpan(i * n, n), -weights[i], d, d);
        }

        var last = (next - 1 + options.Memory) % options.Memory;
        var y = changes.AsSpan(last * n, n);
        TensorPrimitives.Multiply(d, 1 / (curvatures[last] * TensorPrimitives.Dot(y, y)), d);
        for (var k = stored; k >= 1; k--)
        {
            var i = (next - k + options.Memory) % options.Memory;
            var weight = weights[i] - (curvatures[i] * TensorPrimitives.Dot(changes.AsSpan(i * n, n), d));
            TensorPrimitives.MultiplyAdd(steps.AsSpan(i * n, n), weight, d, d);
        }
    }

    // Strong Wolfe conditions; the accepted point's gradient is left in trialGradient.
    private bool Search(
        IObjective objective, ReadOnlySpan<double> x, double start, double slope, double first, out double step, out double value)
    {
        double lowStep = 0, lowValue = start, lowSlope = slope;
        double highStep = 0, highValue = 0, highSlope = 0;
        var bracketed = false;
        step = first;
        value = start;
        for (var t = 0; t < MostTrials && evaluations < options.MaxEvaluations; t++)
        {
            value = Evaluate(objective, x, step, out var derivative);
            if (!double.IsFinite(value) || !double.IsFinite(derivative))
            {
                // Beyond the function's range: nearer to the start. Without a bracket the next step must not grow again.
                step = lowStep + ((step - lowStep) / 4);
                continue;
            }

            if (value > start + (SufficientDecrease * step * slope) || value >= lowValue && (bracketed || t > 0))
            {
                (highStep, highValue, highSlope) = (step, value, derivative);
                bracketed = true;
            }
            else
            {
                if (Math.Abs(derivative) <= -Curvature * slope)
                {
                    return true;
                }

                if (bracketed ? derivative * (highStep - lowStep) >= 0 : derivative >= 0)
                {
                    (highStep, highValue, highSlope) = (lowStep, lowValue, lowSlope);
                    bracketed = true;
                }

                (lowStep, lowValue, lowSlope) = (step, value, derivative);
            }

            if (!bracketed)
            {
                step *= 2.5;
                continue;
            }

            if (Math.Abs(highStep - lowStep) * -slope < 1e-16 * Math.Max(1, Math.Abs(start)))
            {
                break;
            }

            step = Interpolate(lowStep, lowValue, lowSlope, highStep, highValue, highSlope);
        }

        // No point meets both conditions within rounding: the lowest one with a decrease still is progress.
        if (lowStep > 0 && lowValue < start)
        {
            step = lowStep;
            value = Evaluate(objective, x, step, out _);
            return true;
        }

        return false;
    }

    private double Evaluate(IObjective objective, ReadOnlySpan<double> x, double step, out double derivative)
    {
        var n = x.Length;
        var d = direction.AsSpan(0, n);
        var point = trial.AsSpan(0, n);
        TensorPrimitives.MultiplyAdd(d, step, x, point);
        evaluations++;
        var value = objective.ValueAndGradient(point, trialGradient.AsSpan(0, n));
        derivative = TensorPrimitives.Dot(trialGradient.AsSpan(0, n), d);
        return value;
    }

    // Minimum of the cubic through two values and slopes, kept away from the ends (eq. 3.59).
    private static double Interpolate(double a, double fa, double ga, double b, double fb, double gb)
    {
        var d1 = ga + gb - (3 * (fa - fb) / (a - b));
        var square = (d1 * d1) - (ga * gb);
        var middle = (a + b) / 2;
        if (square < 0)
        {
            return middle;
        }

        var d2 = Math.CopySign(Math.Sqrt(square), b - a);
        var point = b - ((b - a) * (gb + d2 - d1) / (gb - ga + (2 * d2)));
        var margin = 0.1 * Math.Abs(b - a);
        var low = Math.Min(a, b) + margin;
        var high = Math.Max(a, b) - margin;
        return double.IsFinite(point) ? Math.Clamp(point, low, high) : middle;
    }
}
