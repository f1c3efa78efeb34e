using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// The slow, obvious simulator: multiplies each gate's closed-form matrix onto the state. The measure of all others.
/// </summary>
public static class DenseSimulator
{
    /// <summary>The state a circuit makes of |0...0>.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="parameters">Values of its free parameters, radians.</param>
    /// <returns>2^n amplitudes; qubit 0 is the most significant bit of the index.</returns>
    public static Complex[] Run(Circuit circuit, ReadOnlySpan<double> parameters = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var state = new Complex[1 << circuit.Qubits];
        state[0] = 1;
        Apply(circuit, parameters, state);
        return state;
    }

    /// <summary>Applies a circuit to a state in place.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="parameters">Values of its free parameters, radians.</param>
    /// <param name="state">2^n amplitudes.</param>
    public static void Apply(Circuit circuit, ReadOnlySpan<double> parameters, Complex[] state)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(state);
        circuit.RequireParameters(parameters.Length);
        foreach (var operation in circuit.Operations)
        {
            Apply(GateMatrices.Of(operation, parameters), operation.Qubits, circuit.Qubits, state);
        }
    }

    /// <summary>The unitary of a circuit.</summary>
    /// <param name="circuit">The circuit, at most 12 qubits.</param>
    /// <param name="parameters">Values of its free parameters, radians.</param>
    /// <returns>The matrix; column j is the image of basis state j.</returns>
    public static ComplexMatrix Unitary(Circuit circuit, ReadOnlySpan<double> parameters = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var columns = new Complex[1 << circuit.Qubits][];
        for (var j = 0; j < columns.Length; j++)
        {
            columns[j] = new Complex[columns.Length];
            columns[j][j] = 1;
            Apply(circuit, parameters, columns[j]);
        }

        return ComplexMatrix.FromColumns(columns);
    }

    /// <summary>Multiplies a k-qubit matrix onto a state in place.</summary>
    /// <param name="matrix">4^k entries, row-major, first qubit most significant.</param>
    /// <param name="qubits">The k qubits.</param>
    /// <param name="total">Qubits of the state.</param>
    /// <param name="state">2^total amplitudes.</param>
    public static void Apply(Complex[] matrix, ReadOnlySpan<int> qubits, int total, Complex[] state)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(state);
        var size = 1 << qubits.Length;
        var offsets = new int[size];
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < qubits.Length; k++)
            {
                offsets[i] |= ((i >> (qubits.Length - 1 - k)) & 1) << (total - 1 - qubits[k]);
            }
        }

        var input = new Complex[size];
        for (var b = 0; b < state.Length; b++)
        {
            if ((b & offsets[size - 1]) != 0)
            {
                continue;
            }

            for (var i = 0; i < size; i++)
            {
                input[i] = state[b | offsets[i]];
            }

            for (var i = 0; i < size; i++)
            {
                Complex sum = 0;
                for (var j = 0; j < size; j++)
                {
                    sum += matrix[(i * size) + j] * input[j];
                }

                state[b | offsets[i]] = sum;
            }
        }
    }
}
