using System.Collections;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Quiver.Hamiltonians.Pauli;

/// <summary>
/// An immutable linear combination of Pauli strings on one number of qubits, terms in a fixed order, no string twice: an operator
/// such as <c>2 * PauliSum.Parse("-ZZI - IZZ") - 0.7 * PauliSum.Parse("XII + IXI")</c>.
/// </summary>
/// <remarks>
/// Layout, W = <see cref="PauliWords.Count"/>: term i has X bits in <c>x[i W .. i W + W)</c>, Z bits likewise.
/// Coefficients are in the units of the operator (hartree for molecules). Long sums are built by <see cref="PauliSumBuilder"/>; the
/// arithmetic is that of <see cref="PauliAlgebra"/>. Two instances are equal only when they are the same; compare operators by the
/// <see cref="Norm"/> of their difference.
/// </remarks>
[DebuggerDisplay("{Count} terms on {Qubits} qubits")]
[SuppressMessage("Naming", "CA1710", Justification = "Pauli sum is the field's term.")]
[SuppressMessage("Usage", "CA2225", Justification = "The named forms are in PauliAlgebra.")]
public sealed partial class PauliSum : IReadOnlyList<PauliTerm>
{
    private readonly ulong[] x;
    private readonly ulong[] z;
    private readonly double[] real;
    private readonly double[]? imaginary;

    internal PauliSum(int qubits, ulong[] x, ulong[] z, double[] real, double[]? imaginary)
    {
        Qubits = qubits;
        Words = PauliWords.Count(qubits);
        this.x = x;
        this.z = z;
        this.real = real;
        this.imaginary = imaginary;
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>64-bit words per term for X, and as many for Z.</summary>
    public int Words { get; }

    /// <summary>Number of terms, the identity included if present.</summary>
    public int Count => real.Length;

    /// <summary>Whether every coefficient is real, so that the operator is Hermitian.</summary>
    public bool IsReal => imaginary is null;

    /// <summary>Real parts of all coefficients.</summary>
    public ReadOnlySpan<double> Coefficients => real;

    /// <summary>Imaginary parts of all coefficients; empty when <see cref="IsReal"/>.</summary>
    public ReadOnlySpan<double> ImaginaryParts => imaginary;

    /// <summary>X bits of all terms, <see cref="Words"/> words each.</summary>
    public ReadOnlySpan<ulong> AllX => x;

    /// <summary>Z bits of all terms, <see cref="Words"/> words each.</summary>
    public ReadOnlySpan<ulong> AllZ => z;

    /// <summary>One term.</summary>
    /// <param name="term">0 .. Count-1, in the order of the sum.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such term.</exception>
    public PauliTerm this[int term] => (uint)term < (uint)Count
        ? new(String(term), Coefficient(term))
        : throw new ArgumentOutOfRangeException(nameof(term), term, $"This sum has {Count} terms, counted from 0.");

    /// <summary>X bits of one term.</summary>
    /// <param name="term">Index of the term.</param>
    /// <returns><see cref="Words"/> words.</returns>
    public ReadOnlySpan<ulong> X(int term) => x.AsSpan(term * Words, Words);

    /// <summary>Z bits of one term.</summary>
    /// <param name="term">Index of the term.</param>
    /// <returns><see cref="Words"/> words.</returns>
    public ReadOnlySpan<ulong> Z(int term) => z.AsSpan(term * Words, Words);

    /// <summary>One term's Pauli string.</summary>
    /// <param name="term">Index of the term.</param>
    /// <returns>The string.</returns>
    public PauliString String(int term) => new(X(term), Z(term), Qubits);

    /// <summary>One term's coefficient.</summary>
    /// <param name="term">Index of the term.</param>
    /// <returns>The complex coefficient.</returns>
    public Complex Coefficient(int term) => new(real[term], imaginary is null ? 0 : imaginary[term]);

    /// <summary>Index of the identity term, or -1.</summary>
    /// <returns>The index.</returns>
    public int IndexOfIdentity()
    {
        for (var i = 0; i < Count; i++)
        {
            if (!X(i).ContainsAnyExcept(0UL) && !Z(i).ContainsAnyExcept(0UL))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Sum of the absolute values of all coefficients, the identity excluded.</summary>
    /// <returns>The 1-norm, in the operator's units.</returns>
    public double OneNorm()
    {
        var identity = IndexOfIdentity();
        double sum = 0;
        for (var i = 0; i < Count; i++)
        {
            sum += i == identity ? 0 : Coefficient(i).Magnitude;
        }

        return sum;
    }

    /// <summary>The largest absolute coefficient, the identity excluded: what a coefficient is small against.</summary>
    /// <returns>0 for an operator without other terms.</returns>
    public double LargestCoefficient()
    {
        var identity = IndexOfIdentity();
        double largest = 0;
        for (var i = 0; i < Count; i++)
        {
            largest = i == identity ? largest : Math.Max(largest, Coefficient(i).Magnitude);
        }

        return largest;
    }

    /// <summary>The same strings with the moduli of the coefficients: what costs of an operator that is not Hermitian count.</summary>
    /// <returns>This instance when all coefficients are real.</returns>
    public PauliSum Moduli()
    {
        if (IsReal)
        {
            return this;
        }

        var moduli = new double[Count];
        for (var i = 0; i < moduli.Length; i++)
        {
            moduli[i] = Coefficient(i).Magnitude;
        }

        return new PauliSum(Qubits, x, z, moduli, null);
    }

    /// <summary>The terms without the identity, in the same order, and the identity's coefficient.</summary>
    /// <param name="identity">The identity's coefficient (0 when absent).</param>
    /// <returns>This instance when there is no identity term.</returns>
    public PauliSum WithoutIdentity(out Complex identity)
    {
        var index = IndexOfIdentity();
        identity = index < 0 ? Complex.Zero : Coefficient(index);
        if (index < 0)
        {
            return this;
        }

        var keep = Enumerable.Range(0, Count).Where(i => i != index).ToArray();
        return Select(keep);
    }

    /// <summary>A sum of chosen terms in a chosen order.</summary>
    /// <param name="terms">Indices of distinct terms.</param>
    /// <returns>The new sum.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such term.</exception>
    public PauliSum Select(ReadOnlySpan<int> terms)
    {
        var nx = new ulong[terms.Length * Words];
        var nz = new ulong[terms.Length * Words];
        var re = new double[terms.Length];
        var im = imaginary is null ? null : new double[terms.Length];
        for (var i = 0; i < terms.Length; i++)
        {
            var term = terms[i];
            if ((uint)term >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(terms), term, $"This sum has terms 0 to {Count - 1}.");
            }

            X(term).CopyTo(nx.AsSpan(i * Words));
            Z(term).CopyTo(nz.AsSpan(i * Words));
            re[i] = real[term];
            if (im is not null)
            {
                im[i] = imaginary![term];
            }
        }

        return new PauliSum(Qubits, nx, nz, re, im);
    }

    /// <inheritdoc/>
    public IEnumerator<PauliTerm> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The sum as one writes it, all terms; <see cref="Parse"/> reads it back bit for bit.</summary>
    /// <returns>For example <c>-ZZI - IZZ + 0.7 * XII</c>; the empty sum is <c>0 * III</c>.</returns>
    public override string ToString() => PauliSumText.Format(this);
}
