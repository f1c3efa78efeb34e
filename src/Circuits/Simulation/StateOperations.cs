using System.Numerics;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// Single operations on states: any matrix on a few qubits (Kraus operators and other non-unitary ones too), norms and
/// inner products. For whole circuits <see cref="CompiledCircuit{T}"/> is many times faster.
/// </summary>
internal static class StateOperations
{
    private const int MostQubits = 8;

    /// <summary>Multiplies a matrix onto some qubits of a state in place.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="state">The state.</param>
    /// <param name="matrix">4^k entries, row-major, the first qubit most significant.</param>
    /// <param name="qubits">The k qubits, 1 to 8, all different.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or a qubit does not exist or appears twice.</exception>
    public static unsafe void ApplyMatrix<T>(StateVector<T> state, ReadOnlySpan<Complex> matrix, ReadOnlySpan<int> qubits)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        if (qubits.Length is < 1 or > MostQubits || matrix.Length != 1 << (2 * qubits.Length))
        {
            throw new ArgumentException(
                $"A matrix on {qubits.Length} qubits (1 to {MostQubits}) needs 4^k entries, not {matrix.Length}.", nameof(matrix));
        }

        var size = 1 << qubits.Length;
        Span<int> offsets = stackalloc int[size];
        offsets.Clear();
        var touched = 0;
        for (var k = 0; k < qubits.Length; k++)
        {
            if ((uint)qubits[k] >= (uint)state.Qubits || qubits[..k].Contains(qubits[k]))
            {
                throw new ArgumentException($"Qubit {qubits[k]} is not one of 0 to {state.Qubits - 1}, or appears twice.", nameof(qubits));
            }

            var bit = 1 << (state.Qubits - 1 - qubits[k]);
            touched |= bit;
            for (var i = 0; i < size; i++)
            {
                offsets[i] |= ((i >> (qubits.Length - 1 - k)) & 1) == 1 ? bit : 0;
            }
        }

        Span<T> entries = matrix.Length > 256 ? new T[2 * matrix.Length] : stackalloc T[2 * matrix.Length];
        for (var i = 0; i < matrix.Length; i++)
        {
            entries[2 * i] = T.CreateTruncating(matrix[i].Real);
            entries[(2 * i) + 1] = T.CreateTruncating(matrix[i].Imaginary);
        }

        Span<T> input = stackalloc T[2 * size];
        var re = state.RealPointer;
        var im = state.ImaginaryPointer;
        for (var rest = 0; rest < state.Length; rest = ((rest | touched) + 1) & ~touched)
        {
            for (var i = 0; i < size; i++)
            {
                input[2 * i] = re[rest | offsets[i]];
                input[(2 * i) + 1] = im[rest | offsets[i]];
            }

            for (var i = 0; i < size; i++)
            {
                var row = entries.Slice(2 * i * size, 2 * size);
                var sumReal = T.Zero;
                var sumImaginary = T.Zero;
                for (var j = 0; j < row.Length; j += 2)
                {
                    sumReal += (row[j] * input[j]) - (row[j + 1] * input[j + 1]);
                    sumImaginary += (row[j] * input[j + 1]) + (row[j + 1] * input[j]);
                }

                re[rest | offsets[i]] = sumReal;
                im[rest | offsets[i]] = sumImaginary;
            }
        }

        GC.KeepAlive(state);
    }

    /// <summary>The sum of all probabilities: 1 for a normalised state.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="state">The state.</param>
    /// <returns>The square of the norm.</returns>
    public static double NormSquared<T>(StateVector<T> state)
        where T : unmanaged, IFloatingPointIeee754<T> => InnerProduct(state, state).Real;

    /// <summary>Multiplies a state by a real number in place.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="state">The state.</param>
    /// <param name="factor">The number.</param>
    public static void Scale<T>(StateVector<T> state, double factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        var f = T.CreateTruncating(factor);
        foreach (ref var value in state.Real)
        {
            value *= f;
        }

        foreach (ref var value in state.Imaginary)
        {
            value *= f;
        }
    }

    /// <summary>The inner product of two states, summed in double precision.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="left">The state that is conjugated.</param>
    /// <param name="right">A state of as many qubits.</param>
    /// <returns>The inner product.</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Complex InnerProduct<T>(StateVector<T> left, StateVector<T> right)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Qubits != right.Qubits)
        {
            throw new ArgumentException($"States of {left.Qubits} and {right.Qubits} qubits have no inner product.", nameof(right));
        }

        var ar = left.Real;
        var ai = left.Imaginary;
        var br = right.Real;
        var bi = right.Imaginary;
        double real = 0;
        double imaginary = 0;
        for (var i = 0; i < ar.Length; i++)
        {
            var (a, b, c, d) = (
                double.CreateTruncating(ar[i]), double.CreateTruncating(ai[i]), double.CreateTruncating(br[i]),
                double.CreateTruncating(bi[i]));
            real += (a * c) + (b * d);
            imaginary += (a * d) - (b * c);
        }

        return new(real, imaginary);
    }
}
