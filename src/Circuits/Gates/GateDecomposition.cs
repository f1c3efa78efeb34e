using System.Numerics;

namespace Quiver.Circuits.Gates;

/// <summary>Writes every gate as one-qubit gates and CX, equal up to a global phase, for bound and for free angles alike.</summary>
public static class GateDecomposition
{
    /// <summary>Decomposes one operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>Gates in the order of application; one-qubit gates and CX are returned as they are.</returns>
    public static IReadOnlyList<GateOperation> ToCx(GateOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var list = new List<GateOperation>();
        Decompose(operation, list);
        return list;
    }

    /// <summary>Number of CX gates in <see cref="ToCx"/>.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The count.</returns>
    public static int CxCount(GateOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Kind switch
        {
            GateKind.CX or GateKind.CY or GateKind.CZ or GateKind.CH => 1,
            GateKind.Swap => 3,
            GateKind.CCX => 6,
            GateKind.DoubleGivens => 14,
            GateKind.PauliExp => 2 * (operation.Qubits.Length - 1),
            _ => operation.Qubits.Length == 2 ? 2 : 0,
        };
    }

    private static void Decompose(GateOperation operation, List<GateOperation> list)
    {
        var q = operation.Qubits;
        if (q.Length == 1 && operation.Kind != GateKind.PauliExp)
        {
            list.Add(operation);
            return;
        }

        var angle = operation.Angles.Length > 0 ? operation.Angles[0] : default;
        void One(GateKind kind, int qubit, params ReadOnlySpan<Angle> angles) => list.Add(new(kind, [qubit], angles));
        void Cx(int control, int target) => list.Add(new(GateKind.CX, [control, target]));
        switch (operation.Kind)
        {
            case GateKind.CX:
                list.Add(operation);
                break;
            case GateKind.CY:
                One(GateKind.Sdg, q[1]);
                Cx(q[0], q[1]);
                One(GateKind.S, q[1]);
                break;
            case GateKind.CZ:
                One(GateKind.H, q[1]);
                Cx(q[0], q[1]);
                One(GateKind.H, q[1]);
                break;
            case GateKind.CH:
                // H = V X V' with V = S' H' T' ... : the Clifford+T form with one CX.
                One(GateKind.S, q[1]);
                One(GateKind.H, q[1]);
                One(GateKind.T, q[1]);
                Cx(q[0], q[1]);
                One(GateKind.Tdg, q[1]);
                One(GateKind.H, q[1]);
                One(GateKind.Sdg, q[1]);
                break;
            case GateKind.Swap:
                Cx(q[0], q[1]);
                Cx(q[1], q[0]);
                Cx(q[0], q[1]);
                break;
            case GateKind.ISwap:
                One(GateKind.S, q[0]);
                One(GateKind.S, q[1]);
                One(GateKind.H, q[0]);
                Cx(q[0], q[1]);
                Cx(q[1], q[0]);
                One(GateKind.H, q[1]);
                break;
            case GateKind.ISwapdg:
                One(GateKind.H, q[1]);
                Cx(q[1], q[0]);
                Cx(q[0], q[1]);
                One(GateKind.H, q[0]);
                One(GateKind.Sdg, q[1]);
                One(GateKind.Sdg, q[0]);
                break;
            case GateKind.CRX:
                One(GateKind.H, q[1]);
                One(GateKind.RZ, q[1], 0.5 * angle);
                Cx(q[0], q[1]);
                One(GateKind.RZ, q[1], -0.5 * angle);
                Cx(q[0], q[1]);
                One(GateKind.H, q[1]);
                break;
            case GateKind.CRY or GateKind.CRZ:
                var axis = operation.Kind == GateKind.CRY ? GateKind.RY : GateKind.RZ;
                One(axis, q[1], 0.5 * angle);
                Cx(q[0], q[1]);
                One(axis, q[1], -0.5 * angle);
                Cx(q[0], q[1]);
                break;
            case GateKind.CP:
                One(GateKind.P, q[0], 0.5 * angle);
                Cx(q[0], q[1]);
                One(GateKind.P, q[1], -0.5 * angle);
                Cx(q[0], q[1]);
                One(GateKind.P, q[1], 0.5 * angle);
                break;
            case GateKind.RXX:
                Exponential("XX", q, angle, list);
                break;
            case GateKind.RYY:
                Exponential("YY", q, angle, list);
                break;
            case GateKind.RZZ:
                Exponential("ZZ", q, angle, list);
                break;
            case GateKind.PauliExp:
                Exponential(operation.Letters.ToString(), q, angle, list);
                break;
            case GateKind.CCX:
                Toffoli(q, list);
                break;
            case GateKind.Givens:
                // A Clifford turns the commuting generators YX and XY into X on the first and Z on the second qubit.
                One(GateKind.H, q[0]);
                One(GateKind.S, q[0]);
                One(GateKind.SX, q[1]);
                Cx(q[0], q[1]);
                One(GateKind.RX, q[0], 0.5 * angle);
                One(GateKind.RZ, q[1], -0.5 * angle);
                Cx(q[0], q[1]);
                One(GateKind.Sdg, q[0]);
                One(GateKind.H, q[0]);
                One(GateKind.SXdg, q[1]);
                break;
            case GateKind.DoubleGivens:
                PairExcitation(q, angle, list);
                break;
            default:
                throw new ArgumentException($"Gate {operation.Info.Name} has no decomposition.", nameof(operation));
        }
    }

