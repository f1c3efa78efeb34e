using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Formats;

/// <summary>
/// Gates a reader knows by name: those of <see cref="GateTable"/>, all of qelib1.inc and stdgates.inc, and the names under which
/// Qiskit, Cirq and tket write further ones. Phases are those of the libraries, so that controlled forms are right too.
/// </summary>
internal static class QasmLibrary
{
    /// <summary>U with the phase e^{i theta/2} of the OpenQASM 3 specification; no file can write the name. U itself has a real first
    /// entry.</summary>
    public const string SpecifiedU = "U ";

    /// <summary>Makes a gate from its angles and qubits.</summary>
    public delegate List<QasmPrimitive> Maker(AffineExpression[] angles, int[] qubits);

    /// <summary>Finds a gate; null when the name is unknown. A wrong number of angles or qubits is reported by the caller.</summary>
    /// <param name="name">The gate's name.</param>
    public static (int Angles, int Qubits, Maker Make)? Find(string name)
    {
        switch (name)
        {
            case SpecifiedU:
                return (3, 1, static (a, q) => a[0] is { IsConstant: true, Offset: 0 }
                    ? [new(GateKind.U, q, a)] : [QasmPrimitive.GlobalPhase(0.5 * a[0]), new(GateKind.U, q, a)]);
            case "u3":
                return (3, 1, static (a, q) => [QasmPrimitive.GlobalPhase(-0.5 * (a[1] + a[2])), new(GateKind.U, q, a)]);
            case "u2":
                return (2, 1, static (a, q) =>
                    [QasmPrimitive.GlobalPhase(-0.5 * (a[0] + a[1])), new(GateKind.U, q, [AffineExpression.Of(Math.PI / 2), a[0], a[1]])]);
            case "u0":
                return (1, 1, static (_, q) => [QasmPrimitive.Of(GateKind.I, q)]);
            case "cu3":
                return (3, 2, static (a, q) => ControlledU(a, q));
            case "cu":
                return (4, 2, static (a, q) => [QasmPrimitive.Of(GateKind.P, a[3], q[0]), .. ControlledU(a[..3], q)]);
            case "r":
                // Qiskit's R(theta, phi) turns about cos(phi) X + sin(phi) Y.
                return (2, 1, static (a, q) =>
                    [QasmPrimitive.Of(GateKind.RZ, -a[1], q), QasmPrimitive.Of(GateKind.RX, a[0], q),
                        QasmPrimitive.Of(GateKind.RZ, a[1], q)]);
            case "v" or "sqrtx":
                // tket's V is RX(pi/2); SX has a phase of pi/4 more.
                return (0, 1, static (_, q) => [QasmPrimitive.Of(GateKind.RX, Math.PI / 2, q)]);
            case "vdg":
                return (0, 1, static (_, q) => [QasmPrimitive.Of(GateKind.RX, -Math.PI / 2, q)]);
            case "cs":
                return Controlled(1, GateKind.S);
            case "csdg":
                return Controlled(1, GateKind.Sdg);
            case "csx" or "c1sx":
                return Controlled(1, GateKind.SX);
            case "csxdg":
                return Controlled(1, GateKind.SXdg);
            case "cswap" or "fredkin":
                return Controlled(1, GateKind.Swap);
            case "ccz":
                return Controlled(2, GateKind.Z);
            case "c3x" or "cccx" or "mcx3":
                return Controlled(3, GateKind.X);
            case "c4x" or "ccccx":
                return Controlled(4, GateKind.X);
            case "c3z" or "cccz":
                return Controlled(3, GateKind.Z);
            case "c3sqrtx" or "c3sx":
                return Controlled(3, GateKind.SX);
            case "rccx":
                return (0, 3, static (_, q) => RelativePhase(q[0], q[1], q[2]));
            case "rc3x" or "rcccx":
                return (0, 4, static (_, q) => RelativePhase(q));
            case "dcx":
                return (0, 2, static (_, q) => [QasmPrimitive.Of(GateKind.CX, q[0], q[1]), QasmPrimitive.Of(GateKind.CX, q[1], q[0])]);
            case "rzx":
                return (1, 2, static (a, q) => Rzx(a[0], q));
            case "gphase":
                return (1, 0, static (a, _) => [QasmPrimitive.GlobalPhase(a[0])]);
            default:
                break;
        }

        return GateTable.Known(name) is { } info && info.Kind != GateKind.PauliExp
            ? (info.Angles, info.Qubits, (a, q) => [new(info.Kind, q, a)])
            : null;
    }

    private static (int, int, Maker) Controlled(int controls, GateKind kind)
    {
        var info = GateTable.Get(kind);
        return (0, controls + info.Qubits, (_, q) => QasmControls.Add([QasmPrimitive.Of(kind, q[controls..])], q[..controls]));
    }

    // The controlled U with a real first entry, the cu3 of qelib1.inc.
    private static List<QasmPrimitive> ControlledU(AffineExpression[] a, int[] q) => QasmControls.Add([new(GateKind.U, [q[1]], a)], [q[0]]);

    // exp(-i angle ZX / 2): Z on the first qubit, X on the second.
    private static List<QasmPrimitive> Rzx(AffineExpression angle, int[] q) => [new(GateKind.PauliExp, q, [angle], "ZX")];

    // The Toffoli up to phases of qelib1.inc (Maslov, 2015), H written for u2(0, pi).
    private static List<QasmPrimitive> RelativePhase(int a, int b, int c) =>
    [
        QasmPrimitive.Of(GateKind.H, c), QasmPrimitive.Of(GateKind.T, c), QasmPrimitive.Of(GateKind.CX, b, c),
            QasmPrimitive.Of(GateKind.Tdg, c),
        QasmPrimitive.Of(GateKind.CX, a, c), QasmPrimitive.Of(GateKind.T, c), QasmPrimitive.Of(GateKind.CX, b, c),
            QasmPrimitive.Of(GateKind.Tdg, c),
        QasmPrimitive.Of(GateKind.H, c),
    ];

    private static List<QasmPrimitive> RelativePhase(int[] q)
    {
        var d = q[3];
        List<QasmPrimitive> frame =
        [
            QasmPrimitive.Of(GateKind.H, d), QasmPrimitive.Of(GateKind.T, d), QasmPrimitive.Of(GateKind.CX, q[2], d),
            QasmPrimitive.Of(GateKind.Tdg, d), QasmPrimitive.Of(GateKind.H, d),
        ];
        return
        [
            .. frame, QasmPrimitive.Of(GateKind.CX, q[0], d), QasmPrimitive.Of(GateKind.T, d), QasmPrimitive.Of(GateKind.CX, q[1], d),
            QasmPrimitive.Of(GateKind.Tdg, d), QasmPrimitive.Of(GateKind.CX, q[0], d), QasmPrimitive.Of(GateKind.T, d),
            QasmPrimitive.Of(GateKind.CX, q[1], d), QasmPrimitive.Of(GateKind.Tdg, d), .. frame,
        ];
    }
}
