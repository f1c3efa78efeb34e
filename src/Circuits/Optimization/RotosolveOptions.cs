namespace Quiver.Circuits.Optimization;

/// <summary>Settings of <see cref="Rotosolve"/>.</summary>
public sealed record RotosolveOptions
{
    /// <summary>The defaults.</summary>
    public static RotosolveOptions Default { get; } = new();

    /// <summary>Most sweeps over all parameters.</summary>
    public int Sweeps { get; init; } = 100;

    /// <summary>Done when a sweep lowers the value by less.</summary>
    public double ValueTolerance { get; init; } = 1e-10;
}
