using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Formats;

/// <summary>Gates a reader knows by name: those of <see cref="GateTable"/> and the other names of the standard libraries.</summary>
internal static class QasmLibrary
{
    private const int MostQubitsCompared = 8;

    /// <summary>Finds a gate; null when the name is unknown. A wrong number of angles or qubits is reported by the caller.</summary>
    public static (int Angles, int Qubits, Func<Angle[], int[], IEnumerable<GateOperation>> Make)? Find(string name)
    {
        switch (name)
        {
            case "U" or "u" or "u3":
                return (3, 1, static (a, q) => [new(GateKind.U, q, a)]);
            case "u2":
                return (2, 1, static (a, q) => [new(GateKind.U, q, Math.PI / 2, a[0], a[1])]);
            case "u1" or "phase":
                return (1, 1, static (a, q) => [new(GateKind.P, q, a)]);
            case "u0":
                return (1, 1, static (_, _) => []);
            case "CX" or "cnot":
                return (0, 2, static (_, q) => [new(GateKind.CX, q)]);
            case "cu1" or "cphase":
                return (1, 2, static (a, q) => [new(GateKind.CP, q, a)]);
            case "cu3":
                return (3, 2, static (a, q) => ControlledU(a, q));
            case "cu":
                return (4, 2, static (a, q) => [new(GateKind.P, [q[0]], a[3]), .. ControlledU(a[..3], q)]);
            case "csx":
                return (0, 2, static (_, q) => [new(GateKind.H, [q[1]]), new(GateKind.CP, q, Math.PI / 2), new(GateKind.H, [q[1]])]);
            case "cswap":
                return (0, 3, static (_, q) => [new(GateKind.CX, [q[2], q[1]]), new(GateKind.CCX, q), new(GateKind.CX, [q[2], q[1]])]);
            case "ccz":
                return (0, 3, static (_, q) => [new(GateKind.H, [q[2]]), new(GateKind.CCX, q), new(GateKind.H, [q[2]])]);
            default:
                break;
        }

        if (GateTable.TryFind(name, out var info) && info.Kind != GateKind.PauliExp)
        {
            return (info.Angles, info.Qubits, (a, q) => [new(info.Kind, q, a)]);
        }

        return null;
    }

    /// <summary>The gate of this toolkit that a definition spells out, so that files written here read back the same.</summary>
    public static Func<Angle[], int[], IEnumerable<GateOperation>>? Recognise(QasmGateDefinition definition)
    {
        Func<Angle[], int[], GateOperation>? candidate = null;
        var angles = 0;
        var qubits = 0;
        if (definition.Name.StartsWith("pauliexp_", StringComparison.Ordinal))
        {
            var letters = definition.Name[9..].ToUpperInvariant();
            if (letters.Length > 0 && letters.All(static l => l is 'X' or 'Y' or 'Z'))
            {
                angles = 1;
                qubits = letters.Length;
                var pauli = PauliString.Parse(letters);
                candidate = (a, q) => GateOperation.PauliExponential(pauli, q, a[0]);
            }
        }
        else if (GateTable.TryFind(definition.Name, out var info) && info.Kind != GateKind.PauliExp)
        {
            angles = info.Angles;
            qubits = info.Qubits;
            candidate = (a, q) => new GateOperation(info.Kind, q, a);
        }

        if (candidate is null || angles != definition.Parameters || qubits != definition.Qubits || qubits > MostQubitsCompared)
        {
            return null;
        }

        double[] values = [.. Enumerable.Range(0, angles).Select(static k => 0.7 + (0.31 * k))];
        var native = new Circuit(qubits, [candidate([.. values.Select(Angle.Of)], [.. Enumerable.Range(0, qubits)])]);
        var body = new Circuit(qubits, [.. definition.Body], angles);
        return SameUpToPhase(DenseSimulator.Unitary(native), DenseSimulator.Unitary(body, values)) ? (a, q) => [candidate(a, q)] : null;
    }

    // The controlled u3 of qelib1.inc.
    private static IEnumerable<GateOperation> ControlledU(Angle[] a, int[] q)
    {
        if (!a[1].TryAdd(a[2], out var sum) || !a[2].TryAdd(-a[1], out var difference))
        {
            throw new NotSupportedException("a controlled u3 whose phi and lambda depend on different free parameters");
        }

        GateOperation cx = new(GateKind.CX, q);
        return
        [
            new(GateKind.P, [q[0]], 0.5 * sum), new(GateKind.P, [q[1]], 0.5 * difference), cx,
            new(GateKind.U, [q[1]], -0.5 * a[0], 0, -0.5 * sum), cx, new(GateKind.U, [q[1]], 0.5 * a[0], a[1], 0),
        ];
    }

    private static bool SameUpToPhase(Complex[][] u, Complex[][] v)
    {
        Complex trace = 0;
        for (var j = 0; j < u.Length; j++)
        {
            for (var i = 0; i < u.Length; i++)
            {
                trace += Complex.Conjugate(u[j][i]) * v[j][i];
            }
        }

        return Math.Abs((trace.Magnitude / u.Length) - 1) < 1e-10;
    }
}
