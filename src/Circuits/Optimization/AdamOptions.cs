namespace Quiver.Circuits.Optimization;

/// <summary>Settings of <see cref="Adam"/>.</summary>
public sealed record AdamOptions
{
    /// <summary>The defaults.</summary>
    public static AdamOptions Default { get; } = new();

    /// <summary>Step length in radians.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Decay of the mean gradient.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean square.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Steps.</summary>
    public int Iterations { get; init; } = 300;

    /// <summary>Done when no derivative is larger.</summary>
    public double GradientTolerance { get; init; } = 1e-7;
}
