using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Core.Numbers;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Noise;

/// <summary>
/// A mixed state of up to 10 qubits, kept as the 4^n real numbers r(P) = Tr(P rho) of its Pauli strings: half the memory of the
/// complex matrix, gates and channels are sparse real matrices, and the energy of a Pauli sum is a look-up. Not thread safe.
/// </summary>
/// <remarks>Index of a string: base 4, I = 0, X = 1, Y = 2, Z = 3, qubit 0 the most significant digit.</remarks>
public sealed class DensityMatrix
{
    /// <summary>The most qubits.</summary>
    public const int MaximumQubits = 10;

    private readonly double[] vector;

    /// <summary>Creates the state |0...0>.</summary>
    /// <param name="qubits">1 to 10.</param>
    public DensityMatrix(int qubits)
    {
        if (qubits is < 1 or > MaximumQubits)
        {
            throw new ArgumentOutOfRangeException(
                nameof(qubits), qubits, $"A density matrix holds 1 to {MaximumQubits} qubits: use trajectories for more.");
        }

        Qubits = qubits;
        vector = GC.AllocateUninitializedArray<double>(1 << (2 * qubits), pinned: true);
        Reset();
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Tr(P rho) for all Pauli strings.</summary>
    public ReadOnlySpan<double> PauliVector => vector;

    /// <summary>The trace, 1 up to rounding.</summary>
    public double Trace => vector[0];

    /// <summary>Tr(rho^2): 1 for a pure state, 2^-n for the completely mixed one.</summary>
    public double Purity
    {
        get
        {
            double sum = 0;
            foreach (var v in vector)
            {
                sum += v * v;
            }

            return sum / (1 << Qubits);
        }
    }

    /// <summary>Sets the state to |0...0>.</summary>
    public void Reset()
    {
        Array.Clear(vector);
        for (var k = 0; k < 1 << Qubits; k++)
        {
            vector[ZIndex(k)] = 1;
        }
    }

    /// <summary>Applies a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="qubits">As many qubits as it takes, all different.</param>
    public void Apply(KrausChannel channel, params ReadOnlySpan<int> qubits) => ApplyTransfer(PauliTransfer.OfChannel(channel), qubits);

    /// <summary>Applies a circuit without noise; gates on three and more qubits by way of CX and one-qubit gates.</summary>
    /// <param name="circuit">A circuit on as many qubits.</param>
    /// <param name="parameters">Values of its free parameters, radians.</param>
    public void Apply(Circuit circuit, ReadOnlySpan<double> parameters = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        circuit.RequireParameters(parameters.Length);
        foreach (var operation in circuit.Operations)
        {
            var parts = operation.Qubits.Length > 2 ? GateDecomposition.ToCx(operation) : [operation];
            foreach (var part in parts)
            {
                ApplyTransfer(PauliTransfer.OfUnitary(GateMatrices.Of(part, parameters)), part.Qubits);
            }
        }
    }

    /// <summary>Multiplies a transfer matrix onto some qubits.</summary>
    /// <param name="matrix">16 or 256 entries of a trace-preserving map, see <see cref="PauliTransfer"/>.</param>
    /// <param name="qubits">One or two different qubits.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or a qubit does not exist or appears twice.</exception>
    public void ApplyTransfer(ReadOnlySpan<double> matrix, params ReadOnlySpan<int> qubits)
    {
        if (qubits.Length is < 1 or > 2 || matrix.Length != 1 << (4 * qubits.Length))
        {
            throw new ArgumentException($"A map on {qubits.Length} qubits (1 or 2) has 16^k entries, not {matrix.Length}.", nameof(matrix));
        }

        foreach (var q in qubits)
        {
            if ((uint)q >= (uint)Qubits || (qubits.Length == 2 && qubits[0] == qubits[1]))
            {
                throw new ArgumentException($"Qubit {q} is not one of 0 to {Qubits - 1}, or appears twice.", nameof(qubits));
            }
        }

        unsafe
        {
            fixed (double* r = vector)
            {
                if (qubits.Length == 1)
                {
                    TransferKernel.One(r, Qubits, qubits[0], matrix);
                }
                else
                {
                    TransferKernel.Two(r, Qubits, qubits[0], qubits[1], matrix);
                }
            }
        }
    }

    /// <summary>The expectation value of an operator.</summary>
    /// <param name="observable">A sum with real coefficients on as many qubits.</param>
    /// <returns>Tr(H rho) in the operator's unit.</returns>
    public double Expectation(PauliSum observable)
    {
        ArgumentNullException.ThrowIfNull(observable);
        if (observable.Qubits != Qubits || !observable.IsReal)
        {
            throw new ArgumentException(
                $"An operator with real coefficients on {Qubits} qubits is needed, not one on {observable.Qubits}.", nameof(observable));
        }

        double sum = 0;
        for (var t = 0; t < observable.Count; t++)
        {
            sum += observable.Coefficients[t] * vector[Index(observable.X(t)[0], observable.Z(t)[0], Qubits)];
        }

        return sum;
    }

    /// <summary>The probabilities of all basis states.</summary>
    /// <returns>2^n numbers; qubit 0 is the index's most significant bit.</returns>
    public double[] Probabilities()
    {
        // 2^-n times the sum over Z strings of (-1)^(k and z) r(z): a Walsh-Hadamard transform.
        var p = new double[1 << Qubits];
        for (var k = 0; k < p.Length; k++)
        {
            p[k] = vector[ZIndex(k)] / p.Length;
        }

        WalshHadamard.Transform(p.AsSpan());

        // Rounding may leave -1e-17 where a probability is 0.
        for (var k = 0; k < p.Length; k++)
        {
            p[k] = Math.Max(0, p[k]);
        }

        return p;
    }

    /// <summary>The matrix itself.</summary>
    /// <returns>2^n rows.</returns>
    public ComplexMatrix ToMatrix()
    {
        var size = 1 << Qubits;
        var matrix = new Complex[size * size];
        for (var index = 0; index < vector.Length; index++)
        {
            // P = i^(number of Y) X-part times Z-part: the entry in row k sits in column k ^ x.
            int x = 0, z = 0;
            for (var q = 0; q < Qubits; q++)
            {
                var letter = (index >> (2 * q)) & 3;
                x |= letter is 1 or 2 ? 1 << q : 0;
                z |= letter is 2 or 3 ? 1 << q : 0;
            }

            var value = Phases.Turn(vector[index] / size, BitOperations.PopCount((uint)(x & z)));
            for (var column = 0; column < size; column++)
            {
                matrix[((column ^ x) * size) + column] += (BitOperations.PopCount((uint)(z & column)) & 1) == 0 ? value : -value;
            }
        }

        return new(matrix, size);
    }

    internal static int Index(ulong x, ulong z, int qubits)
    {
        var index = 0;
        for (var q = 0; q < qubits; q++)
        {
            var isX = (int)(x >> q) & 1;
            var isZ = (int)(z >> q) & 1;
            index = (index << 2) | (isZ == 0 ? isX : 3 - isX);
        }

        return index;
    }

    // The string with Z at the bits of a basis index.
    private int ZIndex(int bits)
    {
        var index = 0;
        for (var b = Qubits - 1; b >= 0; b--)
        {
            index = (index << 2) | (((bits >> b) & 1) * 3);
        }

        return index;
    }
}
