using System.Collections.Immutable;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>One letter of a gate set: a gate on certain qubits, its angle (if it has one) to be fitted.</summary>
/// <param name="Kind">RX, RY, RZ, CX, Givens, CGivens or DoubleGivens.</param>
/// <param name="Qubits">Where it acts, in the gate's order.</param>
public sealed record DesignGate(GateKind Kind, ImmutableArray<int> Qubits)
{
    /// <summary>True when it has an angle.</summary>
    public bool HasAngle => Kind != GateKind.CX;

    /// <summary>The feature of a row of data that the gate turns by, so that its angle is a weight times that feature; null for a plain
    /// angle.</summary>
    public int? Feature { get; init; }

    /// <summary>Layers that it takes: 1, or its duration in a set with durations.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>The qubits as bits, qubit 0 the lowest.</summary>
    public uint Support { get; } = Qubits.Aggregate(0u, (mask, q) => mask | (1u << q));

    /// <summary>CX gates that it costs.</summary>
    public int CxCost => Kind switch
    {
        GateKind.CX => 1,
        GateKind.Givens => 2,
        GateKind.CGivens => 6,
        GateKind.DoubleGivens => 14,
        _ => 0,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {string.Join(',', Qubits)}{(Feature is { } f ? $" x{f}" : string.Empty)}";
}
