using System.Numerics;
using Quiver.Core.Bits;
using Quiver.Core.Numbers;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// An immutable normalised pure state by its non-zero amplitudes: basis indices ascending, qubit 0 the most significant
/// bit.
/// </summary>
public sealed class QuantumState
{
    private readonly ulong[] basis;
    private readonly double[] real;
    private readonly double[]? imaginary;
    private readonly Lazy<BasisIndex> places;

    /// <summary>Creates a state; amplitudes below 1e-11 are dropped and the rest is normalised.</summary>
    /// <param name="qubits">Number of qubits, at most 64.</param>
    /// <param name="basis">Distinct basis indices in any order.</param>
    /// <param name="real">Real parts.</param>
    /// <param name="imaginary">Imaginary parts; null for a real state.</param>
    /// <exception cref="ArgumentException">Lengths differ or all amplitudes vanish.</exception>
    public QuantumState(int qubits, ReadOnlySpan<ulong> basis, ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary = default)
    {
        if (basis.Length != real.Length || (!imaginary.IsEmpty && imaginary.Length != real.Length))
        {
            throw new ArgumentException($"{basis.Length} basis states need as many amplitudes, not {real.Length}.", nameof(real));
        }

        var kept = new List<(ulong Basis, double Re, double Im)>();
        double norm = 0;
        for (var i = 0; i < basis.Length; i++)
        {
            var im = imaginary.IsEmpty ? 0 : imaginary[i];
            if (Math.Abs(real[i]) > 1e-11 || Math.Abs(im) > 1e-11)
            {
                kept.Add((basis[i], real[i], im));
                norm += real[i] * real[i] + im * im;
            }
        }

        if (kept.Count == 0)
        {
            throw new ArgumentException("A state needs at least one amplitude that is not zero.", nameof(real));
        }

        kept.Sort((a, b) => a.Basis.CompareTo(b.Basis));
        norm = Math.Sqrt(norm);
        Qubits = qubits;
        this.basis = [.. kept.Select(k => k.Basis)];
        this.real = [.. kept.Select(k => k.Re / norm)];
        this.imaginary = kept.Exists(k => k.Im != 0) ? [.. kept.Select(k => k.Im / norm)] : null;
        places = new(() => new BasisIndex(this.basis));
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Number of non-zero amplitudes.</summary>
    public int Support => basis.Length;

    /// <summary>Basis indices, ascending.</summary>
    public ReadOnlySpan<ulong> Basis => basis;

    /// <summary>Real parts of the amplitudes.</summary>
    public ReadOnlySpan<double> Real => real;

    /// <summary>Imaginary parts; empty for a real state.</summary>
    public ReadOnlySpan<double> Imaginary => imaginary;

    /// <summary>A computational basis state.</summary>
    /// <param name="qubits">Number of qubits, at most 64.</param>
    /// <param name="index">Its index, qubit 0 most significant.</param>
    /// <returns>The state.</returns>
    public static QuantumState BasisState(int qubits, ulong index) => new(qubits, [index], [1.0]);

    /// <summary>The expectation value of an operator.</summary>
    /// <param name="sum">A Hermitian operator on as many qubits.</param>
    /// <returns>The value in the operator's unit.</returns>
    public double Expectation(PauliSum sum)
    {
        double total = 0;
        foreach (var value in Expectations(sum))
        {
            total += value;
        }

        return total;
    }

    /// <summary>The expectation values of an operator's terms, coefficients included.</summary>
    /// <param name="sum">A Hermitian operator on as many qubits.</param>
    /// <returns>One value per term, in the operator's unit; they add up to <see cref="Expectation"/>.</returns>
    public double[] Expectations(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        RequireSameQubits(sum);
        var index = places.Value;
        var values = new double[sum.Count];
        for (var t = 0; t < sum.Count; t++)
        {
            var (x, z) = (BitWords.Reverse(sum.X(t)[0], Qubits), BitWords.Reverse(sum.Z(t)[0], Qubits));
            var value = Complex.Zero;
            for (var i = 0; i < basis.Length; i++)
            {
                var partner = index.Find(basis[i] ^ x);
                if (partner >= 0)
                {
                    var product = Complex.Conjugate(Amplitude(partner)) * Amplitude(i);
                    value += (BitOperations.PopCount(z & basis[i]) & 1) == 0 ? product : -product;
                }
            }

            var phase = Phases.Power(BitOperations.PopCount(x & z));
            values[t] = (sum.Coefficient(t) * phase * value).Real;
        }

        return values;
    }

    /// <summary>The variance of an operator, |(A - &lt;A&gt;) psi|^2.</summary>
    /// <param name="sum">A Hermitian operator on as many qubits.</param>
    /// <returns>In the square of the operator's unit, at least 0.</returns>
    public double Variance(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        RequireSameQubits(sum);
        var op = new MaskedOperator(sum);
        var index = places.Value;
        var inside = new Complex[basis.Length];
        var outside = ImageTable.Empty();
        for (var m = 0; m < op.Masks.Length; m++)
        {
            var mask = op.Masks[m];
            for (var i = 0; i < basis.Length; i++)
            {
                var (re, im) = op.Element(m, basis[i]);
                if (re == 0 && im == 0)
                {
                    continue;
                }

                var b = imaginary is null ? 0 : imaginary[i];
                var (x, y) = ((re * real[i]) - (im * b), (re * b) + (im * real[i]));
                var target = basis[i] ^ mask;
                if (index.Find(target) is var at and >= 0)
                {
                    inside[at] += new Complex(x, y);
                }
                else
                {
                    outside.Add(target, x, y);
                }
            }
        }

        // The mean is taken off each amplitude, not off the square: an eigenstate's variance is a difference of nothing.
        double mean = 0;
        for (var i = 0; i < inside.Length; i++)
        {
            mean += (Complex.Conjugate(Amplitude(i)) * inside[i]).Real;
        }

        double total = 0;
        for (var i = 0; i < inside.Length; i++)
        {
            var rest = inside[i] - (mean * Amplitude(i));
            total += (rest.Real * rest.Real) + (rest.Imaginary * rest.Imaginary);
        }

        return total + outside.SquareNorm();
    }

    /// <summary>Covariances of an operator's terms in this state.</summary>
    /// <param name="terms">A Hermitian operator on as many qubits, without identity.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>All pairs, weighted by the coefficients.</returns>
    public TermCovariance Covariance(PauliSum terms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(terms);
        RequireSameQubits(terms);
        return new CovarianceBuilder(terms, basis, real, imaginary).Build(cancellationToken);
    }

    /// <summary>The amplitudes by basis index.</summary>
    /// <returns>A new dictionary.</returns>
    public Dictionary<ulong, Complex> ToDictionary()
    {
        var result = new Dictionary<ulong, Complex>(basis.Length);
        for (var i = 0; i < basis.Length; i++)
        {
            result.Add(basis[i], Amplitude(i));
        }

        return result;
    }

    private Complex Amplitude(int i) => new(real[i], imaginary is null ? 0 : imaginary[i]);

    private void RequireSameQubits(PauliSum sum)
    {
        if (sum.Qubits != Qubits)
        {
            throw new ArgumentException($"An operator on {sum.Qubits} qubits does not act on a state of {Qubits}.", nameof(sum));
        }
    }
}
