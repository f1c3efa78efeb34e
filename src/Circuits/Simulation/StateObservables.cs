using System.Numerics;
using System.Runtime.CompilerServices;
using Quiver.Core.Numbers;
using Quiver.Core.Randomness;
using Quiver.Core.Vectors;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Simulation;

/// <summary>Expectation values, samples and reduced density matrices of states.</summary>
public static class StateObservables
{
    /// <summary>The expectation value of an operator, the slow, obvious way: term by term.</summary>
    /// <param name="observable">A sum with real coefficients.</param>
    /// <param name="state">2^n amplitudes, normalised.</param>
    /// <returns>The value in the operator's units.</returns>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public static double Expectation(PauliSum observable, ReadOnlySpan<Complex> state)
    {
        ArgumentNullException.ThrowIfNull(observable);
        Require(observable, state.Length);
        Complex total = 0;
        foreach (var t in IndexTerms.From(observable))
        {
            Complex sum = 0;
            for (uint k = 0; k < state.Length; k++)
            {
                var value = Complex.Conjugate(state[(int)(k ^ t.X)]) * state[(int)k];
                sum += (BitOperations.PopCount(t.Z & k) & 1) == 0 ? value : -value;
            }

            total += t.Coefficient * sum * Phases.Power(BitOperations.PopCount(t.X & t.Z));
        }

        return total.Real;
    }

    /// <summary>
    /// The expectation value of an operator. Terms with the same X mask share the products of amplitudes; sums are kept in
    /// the state's precision over short runs and in double beyond.
    /// </summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="observable">A sum with real coefficients.</param>
    /// <param name="state">A normalised state.</param>
    /// <returns>The value in the operator's units.</returns>
    /// <exception cref="ArgumentException">Sizes differ.</exception>
    public static unsafe double Expectation<T>(PauliSum observable, StateVector<T> state)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(observable);
        ArgumentNullException.ThrowIfNull(state);
        Require(observable, state.Length);
        double total = 0;
        foreach (var group in IndexTerms.From(observable).GroupBy(static t => t.X))
        {
            var terms = group.ToArray();
            var length = Math.Max(state.Length, 1 << StateVector<T>.MinimumBits);
            total += Lanes.Bits switch
            {
                512 => Group<T, Lanes512<T>>(state.RealPointer, state.ImaginaryPointer, length, terms),
                256 => Group<T, Lanes256<T>>(state.RealPointer, state.ImaginaryPointer, length, terms),
                _ => Group<T, Lanes128<T>>(state.RealPointer, state.ImaginaryPointer, length, terms),
            };
        }

