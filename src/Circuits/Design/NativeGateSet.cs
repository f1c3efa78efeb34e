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

    /// <summary>A CX in the gates of a set, up to a phase: one two-qubit gate among turns by fixed angles.</summary>
    /// <param name="gates">The set.</param>
    /// <param name="control">Its control.</param>
    /// <param name="target">Its target.</param>
    /// <returns>Gates and angles in order.</returns>
    internal static (int Gate, double Angle)[] Controlled(GateSet gates, int control, int target)
    {
        int Of(GateKind kind, int qubit) => gates.IndexOf(kind, qubit);
        const double Quarter = Math.PI / 2;
        return gates.Basis switch
        {
            // RZZ(-pi/2) with the target turned to X, then RX(pi/2) there and RZ(pi/2), in X and Y, on the control.
            GateBasis.RzRxRzz =>
            [
                (Of(GateKind.RY, target), -Quarter),
                (gates.IndexOf(GateKind.RZZ, Math.Min(control, target), Math.Max(control, target)), -Quarter),
                (Of(GateKind.RY, target), Quarter), (Of(GateKind.RX, target), Quarter),
                (Of(GateKind.RX, control), -Quarter), (Of(GateKind.RY, control), Quarter), (Of(GateKind.RX, control), Quarter),
            ],

            // The table's ECR is S on the control, SX on the target, CX, X on the control.
            GateBasis.RzSxEcr =>
            [
                (Of(GateKind.RZ, target), Math.PI), (Of(GateKind.SX, target), 0), (Of(GateKind.RZ, target), Math.PI),
                (Of(GateKind.RZ, control), -Quarter), (gates.IndexOf(GateKind.Ecr, control, target), 0),
                (Of(GateKind.SX, control), 0), (Of(GateKind.SX, control), 0),
            ],
            _ => [(gates.IndexOf(GateKind.CX, control, target), 0)],
        };
    }

    /// <summary>Gates of the hardware's set in those of a device, up to a phase: one two-qubit gate for every CX.</summary>
    /// <param name="gates">The device's set.</param>
    /// <param name="hardware">RX, RY, RZ and CX.</param>
    /// <param name="letters">Gates and angles of it in order.</param>
    internal static List<(int Gate, double Angle)> Translated(
        GateSet gates, GateSet hardware, IReadOnlyList<(int Gate, double Angle)> letters)
    {
        var result = new List<(int Gate, double Angle)>();
        foreach (var (number, angle) in letters)
        {
            var gate = hardware.Gates[number];
            var q = gate.Qubits[0];
            result.AddRange(gate.Kind == GateKind.CX ? Controlled(gates, q, gate.Qubits[1]) : Turn(gates, gate.Kind, q, angle));
        }

        return result;
    }

    // RY as SX RZ(pi + a) SX RZ(pi); turns about X and Z where the set lacks them, as others in a frame of quarter turns.
    private static (int Gate, double Angle)[] Turn(GateSet gates, GateKind kind, int qubit, double angle)
    {
        const double Quarter = Math.PI / 2;
        var (own, root, z, x) = (gates.IndexOf(kind, qubit), gates.IndexOf(GateKind.SX, qubit), gates.IndexOf(GateKind.RZ, qubit),
            gates.IndexOf(GateKind.RX, qubit));
        return (own, kind) switch
        {
            ( >= 0, _) => [(own, angle)],
            (_, GateKind.RZ) => [(x, -Quarter), (gates.IndexOf(GateKind.RY, qubit), angle), (x, Quarter)],
            (_, GateKind.RY) => [(root, 0), (z, Math.PI + angle), (root, 0), (z, Math.PI)],
            _ => [(z, Quarter), .. Turn(gates, GateKind.RY, qubit, angle), (z, -Quarter)],
        };
    }

    /// <summary>Whether a gate of a set joins any two qubits.</summary>
    /// <param name="gates">The set.</param>
    internal static bool JoinsAll(GateSet gates)
    {
        var pairs = gates.Gates.Count(static g => g.Kind is GateKind.CX or GateKind.Ecr or GateKind.RZZ);
        return pairs == gates.Qubits * (gates.Qubits - 1) / (gates.Basis == GateBasis.RzRxRzz ? 2 : 1);
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
