using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>Gate sets of devices as they are: designs come out in the gates that the device has.</summary>
public static class NativeGateSet
{
    /// <summary>The gates of a device.</summary>
    /// <param name="basis"><see cref="GateBasis.RzSxCx"/> and <see cref="GateBasis.RzSxEcr"/> of superconducting devices, or
    /// <see cref="GateBasis.RzRxRzz"/> for trapped ions, where the set is RX, RY and RZZ.</param>
    /// <param name="qubits">Number of qubits, at most 24.</param>
    /// <param name="map">Couplings; null for all to all.</param>
    /// <returns>The gate set.</returns>
    /// <exception cref="ArgumentException">Another basis.</exception>
    public static GateSet Create(GateBasis basis, int qubits, CouplingMap? map = null)
    {
        var (name, single, join) = basis switch
        {
            GateBasis.RzSxCx => ("rz-sx-cx", new[] { GateKind.RZ, GateKind.SX }, GateKind.CX),
            GateBasis.RzSxEcr => ("rz-sx-ecr", [GateKind.RZ, GateKind.SX], GateKind.Ecr),
            GateBasis.RzRxRzz => ("rx-ry-rzz", [GateKind.RX, GateKind.RY], GateKind.RZZ),
            _ => throw new ArgumentException($"{basis} is no device's gate set: use RzSxCx, RzSxEcr or RzRxRzz.", nameof(basis)),
        };
        var gates = new List<DesignGate>();
        for (var q = 0; q < qubits; q++)
        {
            gates.AddRange(single.Select(kind => new DesignGate(kind, [q])));
        }

        for (var a = 0; a < qubits; a++)
        {
            for (var b = 0; b < qubits; b++)
            {
                // RZZ is the same both ways.
                if (a != b && (a < b || join != GateKind.RZZ) && (map?.Allows(a, b) ?? true))
                {
                    gates.Add(new DesignGate(join, [a, b]));
                }
            }
        }

        return new GateSet(name, qubits, gates) { Basis = basis };
    }

    /// <summary>X gates, which circuits begin with, in the gates of a set: RX(pi), or two SX.</summary>
    /// <param name="gates">The set; one without a basis keeps X.</param>
    /// <param name="reference">A circuit of X gates.</param>
    /// <returns>The same up to a phase.</returns>
    internal static Circuit Written(GateSet gates, Circuit reference)
    {
        if (gates.Basis is null)
        {
            return reference;
        }

        var builder = new CircuitBuilder(reference.Qubits);
        foreach (var gate in reference.Operations)
        {
            switch (gate.Kind, gates.Basis)
            {
                case (GateKind.X, GateBasis.RzRxRzz):
                    builder.RX(Math.PI, gate.Qubits[0]);
                    break;
                case (GateKind.X, _):
                    builder.Add(GateKind.SX, gate.Qubits[0]).Add(GateKind.SX, gate.Qubits[0]);
                    break;
                default:
                    builder.Add(gate);
                    break;
            }
        }

        return builder.Build();
    }
}
