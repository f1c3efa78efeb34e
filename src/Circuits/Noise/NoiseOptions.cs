namespace Quiver.Circuits.Noise;

/// <summary>Which parts of a device's noise are simulated beside its gate errors.</summary>
public sealed record NoiseOptions
{
    /// <summary>Everything.</summary>
    public static NoiseOptions Default { get; } = new();

    /// <summary>Whether qubits relax while they wait for others, so that depth costs something.</summary>
    public bool Idle { get; init; } = true;

    /// <summary>Whether readout errors act on measured letters; false stands for perfect readout mitigation.</summary>
    public bool Readout { get; init; } = true;
}
