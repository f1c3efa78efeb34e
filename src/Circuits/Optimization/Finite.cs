namespace Quiver.Circuits.Optimization;

/// <summary>Guards of optimisers against numbers that are not finite: comparisons with them are false, and a run would end
/// anywhere.</summary>
internal static class Finite
{
    /// <summary>Refuses a start that does not fit the function.</summary>
    /// <exception cref="ArgumentException">Another number of variables.</exception>
    public static void RequireDimension(IObjective objective, ReadOnlySpan<double> start)
    {
        if (start.Length != objective.Dimension)
        {
            throw new ArgumentException($"The function has {objective.Dimension} variables, the start {start.Length}.", nameof(start));
        }
    }

    /// <summary>The value at the start.</summary>
    /// <exception cref="ArgumentException">A variable, the value or a derivative is not finite.</exception>
    public static double Start(double value, ReadOnlySpan<double> gradient, ReadOnlySpan<double> x)
    {
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]))
            {
                throw new ArgumentException($"Variable {i} starts at {x[i]}: starts must be finite.", nameof(x));
            }
        }

        for (var i = 0; i < gradient.Length; i++)
        {
            if (!double.IsFinite(gradient[i]))
            {
                throw new ArgumentException($"The derivative by variable {i} is {gradient[i]} at the start.", nameof(gradient));
            }
        }

        return double.IsFinite(value) ? value : throw new ArgumentException($"The cost is {value} at the start.", nameof(value));
    }
}
