namespace Quiver.Circuits.Gates;

/// <summary>Writes every gate as one-qubit gates and CX, equal up to a global phase, for bound and for free angles alike.</summary>
internal static class GateDecomposition
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
        return operation.Kind == GateKind.PauliExp
            ? 2 * (operation.Qubits.Length - 1)
            : operation.Qubits.Length == 1 ? 0 : operation.Info.Decomposition.Count(static o => o.Kind == GateKind.CX);
    }

    private static void Decompose(GateOperation operation, List<GateOperation> list)
    {
        if (operation.Kind == GateKind.PauliExp)
        {
            Exponential(operation.Letters.ToString(), operation.Qubits, operation.Angles[0], list);
        }
        else if (operation.Qubits.Length == 1 || operation.Info.Decomposition.Length == 1)
        {
            list.Add(operation);
        }
        else
        {
            foreach (var step in operation.Info.Decomposition)
            {
                list.Add(GateWord.Place(step, operation));
            }
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
}
