namespace Quiver.Circuits.Gates;

/// <summary>
/// Peephole simplification: neighbours that cancel are removed, rotations about one axis are added up, also across gates
/// that commute with them; keeps the unitary up to a global phase.
/// </summary>
public static class CircuitSimplifier
{
    private const double Zero = 1e-12;
    private const int LookBack = 400;

    /// <summary>Simplifies until nothing changes.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <returns>A circuit with the same parameters and at most as many gates.</returns>
    public static Circuit Simplify(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var operations = circuit.Operations.ToList();
        while (true)
        {
            var next = Pass(operations);
            if (next.Count == operations.Count)
            {
                return new Circuit(circuit.Qubits, [.. next], circuit.ParameterCount);
            }

            operations = next;
        }
    }

    /// <summary>Whether two operations commute because on every shared qubit both act along the same axis.</summary>
    /// <param name="a">One operation.</param>
    /// <param name="b">The other.</param>
    /// <returns>True when they certainly commute; some commuting pairs are not recognised.</returns>
    public static bool Commute(GateOperation a, GateOperation b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        for (var i = 0; i < a.Qubits.Length; i++)
        {
            var j = b.Qubits.IndexOf(a.Qubits[i]);
            if (j >= 0)
            {
                var axis = AxisOf(a, i);
                if (axis == '-' || axis != AxisOf(b, j))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static List<GateOperation> Pass(List<GateOperation> operations)
    {
        var result = new List<GateOperation>(operations.Count);
        foreach (var operation in operations)
        {
            if (IsIdentity(operation))
            {
                continue;
            }

            var place = result.Count - 1;
            var merged = false;
            for (; place >= Math.Max(0, result.Count - LookBack); place--)
            {
                if (TryMerge(result[place], operation, out var sum))
                {
                    merged = true;
                    if (sum is null || IsIdentity(sum))
                    {
                        result.RemoveAt(place);
                    }
                    else
                    {
                        result[place] = sum;
                    }

                    break;
                }

                if (!Commute(result[place], operation))
                {
                    break;
                }
            }

            if (!merged)
            {
                result.Add(operation);
            }
        }

        return result;
    }

    // One gate instead of two neighbours; null for none at all.
    private static bool TryMerge(GateOperation first, GateOperation second, out GateOperation? sum)
    {
        sum = null;
        if (!SameQubits(first, second))
        {
            return false;
        }

        var info = first.Info;
        if (first.Kind == second.Kind && info.Angles == 1 && first.Letters == second.Letters
            && (info.IsSymmetric || first.Qubits.SequenceEqual(second.Qubits)) && first.Angles[0].TryAdd(second.Angles[0], out var angle))
        {
            sum = first.WithAngles(angle);
            return true;
        }

        if (info.Angles == 0 && second.Kind == info.Adjoint && (info.IsSymmetric || first.Qubits.SequenceEqual(second.Qubits)))
        {
            return true;
        }

        if (info.Angles == 0 && first.Kind == second.Kind && info.Square is { } square)
        {
            sum = new GateOperation(square, first.Qubits);
            return true;
        }

        return false;
    }

    private static bool SameQubits(GateOperation a, GateOperation b)
    {
        if (a.Qubits.Length != b.Qubits.Length)
        {
            return false;
        }

        foreach (var q in a.Qubits)
        {
            if (!b.Qubits.Contains(q))
            {
                return false;
            }
        }

        return true;
    }

    // Up to a global phase. Controlled rotations and excitations only return to the identity after 4 pi.
    private static bool IsIdentity(GateOperation operation)
    {
        if (operation.Kind == GateKind.I)
        {
            return true;
        }

        if (operation.Angles.Length != 1 || operation.IsFree)
        {
            return false;
        }

        var period = operation.Info.HasTwoFrequencies ? 4 * Math.PI : 2 * Math.PI;
        return Math.Abs(Math.IEEERemainder(operation.Angles[0].Offset, period)) < Zero;
    }

    private static char AxisOf(GateOperation operation, int place) =>
        operation.Kind == GateKind.PauliExp ? operation.Letters[place] : operation.Info.Axes[place];
}
