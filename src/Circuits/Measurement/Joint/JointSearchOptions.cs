namespace Quiver.Circuits.Measurement.Joint;

/// <summary>How long partitions are searched under changing preferences.</summary>
public sealed record JointSearchOptions
{
    /// <summary>Moves in all.</summary>
    public int Moves { get; init; } = 40_000;

    /// <summary>Moves of one chain, that is under one preference.</summary>
    public int MovesPerChain { get; init; } = 400;

    /// <summary>Temperature at a chain's start, in units of the preference's cost; it ends a hundred times colder.</summary>
    public double Temperature { get; init; } = 0.02;

    /// <summary>A point is kept only where it lowers eps^2 M by more than this share of what as few groups and gates are known
    /// to reach.</summary>
    public double Resolution { get; init; } = 0.005;

    /// <summary>How circuits are built, whose gates are counted.</summary>
    public DiagonalizationOptions Circuits { get; init; } = new() { Starts = 1 };

    /// <summary>Fixes preferences and moves.</summary>
    public int Seed { get; init; }
}
