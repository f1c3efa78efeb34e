namespace Quiver.Circuits.Measurement;

/// <summary>When an adaptive measurement ends.</summary>
public sealed record AdaptiveOptions
{
    /// <summary>The energy is to be known to this, in the operator's unit.</summary>
    public required double Within { get; init; }

    /// <summary>Chance that it is, at least; between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>The most shots.</summary>
    public long MaximumShots { get; init; } = 1_000_000_000;

    /// <summary>By how much the shots grow from round to round.</summary>
    public double Growth { get; init; } = 1.5;
}
