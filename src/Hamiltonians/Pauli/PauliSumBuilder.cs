using System.Numerics;
using System.Runtime.InteropServices;

namespace Quiver.Hamiltonians.Pauli;

/// <summary>
/// Collects terms into a <see cref="PauliSum"/>: equal strings are added up, and the order of first appearance is kept.
/// Not thread safe.
/// </summary>
public sealed class PauliSumBuilder
{
    private const double RealShare = 1e-12;
    private readonly Dictionary<PauliString, int> index = [];
    private readonly List<PauliString> strings = [];
    private readonly List<Complex> coefficients = [];

    /// <summary>Starts an empty sum.</summary>
    /// <param name="qubits">Number of qubits of every term, at least 0.</param>
    public PauliSumBuilder(int qubits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(qubits);
        Qubits = qubits;
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Number of distinct strings so far.</summary>
    public int Count => strings.Count;

    /// <summary>Adds a term.</summary>
    /// <param name="pauli">A string on <see cref="Qubits"/> qubits.</param>
    /// <param name="coefficient">Its coefficient.</param>
    /// <returns>True when the string was new.</returns>
    /// <exception cref="ArgumentException">The string has another number of qubits.</exception>
    public bool Add(PauliString pauli, Complex coefficient)
    {
        if (pauli.Qubits != Qubits)
        {
            throw new ArgumentException($"A term of {pauli.Qubits} qubits cannot join a sum on {Qubits}.", nameof(pauli));
        }

        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(index, pauli, out var exists);
        if (exists)
        {
            coefficients[slot] += coefficient;
            return false;
        }

        slot = strings.Count;
        strings.Add(pauli);
        coefficients.Add(coefficient);
        return true;
    }

    /// <summary>The coefficient of a string so far; 0 where it was never added.</summary>
    /// <param name="pauli">The string.</param>
    /// <returns>The sum of what was added.</returns>
    public Complex Coefficient(PauliString pauli) => index.TryGetValue(pauli, out var slot) ? coefficients[slot] : Complex.Zero;

    /// <summary>Builds the sum.</summary>
    /// <param name="threshold">Terms with |c| at most this are dropped; negative keeps all, zeros too.</param>
    /// <param name="realTolerance">Imaginary parts all at most this make the sum real; left out: 1e-12 of its own coefficient.</param>
    /// <returns>The sum.</returns>
    public PauliSum Build(double threshold = 0, double? realTolerance = null)
    {
        var keep = new List<int>(strings.Count);
        for (var i = 0; i < strings.Count; i++)
        {
            if (coefficients[i].Magnitude > threshold)
            {
                keep.Add(i);
            }
        }

        var words = PauliWords.Count(Qubits);
        var x = new ulong[keep.Count * words];
        var z = new ulong[keep.Count * words];
        var re = new double[keep.Count];
        var im = new double[keep.Count];
        var real = true;
        for (var i = 0; i < keep.Count; i++)
        {
            strings[keep[i]].X.CopyTo(x.AsSpan(i * words));
            strings[keep[i]].Z.CopyTo(z.AsSpan(i * words));
            re[i] = coefficients[keep[i]].Real;
            im[i] = coefficients[keep[i]].Imaginary;
            real &= Math.Abs(im[i]) <= (realTolerance ?? RealShare * Math.Abs(re[i]));
        }

        return new PauliSum(Qubits, x, z, re, real ? null : im);
    }
}
