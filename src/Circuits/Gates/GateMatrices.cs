using System.Numerics;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Gates;

/// <summary>Closed-form matrices: row-major, 2^k x 2^k, the gate's first qubit is the most significant bit.</summary>
internal static class GateMatrices
{
    private static readonly Complex I = Complex.ImaginaryOne;

    /// <summary>The matrix of an operation on its own qubits.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="parameters">Values of the circuit's free parameters; empty when all angles are bound.</param>
    /// <returns>4^k entries.</returns>
    public static Complex[] Of(GateOperation operation, ReadOnlySpan<double> parameters = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Span<double> angles = stackalloc double[3];
        for (var i = 0; i < operation.Angles.Length; i++)
        {
            angles[i] = operation.Angles[i].Value(parameters);
        }

        return operation.Kind == GateKind.PauliExp
            ? PauliExponential(operation.Letters, angles[0])
            : Of(operation.Kind, angles[..operation.Angles.Length]);
    }

    /// <summary>The matrix of a gate.</summary>
    /// <param name="kind">Any gate but the Pauli exponential.</param>
    /// <param name="angles">Its angles in radians.</param>
    /// <returns>4^k entries.</returns>
    /// <exception cref="ArgumentException">Wrong number of angles.</exception>
    public static Complex[] Of(GateKind kind, params ReadOnlySpan<double> angles)
    {
        var info = GateTable.Get(kind);
        if (angles.Length != info.Angles)
        {
            throw new ArgumentException($"Gate {info.Name} takes {info.Angles} angles, not {angles.Length}.", nameof(angles));
        }

        return info.Matrix is { } matrix
            ? matrix(angles)
            : throw new ArgumentException($"Gate {info.Name} has no matrix of its own.", nameof(kind));
    }

    /// <summary>exp(-i angle P / 2) = cos(angle/2) - i sin(angle/2) P.</summary>
    /// <param name="letters">P; any letters.</param>
    /// <param name="angle">Radians.</param>
    /// <returns>4^k entries for k letters.</returns>
    public static Complex[] PauliExponential(PauliString letters, double angle)
    {
        var (s, c) = Math.SinCos(angle / 2);
        var matrix = Pauli(letters);
        var dimension = 1 << letters.Qubits;
        for (var i = 0; i < matrix.Length; i++)
        {
            matrix[i] *= -I * s;
        }

        for (var i = 0; i < dimension; i++)
        {
            matrix[(i * dimension) + i] += c;
        }

        return matrix;
    }

    /// <summary>The matrix of a Pauli string.</summary>
    /// <param name="letters">At most 12 letters.</param>
    /// <returns>4^k entries.</returns>
    public static Complex[] Pauli(PauliString letters)
    {
        var qubits = letters.Qubits;
        var dimension = 1 << qubits;
        var matrix = new Complex[dimension * dimension];
        for (var column = 0; column < dimension; column++)
        {
            var row = column;
            Complex value = 1;
            for (var q = 0; q < qubits; q++)
            {
                var bit = 1 << (qubits - 1 - q);
                var one = (column & bit) != 0;
                switch (letters[q])
                {
                    case 'X':
                        row ^= bit;
                        break;
                    case 'Y':
                        row ^= bit;
                        value *= one ? -I : I;
                        break;
                    case 'Z':
                        value = one ? -value : value;
                        break;
                    default:
                        break;
                }
            }

            matrix[(row * dimension) + column] = value;
        }

        return matrix;
    }
}
