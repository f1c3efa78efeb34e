namespace Quiver.Circuits.Optimization;

/// <summary>A function of the user's own, for optimisers that take no derivatives; others get central differences.</summary>
/// <param name="dimension">Number of variables.</param>
/// <param name="value">The function; it may be noisy.</param>
/// <param name="step">Half the distance of the two points of a central difference.</param>
public sealed class FunctionObjective(int dimension, Func<double[], double> value, double step = 1e-5) : IObjective
{
    /// <inheritdoc/>
    public int Dimension => dimension;

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> x) => value(x.ToArray());

    /// <inheritdoc/>
    /// <remarks>2 n + 1 evaluations for n variables.</remarks>
    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        var point = x.ToArray();
        for (var i = 0; i < point.Length; i++)
        {
            point[i] = x[i] + step;
            var plus = value(point);
            point[i] = x[i] - step;
            gradient[i] = (plus - value(point)) / (2 * step);
            point[i] = x[i];
        }

        return value(point);
    }
}
