using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.QSharp;

/// <summary>
/// Writes a circuit as a Q# program of its own, gate by gate, in the subset of the language that the classic and the modern
/// compiler accept. Gates without a Q# equivalent are written by their Pauli exponentials.
/// </summary>
public static partial class QSharpWriter
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
        var info = operation.Info;
        if (operation.Kind == GateKind.PauliExp)
        {
            return q.Length == 1 && operation.Letters[0] == 'X'
                ? RotateX(QSharpSource.Number(angles[0]), q[0])
                : [Exponential(operation.Letters.ToString(), angles[0], q)];
        }

        if (info.QSharp is { } statements)
        {
            return statements.Split("; ").Select(s => Place().Replace(s, m => m.Value[0] == 'q'
                ? q[m.Value[1] - '0'] : QSharpSource.Number(angles[m.Value[1] - '0'])) + ";");
        }

        var (terms, angle) = info.Generator.Length > 0 ? (info.Generator, angles[0]) : (info.Exponent, 1);
        return terms.Select(t => Exponential(t.Letters, 2 * t.Coefficient * angle, q));
    }

    // A qubit or an angle in the table's statements.
    [GeneratedRegex(@"\b[qa][0-9]\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Place();

    private static string[] RotateX(string angle, string qubit) => [$"H({qubit});", $"Rz({angle}, {qubit});", $"H({qubit});"];

    private static string Exponential(string letters, double angle, string[] q) =>
        $"Exp({QSharpSource.Letters(PauliString.Parse(letters))}, {QSharpSource.Number(-angle / 2)}, [{string.Join(", ", q)}]);";
}
