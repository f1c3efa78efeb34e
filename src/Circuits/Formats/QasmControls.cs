using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Formats;

/// <summary>
/// Puts controls on gates, exactly, phases included. Gates with three and more controls become gates with at most two by the
/// constructions of Barenco et al., Phys. Rev. A 52, 3457 (1995): quadratic in the number of controls.
/// </summary>
internal static class QasmControls
{
    /// <summary>Controls that one gate may have.</summary>
    public const int Most = 100;

    /// <summary>The gates, done only when every control is 1.</summary>
    public static List<QasmPrimitive> Add(IEnumerable<QasmPrimitive> gates, int[] controls)
    {
        var list = new List<QasmPrimitive>();
        foreach (var gate in gates)
        {
            Add(gate, controls, list);
        }

        return list;
    }

    private static void Add(QasmPrimitive gate, int[] c, List<QasmPrimitive> list)
    {
        if (c.Length == 0)
        {
            list.Add(gate);
            return;
        }

        var q = gate.Qubits;
        var angle = gate.Angles.Length > 0 ? gate.Angles[0] : default;
        switch (gate.Kind)
        {
            case QasmPrimitive.Phase:
                Phase(c, angle, list);
                break;
            case GateKind.I:
                list.Add(gate);
                break;
            case GateKind.U:
                Phase(c, 0.5 * (gate.Angles[1] + gate.Angles[2]), list);
                Rotation(GateKind.RZ, c, q[0], gate.Angles[2], list);
                Rotation(GateKind.RY, c, q[0], gate.Angles[0], list);
                Rotation(GateKind.RZ, c, q[0], gate.Angles[1], list);
                break;
            case GateKind.PauliExp:
                Exponential(gate.Letters!, c, q, angle, list);
                break;
            default:
                AddByTable(gate, c, angle, list);
                break;
        }
    }

    // A controlled gate is its target with more controls.
    private static void AddByTable(QasmPrimitive gate, int[] c, AffineExpression angle, List<QasmPrimitive> list)
    {
        var info = GateTable.Get(gate.Kind);
        var target = GateTable.Get(info.Target);
        int[] controls = [.. c, .. gate.Qubits[..info.Controls]];
        var own = gate.Qubits[info.Controls..];
        if (target.Phase is not null)
        {
            Phase([.. controls, own[0]], target.IsPhaseGate ? angle : AffineExpression.Of(target.FixedPhase), list);
        }
        else if (target.Kind is GateKind.RX or GateKind.RY or GateKind.RZ)
        {
            Rotation(target.Kind, controls, own[0], angle, list);
        }
        else if (target.Kind == GateKind.X)
        {
            Not(controls, own[0], [], list);
        }
        else if (GateTable.Controlled(target.Kind, controls.Length) is { } known)
        {
            list.Add(gate with { Kind = known.Kind, Qubits = [.. controls, .. own] });
        }
        else if (target.Form is not null)
        {
            list.AddRange(target.Frame.Select(o => QasmPrimitive.Of(o, own)));
            foreach (var step in target.Core)
            {
                Add(QasmPrimitive.Of(step, own), controls, list);
            }

            list.AddRange(target.FrameBack.Select(o => QasmPrimitive.Of(o, own)));
        }
        else
        {
            foreach (var term in info.Generator)
            {
                Exponential(term.Letters, c, gate.Qubits, 2 * term.Coefficient * angle, list);
            }
        }
    }

    // diag(1, ..., 1, e^{i angle}) on all qubits.
    private static void Phase(int[] q, AffineExpression angle, List<QasmPrimitive> list)
    {
        if (angle is { IsConstant: true, Offset: 0 })
        {
            return;
        }

        if (q.Length == 2 && angle is { IsConstant: true, Offset: Math.PI })
        {
            list.Add(QasmPrimitive.Of(GateKind.CZ, q));
            return;
        }

        if (q.Length <= 2)
        {
            list.Add(QasmPrimitive.Of(q.Length == 1 ? GateKind.P : GateKind.CP, angle, q));
            return;
        }

        // Lemma 7.5: the square root of the phase three times, the last time with one control less.
        var (last, before, rest) = (q[^1], q[^2], q[..^2]);
        list.Add(QasmPrimitive.Of(GateKind.CP, 0.5 * angle, before, last));
        Not(rest, before, [last], list);
        list.Add(QasmPrimitive.Of(GateKind.CP, -0.5 * angle, before, last));
        Not(rest, before, [last], list);
        Phase([.. rest, last], 0.5 * angle, list);
    }

