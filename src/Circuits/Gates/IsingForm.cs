namespace Quiver.Circuits.Gates;

/// <summary>
/// Two equal CX with one rotation between them are one rotation about two letters, hence one RZZ between one-qubit gates: CX takes Z on its
/// target to ZZ, Y to ZY, and X on its control to XX, Y to YX.
/// </summary>
internal static class IsingForm
{
    /// <summary>Replaces such triples; the unitary stays up to a phase.</summary>
    /// <param name="circuit">One-qubit gates and CX.</param>
    /// <returns>A circuit with RZZ gates as well.</returns>
    public static Circuit Join(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var result = circuit.Operations.ToList();
        for (var i = 0; i < result.Count; i++)
        {
            if (result[i].Kind == GateKind.CX && Between(result, i) is var (middle, end) && Joined(result[i], result[middle]) is { } joined)
            {
                // What stands in between otherwise is on other qubits, so that the place of the first CX is as good as any.
                result.RemoveAt(end);
                result.RemoveAt(middle);
                result.RemoveAt(i);
                result.InsertRange(i, joined);
            }
        }

        return new Circuit(circuit.Qubits, [.. result], circuit.ParameterCount);
    }

    // The only gate on a CX's qubits before the next equal CX, and that CX.
    private static (int Middle, int End)? Between(List<GateOperation> gates, int first)
    {
        var (a, b) = (gates[first].Qubits[0], gates[first].Qubits[1]);
        var middle = -1;
        for (var k = first + 1; k < gates.Count; k++)
        {
            if (!gates[k].Qubits.Contains(a) && !gates[k].Qubits.Contains(b))
            {
                continue;
            }

            if (middle >= 0)
            {
                return gates[k].Equals(gates[first]) ? (middle, k) : null;
            }

            if (gates[k].Qubits.Length > 1)
            {
                return null;
            }

            middle = k;
        }

        return null;
    }

    private static List<GateOperation>? Joined(GateOperation cx, GateOperation gate)
    {
        var onTarget = gate.Qubits[0] == cx.Qubits[1];
        Angle angle;
        if (gate.Kind is GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.P)
        {
            angle = gate.Angles[0];
        }
        else if (gate.Info is { Phase: not null, Angles: 0 } fixedPhase)
        {
            angle = fixedPhase.FixedPhase;
        }
        else
        {
            return null;
        }

        int[] control = [cx.Qubits[0]], target = [cx.Qubits[1]];
        GateOperation zz = new(GateKind.RZZ, cx.Qubits, angle);
        return (onTarget, gate.Kind) switch
        {
            (true, GateKind.RX) => null,
            (true, GateKind.RY) => [new(GateKind.SX, target), zz, new(GateKind.SXdg, target)],
            (true, _) => [zz],
            (false, GateKind.RX) =>
                [new(GateKind.H, control), new(GateKind.H, target), zz, new(GateKind.H, control), new(GateKind.H, target)],
            (false, GateKind.RY) =>
                [new(GateKind.SX, control), new(GateKind.H, target), zz, new(GateKind.SXdg, control), new(GateKind.H, target)],
            _ => null,
        };
    }
}
