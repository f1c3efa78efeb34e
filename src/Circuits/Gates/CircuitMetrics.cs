namespace Quiver.Circuits.Gates;

/// <summary>Counts and depths of circuits.</summary>
public static class CircuitMetrics
{
    /// <summary>Number of moments when every gate is done as early as its qubits allow.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <returns>The depth; 0 for an empty circuit.</returns>
    public static int Depth(Circuit circuit) => Depth(circuit, static _ => true);

    /// <summary>The depth when only gates on two or more qubits take time.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <returns>The depth.</returns>
    public static int TwoQubitDepth(Circuit circuit) => Depth(circuit, static o => o.Qubits.Length > 1);

    /// <summary>Number of gates on two or more qubits.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <returns>The count.</returns>
    public static int MultiQubitGates(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        return circuit.Operations.Count(static o => o.Qubits.Length > 1);
    }

    /// <summary>Number of CX gates after every larger gate is decomposed into CX and one-qubit gates.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <returns>The count, without any simplification across gates.</returns>
    public static int CxCount(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        return circuit.Operations.Sum(static o => GateDecomposition.CxCount(o));
    }

    /// <summary>Number of gates of each kind that occurs.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <returns>Kinds in the order of <see cref="GateKind"/>.</returns>
    public static IReadOnlyDictionary<GateKind, int> CountByKind(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var counts = new SortedDictionary<GateKind, int>();
        foreach (var operation in circuit.Operations)
        {
            counts[operation.Kind] = counts.GetValueOrDefault(operation.Kind) + 1;
        }

        return counts;
    }

    /// <summary>The moment of every gate when each is done as early as its qubits allow, from 0.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <returns>One number per gate.</returns>
    public static int[] Moments(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var free = new int[circuit.Qubits];
        var moments = new int[circuit.Count];
        var next = 0;
        for (var k = 0; k < moments.Length; k++)
        {
            next = circuit.Hold(k, next, free);
            foreach (var q in circuit.Operations[k].Qubits)
            {
                moments[k] = Math.Max(moments[k], free[q]);
            }

            foreach (var q in circuit.Operations[k].Qubits)
            {
                free[q] = moments[k] + 1;
            }
        }

        return moments;
    }

    private static int Depth(Circuit circuit, Func<GateOperation, bool> takesTime)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var level = new int[circuit.Qubits];
        var (place, next) = (0, 0);
        foreach (var operation in circuit.Operations)
        {
            next = circuit.Hold(place++, next, level);
            var start = 0;
            foreach (var q in operation.Qubits)
            {
                start = Math.Max(start, level[q]);
            }

            foreach (var q in operation.Qubits)
            {
                level[q] = start + (takesTime(operation) ? 1 : 0);
            }
        }

        return level.Length == 0 ? 0 : level.Max();
    }
}