    // X on the target when all controls are 1; the idle qubits may be in any state and are given back as they were.
    private static void Not(int[] c, int t, int[] idle, List<QasmPrimitive> list)
    {
        if (c.Length <= 2)
        {
            list.Add(QasmPrimitive.Of(c.Length == 0 ? GateKind.X : c.Length == 1 ? GateKind.CX : GateKind.CCX, [.. c, t]));
        }
        else if (idle.Length >= c.Length - 2)
        {
            Ladder(c, t, idle, list);
        }
        else if (idle.Length > 0)
        {
            // Lemma 7.4: halves that lend each other their controls.
            var half = (c.Length + 1) / 2;
            var (front, back) = (c[..half], c[half..]);
            for (var twice = 0; twice < 2; twice++)
            {
                Not(front, idle[0], [.. back, t], list);
                Not([.. back, idle[0]], t, front, list);
            }
        }
        else
        {
            list.Add(QasmPrimitive.Of(GateKind.H, t));
            Phase([.. c, t], AffineExpression.Of(Math.PI), list);
            list.Add(QasmPrimitive.Of(GateKind.H, t));
        }
    }

    // Lemma 7.2.
    private static void Ladder(int[] c, int t, int[] idle, List<QasmPrimitive> list)
    {
        var top = c.Length - 3;
        void Toffoli(int a, int b, int target) => list.Add(QasmPrimitive.Of(GateKind.CCX, a, b, target));
        void Valley()
        {
            for (var i = top; i >= 1; i--)
            {
                Toffoli(c[i + 1], idle[i - 1], idle[i]);
            }

            Toffoli(c[0], c[1], idle[0]);
            for (var i = 1; i <= top; i++)
            {
                Toffoli(c[i + 1], idle[i - 1], idle[i]);
            }
        }

        Toffoli(c[^1], idle[top], t);
        Valley();
        Toffoli(c[^1], idle[top], t);
        Valley();
    }

    private static void Rotation(GateKind kind, int[] c, int t, AffineExpression angle, List<QasmPrimitive> list)
    {
        if (angle is { IsConstant: true, Offset: 0 })
        {
            return;
        }

        if (c.Length == 1 && GateTable.Controlled(kind, 1) is { } known)
        {
            list.Add(QasmPrimitive.Of(known.Kind, angle, c[0], t));
            return;
        }

        if (kind == GateKind.RX)
        {
            list.Add(QasmPrimitive.Of(GateKind.H, t));
        }

        var turned = kind == GateKind.RX ? GateKind.RZ : kind;
        list.Add(QasmPrimitive.Of(turned, 0.5 * angle, t));
        Not(c, t, [], list);
        list.Add(QasmPrimitive.Of(turned, -0.5 * angle, t));
        Not(c, t, [], list);
        if (kind == GateKind.RX)
        {
            list.Add(QasmPrimitive.Of(GateKind.H, t));
        }
    }

    // exp(-i angle P / 2): the letters turned to Z, a parity on the last qubit, one controlled rotation, and back.
    private static void Exponential(string letters, int[] c, int[] q, AffineExpression angle, List<QasmPrimitive> list)
    {
        int[] places = [.. Enumerable.Range(0, q.Length).Where(k => letters[k] != 'I')];
        if (places.Length == 0)
        {
            Phase(c, -0.5 * angle, list);
            return;
        }

        var frame = new List<QasmPrimitive>();
        foreach (var k in places)
        {
            if (letters[k] != 'Z')
            {
                frame.Add(QasmPrimitive.Of(letters[k] == 'X' ? GateKind.H : GateKind.SX, q[k]));
            }
        }

        for (var k = 0; k + 1 < places.Length; k++)
        {
            frame.Add(QasmPrimitive.Of(GateKind.CX, q[places[k]], q[places[k + 1]]));
        }

        list.AddRange(frame);
        Rotation(GateKind.RZ, c, q[places[^1]], angle, list);
        list.AddRange(Enumerable.Reverse(frame).Select(static g => g.Adjoint()));
    }
}
