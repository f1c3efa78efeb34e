using System.Numerics;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Gates;

/// <summary>
/// Rewrites circuits into a basis of hardware gates, equal up to a global phase. Angles stay linear in the free parameters.
/// </summary>
public static class Transpiler
{
    private const double Tiny = 1e-12;

    /// <summary>Transpiles a circuit.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="basis">The gates allowed.</param>
    /// <param name="simplify">Whether neighbours are merged and cancelled.</param>
    /// <returns>A circuit with the same parameters.</returns>
    public static Circuit Transpile(Circuit circuit, GateBasis basis, bool simplify = true)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var result = Rewrite(circuit, GateDecomposition.ToCx);
        if (simplify)
        {
            result = CircuitSimplifier.Simplify(result);
        }

        if (basis == GateBasis.Cx)
        {
            return result;
        }

        if (basis is GateBasis.RzSxEcr or GateBasis.RzRxRzz)
        {
            result = Rewrite(basis == GateBasis.RzRxRzz ? IsingForm.Join(result) : result, o => TwoQubit(o, basis));
            result = simplify ? CircuitSimplifier.Simplify(result) : result;
        }

        if (simplify)
        {
            result = FuseBoundRuns(result, basis);
        }

        result = Rewrite(result, o => OneQubit(o, basis));
        return simplify ? CircuitSimplifier.Simplify(result) : result;
    }

    private static Circuit Rewrite(Circuit circuit, Func<GateOperation, IEnumerable<GateOperation>> rewrite) =>
        new(circuit.Qubits, [.. circuit.Operations.SelectMany(rewrite)], circuit.ParameterCount);

    // A run of one-qubit gates without free angles becomes one U, unless the basis already holds it in one gate.
    private static Circuit FuseBoundRuns(Circuit circuit, GateBasis basis)
    {
        var result = new List<GateOperation>();
        var runs = new SortedDictionary<int, List<GateOperation>>();
        void Flush(int qubit)
        {
            if (runs.TryGetValue(qubit, out var run) && run.Count > 0)
            {
                result.AddRange(run.Count == 1 && IsNative(run[0].Kind, basis) ? run : [Fused(run)]);
                run.Clear();
            }
        }

        foreach (var operation in circuit.Operations)
        {
            if (operation.Qubits.Length == 1 && !operation.IsFree)
            {
                if (!runs.TryGetValue(operation.Qubits[0], out var run))
                {
                    runs.Add(operation.Qubits[0], run = []);
                }

                run.Add(operation);
                continue;
            }

            foreach (var q in operation.Qubits)
            {
                Flush(q);
            }

            result.Add(operation);
        }

        foreach (var q in runs.Keys)
        {
            Flush(q);
        }

        return new Circuit(circuit.Qubits, [.. result], circuit.ParameterCount);
    }

    private static GateOperation Fused(List<GateOperation> run)
    {
        Complex[] m = [1, 0, 0, 1];
        foreach (var operation in run)
        {
            m = ComplexMatrix.Product(GateMatrices.Of(operation), m, 2);
        }

        var theta = 2 * Math.Atan2(m[2].Magnitude, m[0].Magnitude);
        double phi;
        double lambda;
        if (m[2].Magnitude < Tiny)
        {
            (theta, phi, lambda) = (0, 0, m[3].Phase - m[0].Phase);
        }
        else if (m[0].Magnitude < Tiny)
        {
            (theta, phi, lambda) = (Math.PI, 0, (-m[1]).Phase - m[2].Phase);
        }
        else
        {
            phi = m[2].Phase - m[0].Phase;
            lambda = (-m[1]).Phase - m[0].Phase;
        }

        return new GateOperation(GateKind.U, run[0].Qubits, theta, phi, lambda);
    }

    private static bool IsNative(GateKind kind, GateBasis basis) => basis switch
    {
        GateBasis.RzSxCx => kind is GateKind.RZ or GateKind.SX or GateKind.CX,
        GateBasis.RzSxEcr => kind is GateKind.RZ or GateKind.SX or GateKind.Ecr,
        GateBasis.RzRxRzz => kind is GateKind.RZ or GateKind.RX or GateKind.RZZ,
        _ => kind is GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.CX,
    };

    // ECR = X (control) CX S (control) SX (target); CX = H CZ H with CZ = RZ(pi/2) RZ(pi/2) RZZ(-pi/2), up to phases.
    private static IEnumerable<GateOperation> TwoQubit(GateOperation operation, GateBasis basis)
    {
        if (operation.Kind != GateKind.CX)
        {
            return [operation];
        }

        int[] control = [operation.Qubits[0]], target = [operation.Qubits[1]];
        return basis == GateBasis.RzSxEcr
            ?
            [
                new(GateKind.Sdg, control), new(GateKind.SXdg, target), new(GateKind.Ecr, operation.Qubits), new(GateKind.X, control),
            ]
            :
            [
                new(GateKind.H, target), new(GateKind.RZ, control, Math.PI / 2), new(GateKind.RZ, target, Math.PI / 2),
                new(GateKind.RZZ, operation.Qubits, -Math.PI / 2), new(GateKind.H, target),
            ];
    }

    private static IEnumerable<GateOperation> OneQubit(GateOperation operation, GateBasis basis)
    {
        if (IsNative(operation.Kind, basis))
        {
            return [operation];
        }

        var q = operation.Qubits[0];
        var (theta, phi, lambda) = operation.Info.EulerAngles is [var a, var b, var c]
            ? (GateWord.Place(a, operation.Angles), GateWord.Place(b, operation.Angles), GateWord.Place(c, operation.Angles))
            : Euler(operation.Kind);
        return basis switch
        {
            GateBasis.RzSxCx or GateBasis.RzSxEcr => WithSx(q, theta, phi, lambda),
            GateBasis.RzRxRzz => WithRx(q, theta, phi, lambda),
            _ => WithRotations(q, theta, phi, lambda),
        };
    }

    private static (Angle Theta, Angle Phi, Angle Lambda) Euler(GateKind kind)
    {
        var u = Fused([new GateOperation(kind, [0])]).Angles;
        return (u[0], u[1], u[2]);
    }

    private static bool Is(Angle angle, double value) => !angle.IsFree
        && Math.Abs(Math.IEEERemainder(angle.Offset - value, 2 * Math.PI)) < Tiny;

    private static IEnumerable<GateOperation> RZ(int q, Angle angle) => Is(angle, 0) ? [] : [new(GateKind.RZ, [q], angle)];

    private static IEnumerable<GateOperation> RZSum(int q, Angle a, Angle b) => a.TryAdd(b, out var sum)
        ? RZ(q, sum) : [.. RZ(q, b), .. RZ(q, a)];

    // U(theta, phi, lambda) = RZ(phi + pi) SX RZ(theta + pi) SX RZ(lambda); shorter at theta = 0 and pi/2.
    private static IEnumerable<GateOperation> WithSx(int q, Angle theta, Angle phi, Angle lambda)
    {
        GateOperation sx = new(GateKind.SX, [q]);
        if (Is(theta, 0))
        {
            return RZSum(q, phi, lambda);
        }

        if (Is(theta, Math.PI / 2))
        {
            return [.. RZ(q, lambda + (-Math.PI / 2)), sx, .. RZ(q, phi + (Math.PI / 2))];
        }

        if (Is(theta, Math.PI) && (phi + Math.PI).TryAdd(-lambda, out var turn))
        {
            // RZ(lambda) changes its sign when it passes X = SX SX.
            return [sx, sx, .. RZ(q, turn)];
        }

        return [.. RZ(q, lambda), sx, .. RZ(q, theta + Math.PI), sx, .. RZ(q, phi + Math.PI)];
    }

    // RY(theta) = RZ(pi/2) RX(theta) RZ(-pi/2).
    private static IEnumerable<GateOperation> WithRx(int q, Angle theta, Angle phi, Angle lambda) => Is(theta, 0)
        ? RZSum(q, phi, lambda)
        : [.. RZ(q, lambda + (-Math.PI / 2)), new(GateKind.RX, [q], theta), .. RZ(q, phi + (Math.PI / 2))];

    private static IEnumerable<GateOperation> WithRotations(int q, Angle theta, Angle phi, Angle lambda)
    {
        if (Is(theta, 0))
        {
            return RZSum(q, phi, lambda);
        }

        if (Is(phi, -Math.PI / 2) && Is(lambda, Math.PI / 2))
        {
            return [new(GateKind.RX, [q], theta)];
        }

        if (Is(phi, Math.PI / 2) && Is(lambda, -Math.PI / 2))
        {
            return [new(GateKind.RX, [q], -theta)];
        }

        if (Is(theta, Math.PI) && Is(phi, 0) && Is(lambda, Math.PI))
        {
            return [new(GateKind.RX, [q], theta)];
        }

        if (Is(theta, Math.PI) && phi.TryAdd(-lambda, out var turn))
        {
            return [new(GateKind.RY, [q], theta), .. RZ(q, turn)];
        }

        return [.. RZ(q, lambda), new(GateKind.RY, [q], theta), .. RZ(q, phi)];
    }
}