    private static void Exponential(string letters, ReadOnlySpan<int> q, Angle angle, List<GateOperation> list)
    {
        if (letters.Length == 1)
        {
            list.Add(new(letters[0] == 'X' ? GateKind.RX : letters[0] == 'Y' ? GateKind.RY : GateKind.RZ, q, angle));
            return;
        }

        for (var k = 0; k < q.Length; k++)
        {
            ToZ(letters[k], q[k], list, back: false);
        }

        for (var k = 0; k + 1 < q.Length; k++)
        {
            list.Add(new(GateKind.CX, [q[k], q[k + 1]]));
        }

        list.Add(new(GateKind.RZ, [q[^1]], angle));
        for (var k = q.Length - 2; k >= 0; k--)
        {
            list.Add(new(GateKind.CX, [q[k], q[k + 1]]));
        }

        for (var k = 0; k < q.Length; k++)
        {
            ToZ(letters[k], q[k], list, back: true);
        }
    }

    // H turns X into Z, SX turns Y into Z.
    private static void ToZ(char letter, int qubit, List<GateOperation> list, bool back)
    {
        if (letter != 'Z')
        {
            list.Add(new(letter == 'X' ? GateKind.H : back ? GateKind.SXdg : GateKind.SX, [qubit]));
        }
    }

    private static void Toffoli(ReadOnlySpan<int> q, List<GateOperation> list)
    {
        (GateKind Kind, int A, int B)[] gates =
        [
            (GateKind.H, 2, -1), (GateKind.CX, 1, 2), (GateKind.Tdg, 2, -1), (GateKind.CX, 0, 2), (GateKind.T, 2, -1),
            (GateKind.CX, 1, 2), (GateKind.Tdg, 2, -1), (GateKind.CX, 0, 2), (GateKind.T, 1, -1), (GateKind.T, 2, -1),
            (GateKind.H, 2, -1), (GateKind.CX, 0, 1), (GateKind.T, 0, -1), (GateKind.Tdg, 1, -1), (GateKind.CX, 0, 1),
        ];
        foreach (var (kind, a, b) in gates)
        {
            list.Add(b < 0 ? new(kind, [q[a]]) : new(kind, [q[a], q[b]]));
        }
    }

    // Three CX bring |0011> and |1100> to values of the first qubit where the others read 0, 1, 0; there it is turned by
    // a rotation with three controls, written as eight rotations between CX gates in Gray-code order.
    private static void PairExcitation(ReadOnlySpan<int> q, Angle angle, List<GateOperation> list)
    {
        const int pattern = 0b010;
        int[] qubits = [.. q];
        GateOperation[] frame =
        [
            new(GateKind.CX, [qubits[0], qubits[1]]), new(GateKind.CX, [qubits[2], qubits[3]]), new(GateKind.CX, [qubits[0], qubits[2]]),
        ];
        list.AddRange(frame);
        for (var step = 0; step < 8; step++)
        {
            var gray = step ^ (step >> 1);
            var sign = (BitOperations.PopCount((uint)(gray & pattern)) & 1) == 0 ? 1 : -1;
            list.Add(new(GateKind.RY, [qubits[0]], sign / 8.0 * angle));
            var next = (step + 1) & 7;
            var flipped = BitOperations.TrailingZeroCount(gray ^ next ^ (next >> 1));
            list.Add(new(GateKind.CX, [qubits[3 - flipped], qubits[0]]));
        }

        list.AddRange(frame.Reverse());
    }
}
