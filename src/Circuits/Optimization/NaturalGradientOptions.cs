namespace Quiver.Circuits.Optimization;

/// <summary>Settings of <see cref="NaturalGradient"/>.</summary>
public sealed record NaturalGradientOptions
{
    /// <summary>The defaults.</summary>
    public static NaturalGradientOptions Default { get; } = new();

    /// <summary>Step length.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Added to the metric's diagonal.</summary>
    public double Regularization { get; init; } = 1e-3;

    /// <summary>Most steps.</summary>
    public int Iterations { get; init; } = 200;

    /// <summary>Done when no derivative is larger.</summary>
    public double GradientTolerance { get; init; } = 1e-6;
}
