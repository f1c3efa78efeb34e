using System.Collections.Immutable;
using System.Numerics;
using Quiver.Core.Bits;
using Quiver.Core.Numbers;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// A linear encoding of occupation numbers f into qubits q = A f over GF(2), and the Pauli form of ladder operators
/// under it. Jordan-Wigner, parity and Bravyi-Kitaev differ in A only.
/// </summary>
/// <remarks>
/// Flipping f_p flips the qubits of column p of A; f_p and the parity of the modes below p are parities of qubits, read
/// off A^-1. Hence a_p = X^U(p) Z^P(p) (1 - Z^F(p)) / 2 and a†_p = X^U(p) Z^P(p) (1 + Z^F(p)) / 2.
/// </remarks>
public sealed class FermionEncoding
{
    private readonly ulong[][] matrix;
    private readonly ulong[][] inverse;
    private readonly (PauliString First, Complex FirstFactor, PauliString Second, Complex SecondFactor)[] ladder;

    /// <summary>Prepares an encoding.</summary>
    /// <param name="mapping">Which one.</param>
    /// <param name="modes">Number of modes, and of qubits.</param>
    public FermionEncoding(FermionMapping mapping, int modes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(modes);
        Mapping = mapping;
        Modes = modes;
        matrix = Matrix(mapping, modes);
        inverse = BinaryBasis.InvertLower(matrix);
        ladder = new (PauliString, Complex, PauliString, Complex)[modes];
        var words = PauliWords.Count(modes);
        var parity = new ulong[words];
        for (var p = 0; p < modes; p++)
        {
            var update = new ulong[words];
            for (var q = 0; q < modes; q++)
            {
                if (BitWords.Get(matrix[q], p))
                {
                    BitWords.Set(update, q);
                }
            }

            var first = Product(update, parity, modes, out var firstFactor);
            BitWords.Xor(parity, inverse[p]);
            var second = Product(update, parity, modes, out var secondFactor);
            ladder[p] = (first, firstFactor / 2, second, secondFactor / 2);
        }
    }

    /// <summary>Which encoding this is.</summary>
    public FermionMapping Mapping { get; }

    /// <summary>Number of modes and qubits.</summary>
    public int Modes { get; }

    /// <summary>Translates an operator.</summary>
    /// <param name="fermions">An operator on <see cref="Modes"/> modes.</param>
    /// <param name="threshold">
    /// Terms with |c| at most this share of the largest coefficient of <paramref name="fermions"/> (constants left out) are
    /// dropped, and imaginary parts too that are all that small: so a change of units changes no term.
    /// </param>
    /// <returns>The qubit operator, terms by first appearance.</returns>
    /// <exception cref="ArgumentException">The number of modes differs.</exception>
    public PauliSum Encode(FermionOperator fermions, double threshold = 1e-13)
    {
        ArgumentNullException.ThrowIfNull(fermions);
        if (fermions.Modes != Modes)
        {
            throw new ArgumentException($"An operator on {fermions.Modes} modes does not fit an encoding of {Modes}.", nameof(fermions));
        }

        return Encode(fermions.Terms, threshold);
    }

    /// <summary>Translates terms one at a time.</summary>
    internal PauliSum Encode(IEnumerable<(Complex Coefficient, ImmutableArray<LadderOperator> Product)> terms, double threshold = 1e-13)
    {
        var builder = new PauliSumBuilder(Modes);
        var identity = PauliString.Identity(Modes);
        double largest = 0;
        foreach (var (coefficient, product) in terms)
        {
            largest = product.Length > 0 ? Math.Max(largest, coefficient.Magnitude) : largest;
            Expand(builder, product, 0, identity, coefficient);
        }

        return builder.Build(threshold * largest, Math.Max(threshold, 1e-13) * largest);
    }

    /// <summary>The qubit state of an occupation.</summary>
    /// <param name="occupation">One flag per mode.</param>
    /// <returns>One bit per qubit.</returns>
    public bool[] Encode(ReadOnlySpan<bool> occupation)
    {
        var bits = new bool[Modes];
        for (var q = 0; q < Modes; q++)
        {
            for (var p = 0; p < Modes; p++)
            {
                bits[q] ^= BitWords.Get(matrix[q], p) && occupation[p];
            }
        }

        return bits;
    }

    /// <summary>The operator of the parity of some modes: -1 to the power of their number of electrons.</summary>
    /// <param name="modes">Distinct modes.</param>
    /// <returns>A string of I and Z.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    public PauliString ParityOf(params ReadOnlySpan<int> modes)
    {
        var z = new ulong[PauliWords.Count(Modes)];
        foreach (var mode in modes)
        {
            if ((uint)mode >= (uint)Modes)
            {
                throw new ArgumentOutOfRangeException(nameof(modes), mode, $"Modes go from 0 to {Modes - 1}.");
            }

            BitWords.Xor(z, inverse[mode]);
        }

        return new PauliString(new ulong[z.Length], z, Modes);
    }

    private void Expand(PauliSumBuilder builder, ImmutableArray<LadderOperator> product, int at, PauliString left, Complex factor)
    {
        if (at == product.Length)
        {
            builder.Add(left, factor);
            return;
        }

        var (first, firstFactor, second, secondFactor) = ladder[product[at].Mode];
        Expand(builder, product, at + 1, left.Multiply(first, out var phase), factor * firstFactor * Phases.Power(phase));
        Expand(builder, product, at + 1, left.Multiply(second, out phase),
            factor * (product[at].Creates ? secondFactor : -secondFactor) * Phases.Power(phase));
    }

    /// <summary>X^x Z^z as a Pauli string and a phase: each Y = i X Z.</summary>
    private static PauliString Product(ulong[] x, ulong[] z, int modes, out Complex factor)
    {
        var overlap = 0;
        for (var w = 0; w < x.Length; w++)
        {
            overlap += BitOperations.PopCount(x[w] & z[w]);
        }

        factor = Phases.Power(-overlap);
        return new PauliString(x, z, modes);
    }

    private static ulong[][] Matrix(FermionMapping mapping, int modes)
    {
        var a = new ulong[modes][];
        for (var q = 0; q < modes; q++)
        {
            // Qubit q of the Fenwick tree covers the modes from q - lowbit(q + 1) + 1 to q.
            var low = mapping switch
            {
                FermionMapping.JordanWigner => q,
                FermionMapping.Parity => 0,
                FermionMapping.BravyiKitaev => q + 1 - ((q + 1) & -(q + 1)),
                _ => throw new ArgumentOutOfRangeException(nameof(mapping), mapping, "Unknown mapping."),
            };
            a[q] = new ulong[PauliWords.Count(modes)];
            for (var p = low; p <= q; p++)
            {
                BitWords.Set(a[q], p);
            }
        }

        return a;
    }
}
