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
        var t = q.Length > 0 ? q[^1] : -1;
        void One(GateKind kind, int qubit) => list.Add(QasmPrimitive.Of(kind, qubit));
        switch (gate.Kind)
        {
            case QasmPrimitive.Phase:
                Phase(c, angle, list);
                break;
            case GateKind.I:
                list.Add(gate);
                break;
            case GateKind.P or GateKind.CP:
                Phase([.. c, .. q], angle, list);
                break;
            case GateKind.Z when c.Length == 1:
                list.Add(QasmPrimitive.Of(GateKind.CZ, c[0], t));
                break;
            case GateKind.Z or GateKind.CZ:
                Phase([.. c, .. q], AffineExpression.Of(Math.PI), list);
                break;
            case GateKind.S or GateKind.Sdg:
                Phase([.. c, t], AffineExpression.Of(gate.Kind == GateKind.S ? Math.PI / 2 : -Math.PI / 2), list);
                break;
            case GateKind.T or GateKind.Tdg:
                Phase([.. c, t], AffineExpression.Of(gate.Kind == GateKind.T ? Math.PI / 4 : -Math.PI / 4), list);
                break;
            case GateKind.X or GateKind.CX or GateKind.CCX:
                Not([.. c, .. q[..^1]], t, [], list);
                break;
            case GateKind.Y when c.Length == 1:
                list.Add(QasmPrimitive.Of(GateKind.CY, c[0], t));
                break;
            case GateKind.Y or GateKind.CY:
                One(GateKind.Sdg, t);
                Not([.. c, .. q[..^1]], t, [], list);
                One(GateKind.S, t);
                break;
            case GateKind.H when c.Length == 1:
                list.Add(QasmPrimitive.Of(GateKind.CH, c[0], t));
                break;
            case GateKind.H or GateKind.CH:
                // H = RY(pi/4) Z RY(-pi/4).
                list.Add(QasmPrimitive.Of(GateKind.RY, -Math.PI / 4, t));
                Phase([.. c, .. q], AffineExpression.Of(Math.PI), list);
                list.Add(QasmPrimitive.Of(GateKind.RY, Math.PI / 4, t));
                break;
            case GateKind.SX or GateKind.SXdg:
                One(GateKind.H, t);
                Phase([.. c, t], AffineExpression.Of(gate.Kind == GateKind.SX ? Math.PI / 2 : -Math.PI / 2), list);
                One(GateKind.H, t);
                break;
            case GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.CRX or GateKind.CRY or GateKind.CRZ:
                Rotation(gate.Kind, [.. c, .. q[..^1]], t, angle, list);
                break;
            case GateKind.U:
                Phase(c, 0.5 * (gate.Angles[1] + gate.Angles[2]), list);
                Rotation(GateKind.RZ, c, t, gate.Angles[2], list);
                Rotation(GateKind.RY, c, t, gate.Angles[0], list);
                Rotation(GateKind.RZ, c, t, gate.Angles[1], list);
                break;
            case GateKind.Swap:
                list.Add(QasmPrimitive.Of(GateKind.CX, q[1], q[0]));
                Not([.. c, q[0]], q[1], [], list);
                list.Add(QasmPrimitive.Of(GateKind.CX, q[1], q[0]));
                break;
            case GateKind.ISwap or GateKind.ISwapdg:
                // A swap after CZ after S (or its adjoint) on both qubits.
                var s = gate.Kind == GateKind.ISwap ? GateKind.S : GateKind.Sdg;
                Add(QasmPrimitive.Of(s, q[0]), c, list);
                Add(QasmPrimitive.Of(s, q[1]), c, list);
                Add(QasmPrimitive.Of(GateKind.CZ, q), c, list);
                Add(QasmPrimitive.Of(GateKind.Swap, q), c, list);
                break;
            case GateKind.PauliExp:
                Exponential(gate.Letters!, c, q, angle, list);
                break;
            default:
                foreach (var term in GateTable.Get(gate.Kind).Generator)
                {
                    Exponential(term.Letters, c, q, 2 * term.Coefficient * angle, list);
                }

                break;
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

        var axis = kind switch
        {
            GateKind.CRX => GateKind.RX,
            GateKind.CRY => GateKind.RY,
            GateKind.CRZ => GateKind.RZ,
            _ => kind,
        };
        if (c.Length == 1)
        {
            list.Add(QasmPrimitive.Of(axis == GateKind.RX
                ? GateKind.CRX : axis == GateKind.RY ? GateKind.CRY : GateKind.CRZ, angle, c[0], t));
            return;
        }

        if (axis == GateKind.RX)
        {
            list.Add(QasmPrimitive.Of(GateKind.H, t));
        }

        var turned = axis == GateKind.RX ? GateKind.RZ : axis;
        list.Add(QasmPrimitive.Of(turned, 0.5 * angle, t));
        Not(c, t, [], list);
        list.Add(QasmPrimitive.Of(turned, -0.5 * angle, t));
        Not(c, t, [], list);
        if (axis == GateKind.RX)
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
