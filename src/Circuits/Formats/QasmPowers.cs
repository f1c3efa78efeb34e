using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Formats;

/// <summary>Powers of gates: whole ones by repetition, others by the principal logarithm, e^{r log U}.</summary>
internal static class QasmPowers
{
    private const double Tiny = 1e-12;

    /// <summary>A power, or null where it cannot be written.</summary>
    /// <param name="gates">The gate's parts.</param>
    /// <param name="power">The exponent.</param>
    /// <param name="most">Gates the result may have.</param>
    /// <param name="why">Why it cannot be written.</param>
    public static List<QasmPrimitive>? Of(List<QasmPrimitive> gates, double power, long most, out string why)
    {
        why = string.Empty;
        if (power == Math.Floor(power))
        {
            return Whole(gates, power, most, out why);
        }

        var qubits = gates.SelectMany(static g => g.Qubits).Distinct().ToArray();
        if (gates.Any(static g => g.Angles.Any(static a => !a.IsConstant)))
        {
            why = "a broken power of a gate with a free angle cannot be written: bind the angle";
            return null;
        }

        if (qubits.Length <= 1)
        {
            return OneQubit(gates, qubits, power);
        }

        if (gates.Count > 1)
        {
            why = "a broken power of a gate that is made of several gates on several qubits is not supported";
            return null;
        }

        return Single(gates[0], power, out why);
    }

    private static List<QasmPrimitive>? Whole(List<QasmPrimitive> gates, double power, long most, out string why)
    {
        why = string.Empty;
        var times = Math.Abs(power);
        List<QasmPrimitive> once = power < 0 ? [.. Enumerable.Reverse(gates).Select(static g => g.Adjoint())] : gates;
        if (once.Count == 1)
        {
            var g = once[0];
            if (g.Angles.Length == 1)
            {
                return times == 0 ? [] : [g with { Angles = [times * g.Angles[0]] }];
            }

            // Every gate without angles has an order that divides 8.
            times = g.Angles.Length == 0 ? times % 8 : times;
        }

        if (times * once.Count > most)
        {
            why = $"the power {power} makes more than {most:N0} gates";
            return null;
        }

        var result = new List<QasmPrimitive>();
        for (var k = 0; k < times; k++)
        {
            result.AddRange(once);
        }

        return result;
    }

    private static List<QasmPrimitive>? Single(QasmPrimitive gate, double power, out string why)
    {
        why = string.Empty;
        var q = gate.Qubits;
        var angle = gate.Angles.Length > 0 ? gate.Angles[0].Offset : 0;
        if (gate.Kind == GateKind.PauliExp)
        {
            return Turned(gate, angle, power, out why);
        }

        var info = GateTable.Get(gate.Kind);
        if (info.Controls == 1 && GateTable.Get(info.Target) is { Phase: not null } phase)
        {
            return [QasmPrimitive.Of(GateKind.CP, (phase.IsPhaseGate ? Turn(angle, 2 * Math.PI) : phase.FixedPhase) * power, q)];
        }

        if (info.Controls > 0)
        {
            int[] target = [q[^1]];
            return QasmControls.Add(OneQubit([new(info.Target, target, gate.Angles)], target, power), q[..^1]);
        }

        if (info.Exponent.Length > 0)
        {
            return [.. info.Exponent.Select(t => QasmPrimitive.Of(GateTable.Rotation(t.Letters)!.Kind, 2 * t.Coefficient * power, q))];
        }

        if (info.Core is [var core])
        {
            var part = QasmPrimitive.Of(core, q);
            var inner = part.Qubits.Length == 1 ? OneQubit([part], part.Qubits, power) : Single(part, power, out why);
            return inner is null ? null
                : [.. info.Frame.Select(o => QasmPrimitive.Of(o, q)), .. inner, .. info.FrameBack.Select(o => QasmPrimitive.Of(o, q))];
        }

        if (info.Generator.Length > 0)
        {
            return Turned(gate, angle, power, out why);
        }

        why = "a broken power of this gate is not supported";
        return null;
    }

