namespace Quiver.Circuits.Design;

/// <summary>What a circuit's reward is made of. log R = -Sharpness * ln((cost - anchor + floor) / scale) - its price in gates.</summary>
/// <remarks>
/// The anchor is the cost that a deep, plain circuit of the same problem reaches, scale the distance from there to the
/// reference: both are found before the search and need no exact answer. The logarithm makes every factor in accuracy worth
/// the same, from the first tenth of a hartree to the last microhartree.
/// </remarks>
public sealed record DesignWeights
{
    /// <summary>Worth of one natural-log unit of accuracy.</summary>
    public double Sharpness { get; init; } = 3;

    /// <summary>Errors below this earn nothing more (the problem's unit).</summary>
    public double Floor { get; init; } = 1e-5;

    /// <summary>Price of a CX (compiled count).</summary>
    public double Cx { get; init; } = 0.25;

    /// <summary>Price of a layer.</summary>
    public double Depth { get; init; } = 0.05;

    /// <summary>Price of a parameter.</summary>
    public double Parameter { get; init; } = 0.05;

    /// <summary>Price of a gate of any kind.</summary>
    public double Gate { get; init; } = 0.02;

    /// <summary>Weights of a search for the smallest circuit within an error: accuracy is a condition, CX are the price.</summary>
    public static DesignWeights ForTarget { get; } = new() { Sharpness = 6, Depth = 0.02, Parameter = 0.02, Gate = 0.01 };

    /// <summary>Weights under noise, where every gate pays for itself in the cost.</summary>
    public static DesignWeights ForNoise { get; } = new DesignWeights().Priced(0);

    /// <summary>The same with all prices multiplied.</summary>
    /// <param name="factor">The factor.</param>
    /// <returns>The weights.</returns>
    public DesignWeights Priced(double factor) => this with
    {
        Cx = factor * Cx,
        Depth = factor * Depth,
        Parameter = factor * Parameter,
        Gate = factor * Gate,
    };
}
