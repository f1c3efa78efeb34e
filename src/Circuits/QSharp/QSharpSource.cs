using System.Globalization;
using System.Text;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.QSharp;

/// <summary>Circuits as Q#: as the data that <c>Quiver.Quantum.ApplyCircuit</c> takes.</summary>
public static class QSharpSource
{
    /// <summary>The five arguments of the library's operations: qubits, gate codes, targets, angles, Pauli letters.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="parameters">Values of its free parameters, radians.</param>
    /// <exception cref="ArgumentException">Too few values, or one that is not finite.</exception>
    public static string Arguments(Circuit circuit, ReadOnlySpan<double> parameters)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        if (parameters.Length < circuit.ParameterCount)
        {
            throw new ArgumentException($"The circuit has {circuit.ParameterCount} free parameters, {parameters.Length} values were given.", nameof(parameters));
        }

        StringBuilder codes = new(), targets = new(), angles = new(), letters = new();
        for (var i = 0; i < circuit.Count; i++)
        {
            var operation = circuit.Operations[i];
            var comma = i == 0 ? string.Empty : ",";
            codes.Append(comma).Append(CultureInfo.InvariantCulture, $"{(int)operation.Kind}");
            targets.Append(comma).Append('[').AppendJoin(',', operation.Qubits.ToArray()).Append(']');
            angles.Append(comma).Append('[');
            for (var a = 0; a < operation.Angles.Length; a++)
            {
                var value = operation.Angles[a].Value(parameters);
                if (!double.IsFinite(value))
                {
                    throw new ArgumentException($"Angle {value} of gate {i} is not finite.", nameof(parameters));
                }

                angles.Append(a == 0 ? string.Empty : ",").Append(value.ToString("F20", CultureInfo.InvariantCulture));
            }

            angles.Append(']');
            letters.Append(comma).Append('[');
            if (operation.Kind == GateKind.PauliExp)
            {
                letters.AppendJoin(',', Enumerable.Range(0, operation.Letters.Qubits).Select(q => "Pauli" + operation.Letters[q]));
            }

            letters.Append(']');
        }

        return string.Create(CultureInfo.InvariantCulture, $"{circuit.Qubits},[{codes}],[{targets}],[{angles}],[{letters}]");
    }
}
