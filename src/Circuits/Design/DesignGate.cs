using System.Collections.Immutable;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>One letter of a gate set: a gate on certain qubits, its angle (if it has one) to be fitted.</summary>
/// <param name="Kind">RX, RY, RZ, CX, Givens, CGivens or DoubleGivens; of native sets also SX, Ecr and RZZ.</param>
/// <param name="Qubits">Where it acts, in the gate's order.</param>
public sealed record DesignGate(GateKind Kind, ImmutableArray<int> Qubits)
{
    /// <summary>True when it has an angle.</summary>
    public bool HasAngle => Kind is not (GateKind.CX or GateKind.SX or GateKind.Ecr);

    /// <summary>The feature of a row of data that the gate turns by, so that its angle is a weight times that feature; null for a plain
    /// angle.</summary>
    public int? Feature { get; init; }

    /// <summary>Layers that it takes: 1, or its duration in a set with durations.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>The qubits as bits, qubit 0 the lowest.</summary>
    public uint Support { get; } = Qubits.Aggregate(0u, (mask, q) => mask | (1u << q));

    /// <summary>CX gates that it costs; 1 for a two-qubit gate of a device.</summary>
    public int CxCost => Kind switch
    {
        GateKind.CX or GateKind.Ecr or GateKind.RZZ => 1,
        GateKind.Givens => 2,
        GateKind.CGivens => 6,
        GateKind.DoubleGivens => 14,
        _ => 0,
    };

    /// <summary>A Pauli string behind the gate in place of one in front of it, up to a sign; only CX, SX and ECR change it.</summary>
    /// <param name="x">Its X mask over index bits.</param>
    /// <param name="z">Its Z mask.</param>
    /// <param name="qubits">Qubits in all.</param>
    internal void Conjugate(ref uint x, ref uint z, int qubits)
    {
        var a = 1u << (qubits - 1 - Qubits[0]);
        var b = Qubits.Length > 1 ? 1u << (qubits - 1 - Qubits[1]) : 0;
        switch (Kind)
        {
            case GateKind.CX:
                x ^= (x & a) != 0 ? b : 0;
                z ^= (z & b) != 0 ? a : 0;
                break;
            case GateKind.SX:
                x ^= (z & a) != 0 ? a : 0;
                break;
            case GateKind.Ecr when ((x & a) != 0) != ((z & b) != 0):
                // X0 becomes Y0 X1, and Z1 becomes Z0 Y1.
                z ^= a;
                x ^= b;
                break;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {string.Join(',', Qubits)}{(Feature is { } f ? $" x{f}" : string.Empty)}";
}
