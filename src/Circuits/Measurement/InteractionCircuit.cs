using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// Writes interactions as CX, CZ, H and S. One-qubit gates that an interaction would undo after it are kept in mind instead, so each
/// interaction costs at most two of them per qubit.
/// </summary>
internal static class InteractionCircuit
{
    /// <param name="qubits">Number of qubits.</param>
    /// <param name="gates">The interactions.</param>
    /// <param name="letters">The common letter of the strings after them, per qubit; 0 for none.</param>
    /// <param name="coupling">Pairs that gates may join; null for all.</param>
    public static Circuit Write(int qubits, IReadOnlyList<PauliInteraction> gates, IReadOnlyList<int> letters, CouplingMap? coupling)
    {
        var builder = new CircuitBuilder(qubits);
        var frames = new LocalFrame[qubits];
        Array.Fill(frames, LocalFrame.Identity);
        foreach (var gate in gates)
        {
            var (p, q) = (frames[gate.A].Source(gate.P), frames[gate.B].Source(gate.Q));
            var far = coupling is not null && !coupling.Allows(gate.A, gate.B);
            var controlled = LocalFrame.ToZ(p).Length + LocalFrame.ToX(q).Length;
            var reversed = LocalFrame.ToX(p).Length + LocalFrame.ToZ(q).Length;
            var symmetric = far ? int.MaxValue : LocalFrame.ToZ(p).Length + LocalFrame.ToZ(q).Length;
            if (symmetric <= Math.Min(controlled, reversed))
            {
                Turn(builder, frames, gate.A, LocalFrame.ToZ(p));
                Turn(builder, frames, gate.B, LocalFrame.ToZ(q));
                builder.CZ(gate.A, gate.B);
            }
            else
            {
                var (control, target) = controlled <= reversed ? (gate.A, gate.B) : (gate.B, gate.A);
                var (c, t) = controlled <= reversed ? (p, q) : (q, p);
                Turn(builder, frames, control, LocalFrame.ToZ(c));
                Turn(builder, frames, target, LocalFrame.ToX(t));
                Reach(builder, control, target, coupling);
            }
        }

        for (var q = 0; q < qubits; q++)
        {
            if (letters[q] > 0)
            {
                Turn(builder, frames, q, LocalFrame.ToZ(frames[q].Source((byte)letters[q])));
            }
        }

        return builder.Build();
    }

    private static void Turn(CircuitBuilder builder, LocalFrame[] frames, int qubit, ReadOnlySpan<GateKind> word)
    {
        foreach (var kind in word)
        {
            builder.Add(kind, qubit);
            frames[qubit] = frames[qubit].AfterInverseOf(kind);
        }
    }

    // A CX over a path: down and up twice, which leaves the qubits between as they were.
    private static void Reach(CircuitBuilder builder, int control, int target, CouplingMap? coupling)
    {
        if (coupling is null || coupling.Allows(control, target))
        {
            builder.CX(control, target);
            return;
        }

        var path = new List<int> { control };
        while (path[^1] != target)
        {
            foreach (var next in coupling.Neighbours(path[^1]))
            {
                if (coupling.Distance(next, target) == coupling.Distance(path[^1], target) - 1)
                {
                    path.Add(next);
                    break;
                }
            }
        }

        for (var end = path.Count - 1; end >= path.Count - 2; end--)
        {
            for (var k = end - 1; k >= 0; k--)
            {
                builder.CX(path[k], path[k + 1]);
            }

            for (var k = 1; k < end; k++)
            {
                builder.CX(path[k], path[k + 1]);
            }
        }
    }
}
