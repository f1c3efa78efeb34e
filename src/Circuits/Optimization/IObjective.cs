namespace Quiver.Circuits.Optimization;

/// <summary>A function of angles to be minimised.</summary>
public interface IObjective
{
    /// <summary>Number of variables.</summary>
    int Dimension { get; }

    /// <summary>The value.</summary>
    /// <param name="x">Variables, <see cref="Dimension"/> of them.</param>
    /// <returns>The value at x.</returns>
    double Value(ReadOnlySpan<double> x);

    /// <summary>The value and the gradient.</summary>
    /// <param name="x">Variables, <see cref="Dimension"/> of them.</param>
    /// <param name="gradient">Receives as many derivatives.</param>
    /// <returns>The value at x.</returns>
    double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient);
}
