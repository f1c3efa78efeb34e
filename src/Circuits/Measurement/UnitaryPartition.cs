using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// Unitary partitioning: a sum of Pauli strings that anticommute with each other is a rotated single string, sum c_i P_i = g U' P U with
/// g = sqrt(sum c_i^2), so that one circuit and the sign of one Z string measure the whole group, each shot giving plus or minus g.
/// Izmaylov, Yen, Lang, Verteletskyi, J. Chem. Theory Comput. 16, 190 (2020), as a sequence of rotations.
/// </summary>
/// <param name="Circuit">Append it to the circuit that prepares the state.</param>
/// <param name="Z">The string of I and Z that is read.</param>
/// <param name="Coefficient">What the string's sign is multiplied by, in the unit of the coefficients: g, or -g.</param>
public sealed record UnitaryPartition(Circuit Circuit, PauliString Z, double Coefficient)
{
    /// <summary>Builds the circuit of a group.</summary>
    /// <param name="strings">Strings of one register, any two of which anticommute.</param>
    /// <param name="coefficients">Their real coefficients, not all 0.</param>
    /// <returns>One rotation exp(i theta P_1 P_j / 2) per further member, then Clifford gates that turn P_1 into a Z string.</returns>
    /// <exception cref="ArgumentException">Two strings commute, the numbers differ, or all coefficients are 0.</exception>
    public static UnitaryPartition Of(IReadOnlyList<PauliString> strings, IReadOnlyList<double> coefficients)
    {
        ArgumentNullException.ThrowIfNull(strings);
        ArgumentNullException.ThrowIfNull(coefficients);
        if (strings.Count == 0 || strings.Count != coefficients.Count)
        {
            throw new ArgumentException($"{strings.Count} strings have {coefficients.Count} coefficients.", nameof(coefficients));
        }

        for (var i = 0; i < strings.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (strings[i].Commutes(strings[j]))
                {
                    throw new ArgumentException(
                        $"{strings[j]} and {strings[i]} commute: unitary partitioning needs strings that all anticommute.",
                        nameof(strings));
                }
            }
        }

        var builder = new CircuitBuilder(strings[0].Qubits);
        var sum = coefficients[0];
        for (var j = 1; j < strings.Count; j++)
        {
            // i P_1 P_j is a Pauli string or minus one, and exp(i theta i P_1 P_j / 2) turns P_1 towards P_j by theta.
            var product = strings[0].Multiply(strings[j], out var phase);
            var sign = (phase & 3) == 3 ? 1 : -1;
            var theta = -Math.Atan2(coefficients[j], sum);
            builder.PauliExponential(product, -theta * sign);
            sum = Math.Sqrt((sum * sum) + (coefficients[j] * coefficients[j]));
        }

        if (!(Math.Abs(sum) > 0) || !double.IsFinite(sum))
        {
            throw new ArgumentException("All coefficients are 0, or one is not finite: there is nothing to measure.", nameof(coefficients));
        }

        var read = GroupDiagonalizer.Diagonalize([strings[0]]);
        builder.Add(read.Circuit);

        // In CX and one-qubit gates: a rotation about a long string is no gate of any machine.
        var circuit = builder.Build();
        return new(
            new Circuit(circuit.Qubits, [.. circuit.Operations.SelectMany(GateDecomposition.ToCx)]), read.Diagonal[0],
            read.Negative[0] ? -sum : sum);
    }
}
