using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Measurement;

/// <summary>How measurement circuits are built.</summary>
public sealed record DiagonalizationOptions
{
    /// <summary>The method.</summary>
    public CircuitSynthesis Synthesis { get; init; } = CircuitSynthesis.Search;

    /// <summary>Qubit pairs that gates may join; null for all. Only <see cref="CircuitSynthesis.Search"/> takes a map.</summary>
    public CouplingMap? Coupling { get; init; }

    /// <summary>Starts of the search, at least 1. The best circuit counts.</summary>
    public int Starts { get; init; } = 3;

    /// <summary>Fixes the search's choices among equals.</summary>
    public int Seed { get; init; }
}