        GC.KeepAlive(state);
        return total;
    }

    /// <summary>The probabilities of all basis states.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="state">A state.</param>
    /// <returns>2^n numbers.</returns>
    public static double[] Probabilities<T>(StateVector<T> state)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        var result = new double[state.Length];
        var re = state.Real;
        var im = state.Imaginary;
        for (var i = 0; i < result.Length; i++)
        {
            var a = double.CreateTruncating(re[i]);
            var b = double.CreateTruncating(im[i]);
            result[i] = (a * a) + (b * b);
        }

        return result;
    }

    /// <summary>Measures all qubits many times.</summary>
    /// <param name="probabilities">Probabilities of the basis states; they are normalised by their sum.</param>
    /// <param name="shots">Number of measurements.</param>
    /// <param name="random">Source of randomness; its seed fixes the samples.</param>
    /// <returns>Basis indices, one per shot, ascending.</returns>
    public static int[] Sample(ReadOnlySpan<double> probabilities, int shots, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(shots);
        return InverseCdf.DrawSorted(probabilities, shots, random);
    }

    /// <summary>The reduced density matrix of some qubits: all others are traced out.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="state">A state.</param>
    /// <param name="qubits">The k qubits kept, in the order of the result's bits (the first is most significant); k at most 10.</param>
    /// <returns>2^k rows.</returns>
    /// <exception cref="ArgumentException">A qubit does not exist or appears twice.</exception>
    public static ComplexMatrix ReducedDensityMatrix<T>(StateVector<T> state, ReadOnlySpan<int> qubits)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        if (qubits.Length > 10)
        {
            throw new ArgumentException($"At most 10 qubits can be kept, not {qubits.Length}.", nameof(qubits));
        }

        var size = 1 << qubits.Length;
        var offsets = new int[size];
        var kept = 0;
        for (var k = 0; k < qubits.Length; k++)
        {
            if (qubits[k] < 0 || qubits[k] >= state.Qubits || qubits[..k].Contains(qubits[k]))
            {
                throw new ArgumentException($"Qubit {qubits[k]} is not one of 0 to {state.Qubits - 1}, or appears twice.", nameof(qubits));
            }

            var bit = 1 << (state.Qubits - 1 - qubits[k]);
            kept |= bit;
            for (var i = 0; i < size; i++)
            {
                offsets[i] |= ((i >> (qubits.Length - 1 - k)) & 1) == 1 ? bit : 0;
            }
        }

        var matrix = new Complex[size * size];
        var part = new Complex[size];
        for (var rest = 0; rest < state.Length; rest = ((rest | kept) + 1) & ~kept)
        {
            for (var i = 0; i < size; i++)
            {
                part[i] = state[rest | offsets[i]];
            }

            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                {
                    matrix[(i * size) + j] += part[i] * Complex.Conjugate(part[j]);
                }
            }
        }

        return new(matrix, size);
    }

    private static void Require(PauliSum observable, int length)
    {
        if (length != 1 << observable.Qubits)
        {
            throw new ArgumentException(
                $"An operator on {observable.Qubits} qubits needs {1 << observable.Qubits} amplitudes, not {length}.", nameof(observable));
        }

        if (!observable.IsReal)
        {
            throw new ArgumentException("An observable needs real coefficients.", nameof(observable));
        }
    }

    // Sum over j of Re or Im of conj(psi[j]) psi[j ^ x] times the terms' weights at j.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double Group<T, TV>(T* re, T* im, long length, IndexTerm[] terms)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TV : struct, ILaneVector<TV, T>
    {
        const int RunVectors = 64;
        var width = TV.Count;
        var low = (uint)width - 1;
        var x = terms[0].X;
        var tables = new T[(terms.Length + 1) * width];
        for (var lane = 0; lane < width; lane++)
        {
            tables[lane] = TV.Index(lane ^ (int)(x & low));
        }

        // (P psi)[j] = i^k (-1)^{|z and (j ^ x)|} psi[j ^ x]; the real part of conj(psi[j]) i^k psi[j ^ x] is the product's
        // real part for k = 0 (minus it for 2), minus its imaginary part for k = 1 (plus for 3).
        var odd = new bool[terms.Length];
        for (var t = 0; t < terms.Length; t++)
        {
            var k = BitOperations.PopCount(terms[t].X & terms[t].Z) & 3;
            odd[t] = (k & 1) == 1;
            var sign = k is 0 or 3 ? 1.0 : -1.0;
            for (uint lane = 0; lane < width; lane++)
            {
                var flips = BitOperations.PopCount(terms[t].Z & low & (lane ^ x)) & 1;
                tables[((t + 1) * width) + (int)lane] = T.CreateTruncating(terms[t].Coefficient * (flips == 0 ? sign : -sign));
            }
        }

        double total = 0;
        fixed (T* table = tables)
        {
            var index = TV.Load(table);
            for (long start = 0; start < length; start += RunVectors * width)
            {
                var sum = TV.Zero;
                var end = Math.Min(length, start + (RunVectors * width));
                for (var v = start; v < end; v += width)
                {
                    var u = (uint)v ^ (x & ~low);
                    var ar = TV.Load(re + v);
                    var ai = TV.Load(im + v);
                    var br = TV.Permute(TV.Load(re + u), index);
                    var bi = TV.Permute(TV.Load(im + u), index);
                    var real = TV.MultiplyAdd(ar, br, TV.Multiply(ai, bi));
                    var imaginary = TV.MultiplyAdd(ar, bi, TV.Negate(TV.Multiply(ai, br)));
                    for (var t = 0; t < terms.Length; t++)
                    {
                        var product = odd[t] ? imaginary : real;
                        var weight = TV.Load(table + ((nint)(t + 1) * width));
                        var flipped = (BitOperations.PopCount(terms[t].Z & ~low & u) & 1) == 1;
                        sum = TV.MultiplyAdd(flipped ? TV.Negate(weight) : weight, product, sum);
                    }
                }

                total += double.CreateTruncating(TV.Sum(sum));
            }
        }

        return total;
    }
}
