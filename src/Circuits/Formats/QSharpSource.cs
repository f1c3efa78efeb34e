using System.Globalization;
using System.Numerics;
using System.Text;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Formats;

/// <summary>Circuits, states and Pauli strings as Q# expressions: the data that the operations in <c>quantum/src</c> take.</summary>
internal static class QSharpSource
{
    /// <summary>The five arguments of the library's operations: qubits, gate codes, targets, angles, Pauli letters.</summary>
    /// <param name="circuit">A circuit with bound angles.</param>
    /// <returns>The arguments, separated by commas.</returns>
    /// <exception cref="ArgumentException">The circuit has no qubits or free parameters, or an angle is not finite.</exception>
    public static string Arguments(Circuit circuit)
    {
        RequireBound(circuit);
        if (circuit.Count == 0)
        {
            // Q# cannot tell the type of arrays without elements.
            circuit = new Circuit(circuit.Qubits, [new GateOperation(GateKind.I, [0])]);
        }

        StringBuilder codes = new(), targets = new(), angles = new(), letters = new();
        for (var i = 0; i < circuit.Count; i++)
        {
            var operation = circuit.Operations[i];
            var comma = i == 0 ? string.Empty : ",";
            codes.Append(comma).Append(CultureInfo.InvariantCulture, $"{(int)operation.Kind}");
            targets.Append(comma).Append('[').AppendJoin(',', operation.Qubits.ToArray()).Append(']');

            // Never an empty array: in a long row of them the compiler cannot tell the type. What a gate does not use it ignores.
            angles.Append(comma).Append('[').AppendJoin(',',
                operation.Angles.Length == 0 ? ["0.0"] : operation.Angles.ToArray().Select(static a => Number(a.Value([])))).Append(']');
            letters.Append(comma).Append(operation.Kind == GateKind.PauliExp ? Letters(operation.Letters) : "[PauliI]");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{circuit.Qubits},[{codes}],[{targets}],[{angles}],[{letters}]");
    }

    /// <summary>An array of Pauli letters, for example <c>[PauliX,PauliI]</c>.</summary>
    /// <param name="pauli">The string.</param>
    /// <returns>The expression.</returns>
    public static string Letters(PauliString pauli) =>
        "[" + string.Join(',', Enumerable.Range(0, pauli.Qubits).Select(q => "Pauli" + pauli[q])) + "]";

    /// <summary>An array of amplitudes as pairs of real and imaginary part.</summary>
    /// <param name="amplitudes">The amplitudes.</param>
    /// <returns>The expression.</returns>
    public static string Amplitudes(IEnumerable<Complex> amplitudes) =>
        "[" + string.Join(',', amplitudes.Select(static a => $"({Number(a.Real)},{Number(a.Imaginary)})")) + "]";

    /// <summary>A number with all its 17 digits.</summary>
    /// <param name="value">A finite number.</param>
    /// <returns>The literal.</returns>
    /// <exception cref="ArgumentException">The number is not finite.</exception>
    public static string Number(double value) => double.IsFinite(value)
        ? value.ToString("E16", CultureInfo.InvariantCulture)
        : throw new ArgumentException($"Q# takes finite numbers, not {value}.", nameof(value));

    internal static void RequireBound(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        if (circuit.ParameterCount > 0 || circuit.Qubits == 0)
        {
            throw new ArgumentException(
                $"Q# takes circuits of at least 1 qubit with bound angles, not {circuit.Qubits} qubits and {circuit.ParameterCount} "
                    + $"free parameters: call Circuit.Bind.", nameof(circuit));
        }
    }
}
