using System.Globalization;
using System.Text;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.QSharp;

/// <summary>
/// Writes a circuit as a Q# program of its own, gate by gate, in the subset of the language that the classic and the modern
/// compiler accept. Gates without a Q# equivalent are written by their Pauli exponentials.
/// </summary>
public static class QSharpWriter
{
    /// <summary>Writes a circuit.</summary>
    /// <param name="circuit">A circuit of at least one qubit with bound angles; qubit k becomes qs[k].</param>
    /// <param name="name">Namespace of the program.</param>
    /// <returns>The text of a .qs file with an entry point that measures all qubits.</returns>
    /// <exception cref="ArgumentException">The circuit has no qubits or free parameters, or an angle is not finite.</exception>
    public static string Write(Circuit circuit, string name = "Quiver.Generated")
    {
        QSharpSource.RequireBound(circuit);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            namespace {{name}} {
                open Microsoft.Quantum.Intrinsic;
                open Microsoft.Quantum.Measurement;

                operation ApplyCircuit(qs : Qubit[]) : Unit {

            """);
        foreach (var operation in circuit.Operations)
        {
            foreach (var statement in Statements(operation))
            {
                text.Append("        ").Append(statement).Append('\n');
            }
        }

        text.Append(CultureInfo.InvariantCulture, $$"""
                }

                @EntryPoint()
                operation Main() : Result[] {
                    use qs = Qubit[{{circuit.Qubits}}];
                    ApplyCircuit(qs);
                    mutable results = [Zero, size = {{circuit.Qubits}}];
                    for i in 0..{{circuit.Qubits - 1}} {
                        set results w/= i <- MResetZ(qs[i]);
                    }
                    return results;
                }
            }

            """);
        return text.ToString();
    }

    private static IEnumerable<string> Statements(GateOperation operation)
    {
        var q = operation.Qubits.ToArray().Select(static k => string.Create(CultureInfo.InvariantCulture, $"qs[{k}]")).ToArray();
        var angles = operation.Angles.ToArray().Select(static a => a.Value([])).ToArray();
        string A(int k) => QSharpSource.Number(angles[k]);
        var name = operation.Kind.ToString();
        return operation.Kind switch
        {
            GateKind.I or GateKind.X or GateKind.Y or GateKind.Z or GateKind.H or GateKind.S or GateKind.T => [$"{name}({q[0]});"],
            GateKind.Sdg => [$"Adjoint S({q[0]});"],
            GateKind.Tdg => [$"Adjoint T({q[0]});"],
            // By way of H, since the simulator of qsharp-lang 1.32.5-dev can lose a sign between a deferred Rx and Ry.
            GateKind.SX => [$"H({q[0]});", $"S({q[0]});", $"H({q[0]});"],
            GateKind.SXdg => [$"H({q[0]});", $"Adjoint S({q[0]});", $"H({q[0]});"],
            GateKind.RX => RotateX(A(0), q[0]),
            GateKind.RY => [$"Ry({A(0)}, {q[0]});"],
            GateKind.RZ => [$"Rz({A(0)}, {q[0]});"],
            GateKind.P => [$"R1({A(0)}, {q[0]});"],
            GateKind.U => [$"Rz({A(2)}, {q[0]});", $"Ry({A(0)}, {q[0]});", $"Rz({A(1)}, {q[0]});"],
            GateKind.CX => [$"CNOT({q[0]}, {q[1]});"],
            GateKind.CY or GateKind.CZ or GateKind.CH => [$"Controlled {name[1..]}([{q[0]}], {q[1]});"],
            GateKind.Swap => [$"SWAP({q[0]}, {q[1]});"],
            GateKind.ISwap or GateKind.ISwapdg => new[] { "XX", "YY" }.Select(p => Exponential(p, operation.Kind == GateKind.ISwap ? -Math.PI / 2 : Math.PI / 2, q)),
            GateKind.CRX or GateKind.CRY or GateKind.CRZ => [$"Controlled R{char.ToLowerInvariant(name[2])}([{q[0]}], ({A(0)}, {q[1]}));"],
            GateKind.CP => [$"Controlled R1([{q[0]}], ({A(0)}, {q[1]}));"],
            GateKind.CCX => [$"CCNOT({q[0]}, {q[1]}, {q[2]});"],
            GateKind.PauliExp when q.Length == 1 && operation.Letters[0] == 'X' => RotateX(A(0), q[0]),
            GateKind.PauliExp => [Exponential(operation.Letters.ToString(), angles[0], q)],
            _ => operation.Info.Generator.Select(t => Exponential(t.Letters, 2 * t.Coefficient * angles[0], q)),
        };
    }

    private static string[] RotateX(string angle, string qubit) => [$"H({qubit});", $"Rz({angle}, {qubit});", $"H({qubit});"];

    private static string Exponential(string letters, double angle, string[] q) =>
        $"Exp({QSharpSource.Letters(PauliString.Parse(letters))}, {QSharpSource.Number(-angle / 2)}, [{string.Join(", ", q)}]);";
}