    private static List<QasmPrimitive>? Turned(QasmPrimitive gate, double angle, double power, out string why)
    {
        why = string.Empty;
        var turned = Turn(angle, 4 * Math.PI);
        if (Math.Abs(Math.Abs(turned) - (2 * Math.PI)) < Tiny)
        {
            why = "a broken power of a rotation by a full turn has no single meaning";
            return null;
        }

        return [gate with { Angles = [AffineExpression.Of(turned * power)] }];
    }

    // The parts multiplied, then e^{r log} of the 2 x 2 matrix by its two eigenvalues.
    private static List<QasmPrimitive> OneQubit(List<QasmPrimitive> gates, int[] qubits, double power)
    {
        Complex[] m = [1, 0, 0, 1];
        foreach (var gate in gates)
        {
            Complex[] g = gate.Kind == QasmPrimitive.Phase
                ? [Complex.FromPolarCoordinates(1, gate.Angles[0].Offset), 0, 0, Complex.FromPolarCoordinates(1, gate.Angles[0].Offset)]
                : gate.Kind == GateKind.PauliExp
                    ? GateMatrices.PauliExponential(Quiver.Hamiltonians.Pauli.PauliString.Parse(gate.Letters!), gate.Angles[0].Offset)
                    : GateMatrices.Of(gate.Kind, [.. gate.Angles.Select(static a => a.Offset)]);
            m = ComplexMatrix.Product(g, m, 2);
        }

        if (qubits.Length == 0)
        {
            return [QasmPrimitive.GlobalPhase(AffineExpression.Of(m[0].Phase * power))];
        }

        var middle = (m[0] + m[3]) / 2;
        var root = Complex.Sqrt((middle * middle) - ((m[0] * m[3]) - (m[1] * m[2])));
        var (a, b) = (middle + root, middle - root);
        var (pa, pb) = (Principal(a, power), Principal(b, power));
        Complex[] r;
        if ((a - b).Magnitude < 1e-9)
        {
            r = [pa, 0, 0, pa];
        }
        else
        {
            // f(U) = f(b) + (f(a) - f(b)) (U - b) / (a - b).
            var slope = (pa - pb) / (a - b);
            r = [pb + (slope * (m[0] - b)), slope * m[1], slope * m[2], pb + (slope * (m[3] - b))];
        }

        return FromMatrix(r, qubits[0]);
    }

    private static Complex Principal(Complex eigenvalue, double power)
    {
        // -1 may come out a rounding error below the cut: its phase is pi.
        var phase = eigenvalue.Phase < -Math.PI + 1e-9 ? Math.PI : eigenvalue.Phase;
        return Complex.FromPolarCoordinates(1, phase * power);
    }

    private static List<QasmPrimitive> FromMatrix(Complex[] m, int qubit)
    {
        var theta = 2 * Math.Atan2(m[2].Magnitude, m[0].Magnitude);
        double phase;
        double phi = 0;
        double lambda;
        if (m[2].Magnitude < Tiny)
        {
            (theta, phase, lambda) = (0, m[0].Phase, m[3].Phase - m[0].Phase);
        }
        else if (m[0].Magnitude < Tiny)
        {
            (theta, phase, lambda) = (Math.PI, m[2].Phase, (-m[1]).Phase - m[2].Phase);
        }
        else
        {
            (phase, phi, lambda) = (m[0].Phase, m[2].Phase - m[0].Phase, (-m[1]).Phase - m[0].Phase);
        }

        return
        [
            QasmPrimitive.GlobalPhase(AffineExpression.Of(phase)),
            theta == 0
                ? QasmPrimitive.Of(GateKind.P, lambda, qubit)
                : new(GateKind.U, [qubit], [AffineExpression.Of(theta), AffineExpression.Of(phi), AffineExpression.Of(lambda)]),
        ];
    }

    private static double Turn(double angle, double period)
    {
        var turned = Math.IEEERemainder(angle, period);
        return turned <= -period / 2 ? turned + period : turned;
    }
}
