using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Optimization;

/// <summary>
/// Coordinate descent with exact line minimisation (Ostaszewski, Grant, Benedetti, Quantum 5, 391 (2021)): along one angle
/// the energy is a trigonometric polynomial, fixed by three evaluations, or five for gates with two frequencies.
/// </summary>
/// <param name="circuit">The circuit whose energy is minimised; every parameter belongs to exactly one gate angle.</param>
/// <param name="options">Settings; null for the defaults.</param>
public sealed class Rotosolve(Circuit circuit, RotosolveOptions? options = null) : IOptimizer
{
    private const int GridPoints = 48;
    private readonly RotosolveOptions options = options ?? RotosolveOptions.Default;

    /// <inheritdoc/>
    public string Name => "rotosolve";

    /// <inheritdoc/>
    /// <remarks>Shot noise is tolerated: with it the model's value at the end may be above the start's, and then the start is
    /// returned.</remarks>
    /// <exception cref="ArgumentException">A parameter appears in several angles or in none.</exception>
    public OptimizationResult Minimize(
        IObjective objective, ReadOnlySpan<double> start, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        Finite.RequireDimension(objective, start);
        circuit.RequireParameters(start.Length);
        var angles = Angles(circuit);
        var point = start.ToArray();
        var evaluations = 1;
        var startValue = Finite.Start(objective.Value(point), [], point);
        var value = startValue;
        for (var sweep = 1; sweep <= options.Sweeps; sweep++)
        {
            var before = value;
            for (var p = 0; p < point.Length; p++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                value = Line(objective, point, p, angles[p].Scale, angles[p].Degree, ref evaluations);
            }

            progress?.Report(new(Name, sweep, options.Sweeps, $"value {value:G9}"));
            if (!(before - value >= options.ValueTolerance) || sweep == options.Sweeps)
            {
                var converged = !(before - value >= options.ValueTolerance);
                return value <= startValue
                    ? new([.. point], value, sweep, evaluations, converged)
                    : new([.. start], startValue, sweep, evaluations, converged);
            }
        }

        return new([.. start], startValue, 0, evaluations, false);
    }

    private static (double Scale, int Degree)[] Angles(Circuit circuit)
    {
        var angles = new (double Scale, int Degree)[circuit.ParameterCount];
        foreach (var operation in circuit.Operations)
        {
            foreach (var angle in operation.Angles)
            {
                if (!angle.IsFree)
                {
                    continue;
                }

                if (angles[angle.Parameter].Degree != 0)
                {
                    throw new ArgumentException(
                        $"Rotosolve needs each parameter in one gate only; parameter {angle.Parameter} is in several. Use L-BFGS.",
                        nameof(circuit));
                }

                // Two frequencies 1/2 and 1 are degree 2 in half the angle.
                var two = ParameterShift.NeedsFourTerms(operation.Kind);
                angles[angle.Parameter] = (two ? angle.Scale / 2 : angle.Scale, two ? 2 : 1);
            }
        }

        var unused = Array.FindIndex(angles, static a => a.Degree == 0);
        return unused < 0 ? angles : throw new ArgumentException($"Parameter {unused} is in no gate.", nameof(circuit));
    }

    // Interpolates E(x0 + u / scale) = a0 + sum_k a_k cos(k u) + b_k sin(k u) at equidistant u and moves to its minimum.
    private static double Line(IObjective objective, double[] point, int p, double scale, int degree, ref int evaluations)
    {
        var count = (2 * degree) + 1;
        var start = point[p];
        var a = new double[degree + 1];
        var b = new double[degree + 1];
        for (var j = 0; j < count; j++)
        {
            var u = 2 * Math.PI * j / count;
            point[p] = start + (u / scale);
            var value = objective.Value(point);
            evaluations++;
            for (var k = 0; k <= degree; k++)
            {
                a[k] += value * Math.Cos(k * u) * (k == 0 ? 1 : 2) / count;
                b[k] += value * Math.Sin(k * u) * 2 / count;
            }
        }

        double Value(double u)
        {
            var sum = a[0];
            for (var k = 1; k <= degree; k++)
            {
                sum += (a[k] * Math.Cos(k * u)) + (b[k] * Math.Sin(k * u));
            }

            return sum;
        }

        double best;
        if (degree == 1)
        {
            best = Math.Atan2(-b[1], -a[1]);
        }
        else
        {
            best = Enumerable.Range(0, GridPoints).Select(g => (2 * Math.PI * g / GridPoints) - Math.PI).MinBy(Value);
            for (var newton = 0; newton < 30; newton++)
            {
                double first = 0;
                double second = 0;
                for (var k = 1; k <= degree; k++)
                {
                    var (s, c) = Math.SinCos(k * best);
                    first += k * ((b[k] * c) - (a[k] * s));
                    second -= k * k * ((a[k] * c) + (b[k] * s));
                }

                if (second <= 0)
                {
                    break;
                }

                best -= Math.Clamp(first / second, -0.1, 0.1);
            }
        }

        // The nearest of the equivalent angles keeps parameters from drifting.
        best = Math.IEEERemainder(best, 2 * Math.PI);
        point[p] = start + (best / scale);
        return Value(best);
    }
}
