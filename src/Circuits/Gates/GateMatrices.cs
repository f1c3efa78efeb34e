using System.Numerics;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Gates;

/// <summary>Closed-form matrices: row-major, 2^k x 2^k, the gate's first qubit is the most significant bit.</summary>
public static class GateMatrices
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

        var a = angles.Length > 0 ? angles[0] : 0;
        var (s, c) = Math.SinCos(a / 2);
        var r = Math.Sqrt(0.5);
        return kind switch
        {
            GateKind.I => [1, 0, 0, 1],
            GateKind.X => [0, 1, 1, 0],
            GateKind.Y => [0, -I, I, 0],
            GateKind.Z => [1, 0, 0, -1],
            GateKind.H => [r, r, r, -r],
            GateKind.S => [1, 0, 0, I],
            GateKind.Sdg => [1, 0, 0, -I],
            GateKind.T => [1, 0, 0, new Complex(r, r)],
            GateKind.Tdg => [1, 0, 0, new Complex(r, -r)],
            GateKind.SX => [new(0.5, 0.5), new(0.5, -0.5), new(0.5, -0.5), new(0.5, 0.5)],
            GateKind.SXdg => [new(0.5, -0.5), new(0.5, 0.5), new(0.5, 0.5), new(0.5, -0.5)],
            GateKind.RX => [c, -I * s, -I * s, c],
            GateKind.RY => [c, -s, s, c],
            GateKind.RZ => [new(c, -s), 0, 0, new(c, s)],
            GateKind.P => [1, 0, 0, Phase(a)],
            GateKind.U => [c, -Phase(angles[2]) * s, Phase(angles[1]) * s, Phase(angles[1] + angles[2]) * c],
            GateKind.CX => Controlled(Of(GateKind.X)),
            GateKind.CY => Controlled(Of(GateKind.Y)),
            GateKind.CZ => Controlled(Of(GateKind.Z)),
            GateKind.CH => Controlled(Of(GateKind.H)),
            GateKind.Swap => Exchange(1),
            GateKind.ISwap => Exchange(I),
            GateKind.ISwapdg => Exchange(-I),
            GateKind.CRX => Controlled(Of(GateKind.RX, a)),
            GateKind.CRY => Controlled(Of(GateKind.RY, a)),
            GateKind.CRZ => Controlled(Of(GateKind.RZ, a)),
            GateKind.CP => Controlled(Of(GateKind.P, a)),
            GateKind.RXX => [c, 0, 0, -I * s, 0, c, -I * s, 0, 0, -I * s, c, 0, -I * s, 0, 0, c],
            GateKind.RYY => [c, 0, 0, I * s, 0, c, -I * s, 0, 0, -I * s, c, 0, I * s, 0, 0, c],
            GateKind.RZZ => [new(c, -s), 0, 0, 0, 0, new(c, s), 0, 0, 0, 0, new(c, s), 0, 0, 0, 0, new(c, -s)],
            GateKind.CCX => Controlled(Controlled(Of(GateKind.X))),
            GateKind.Givens => PlaneRotation(4, 0b01, 0b10, c, s),
            GateKind.DoubleGivens => PlaneRotation(16, 0b0011, 0b1100, c, s),
            _ => throw new ArgumentException($"Gate {info.Name} has no matrix of its own.", nameof(kind)),
        };
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

    private static Complex Phase(double angle) => new(Math.Cos(angle), Math.Sin(angle));

    private static Complex[] Exchange(Complex factor) => [1, 0, 0, 0, 0, 0, factor, 0, 0, factor, 0, 0, 0, 0, 0, 1];

    private static Complex[] Controlled(Complex[] gate)
    {
        var half = (int)Math.Sqrt(gate.Length);
        var dimension = 2 * half;
        var matrix = new Complex[dimension * dimension];
        for (var i = 0; i < half; i++)
        {
            matrix[(i * dimension) + i] = 1;
            gate.AsSpan(i * half, half).CopyTo(matrix.AsSpan(((half + i) * dimension) + half));
        }

        return matrix;
    }

    private static Complex[] PlaneRotation(int dimension, int from, int to, double c, double s)
    {
        var matrix = new Complex[dimension * dimension];
        for (var i = 0; i < dimension; i++)
        {
            matrix[(i * dimension) + i] = 1;
        }

        matrix[(from * dimension) + from] = c;
        matrix[(to * dimension) + to] = c;
        matrix[(to * dimension) + from] = s;
        matrix[(from * dimension) + to] = -s;
        return matrix;
    }
}
