namespace Quiver.Circuits.Optimization;

/// <summary>Settings of <see cref="Spsa"/>: gains a / (k + 1 + A)^alpha and c / (k + 1)^gamma.</summary>
public sealed record SpsaOptions
{
    /// <summary>The defaults.</summary>
    public static SpsaOptions Default { get; } = new();

    /// <summary>Iterations, two evaluations each.</summary>
    public int Iterations { get; init; } = 200;

    /// <summary>Fixes the perturbations.</summary>
    public int Seed { get; init; }

    /// <summary>Length of the first step in radians; the gain a is calibrated to it at the start.</summary>
    public double FirstStep { get; init; } = 0.2;

    /// <summary>Half the distance of the two points, radians.</summary>
    public double Perturbation { get; init; } = 0.15;

    /// <summary>Exponent of the step gain.</summary>
    public double Alpha { get; init; } = 0.602;

    /// <summary>Exponent of the perturbation.</summary>
    public double Gamma { get; init; } = 0.101;

    /// <summary>Evaluations spent on the calibration, in pairs.</summary>
    public int CalibrationPairs { get; init; } = 10;
}
