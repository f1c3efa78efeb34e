namespace Quiver.Circuits.Optimization;

/// <summary>Settings of <see cref="Lbfgs"/>.</summary>
public sealed record LbfgsOptions
{
    /// <summary>The defaults.</summary>
    public static LbfgsOptions Default { get; } = new();

    /// <summary>Pairs remembered.</summary>
    public int Memory { get; init; } = 10;

    /// <summary>Most iterations.</summary>
    public int MaxIterations { get; init; } = 200;

    /// <summary>Most evaluations of value and gradient.</summary>
    public int MaxEvaluations { get; init; } = 400;

    /// <summary>Done when no derivative is larger.</summary>
    public double GradientTolerance { get; init; } = 1e-7;

    /// <summary>Done when an iteration lowers the value by less.</summary>
    public double ValueTolerance { get; init; } = 1e-12;

    /// <summary>Length of the first step, in radians, as the largest change of one variable at most.</summary>
    public double FirstStep { get; init; } = 0.3;
}
