using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Quiver.Core.Numbers;

namespace Quiver.Hamiltonians.Pauli;

/// <summary>
/// An immutable tensor product of Pauli matrices on any number of qubits. Qubit 0 is the leftmost letter of the label.
/// The default value is the string of no qubits.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "Pauli string is the field's term.")]
public readonly struct PauliString : IEquatable<PauliString>
{
    // words[0..w) are the X bits, words[w..2w) the Z bits.
    private readonly ulong[]? words;

    private PauliString(ulong[] words, int qubits)
    {
        this.words = words;
        Qubits = qubits;
    }

    /// <summary>Copies packed bits.</summary>
    /// <param name="x">X bits, <see cref="PauliWords.Count"/> words.</param>
    /// <param name="z">Z bits, as many.</param>
    /// <param name="qubits">Number of qubits.</param>
    /// <exception cref="ArgumentException">The spans have the wrong length.</exception>
    public PauliString(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> z, int qubits)
    {
        var count = PauliWords.Count(qubits);
        if (x.Length != count || z.Length != count)
        {
            throw new ArgumentException(
                $"{qubits} qubits need {count} words of X and of Z bits, not {x.Length} and {z.Length}.", nameof(x));
        }

        words = [.. x, .. z];
        Qubits = qubits;
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>X bits, one per qubit.</summary>
    public ReadOnlySpan<ulong> X => words is null ? [] : words.AsSpan(0, words.Length / 2);

    /// <summary>Z bits, one per qubit.</summary>
    public ReadOnlySpan<ulong> Z => words is null ? [] : words.AsSpan(words.Length / 2);

    /// <summary>Number of letters that are not I.</summary>
    public int Weight => PauliWords.Weight(X, Z);

    /// <summary>Whether every letter is I.</summary>
    public bool IsIdentity => Weight == 0;

    /// <summary>The letter on one qubit.</summary>
    /// <param name="qubit">0 .. Qubits-1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such qubit.</exception>
    public char this[int qubit]
    {
        get
        {
            if ((uint)qubit >= (uint)Qubits)
            {
                throw new ArgumentOutOfRangeException(nameof(qubit), qubit, $"A string of {Qubits} qubits has letters 0 to {Qubits - 1}.");
            }

            var x = (int)(X[qubit >> 6] >> (qubit & 63)) & 1;
            var z = (int)(Z[qubit >> 6] >> (qubit & 63)) & 1;
            return "IXZY"[x | (z << 1)];
        }
    }

    /// <summary>Whether two strings are equal.</summary>
    /// <param name="left">One string.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when all letters agree.</returns>
    public static bool operator ==(PauliString left, PauliString right) => left.Equals(right);

    /// <summary>Whether two strings differ.</summary>
    /// <param name="left">One string.</param>
    /// <param name="right">The other.</param>
    /// <returns>True when some letter differs.</returns>
    public static bool operator !=(PauliString left, PauliString right) => !left.Equals(right);

    /// <summary>P + Q as an operator.</summary>
    /// <param name="left">P.</param>
    /// <param name="right">Q, on as many qubits.</param>
    /// <returns>A sum of two terms, or of one where they are equal.</returns>
    public static PauliSum operator +(PauliString left, PauliString right) => PauliSum.Of(left) + PauliSum.Of(right);

    /// <summary>P - Q as an operator.</summary>
    /// <param name="left">P.</param>
    /// <param name="right">Q, on as many qubits.</param>
    /// <returns>A sum of two terms, or of none where they are equal.</returns>
    public static PauliSum operator -(PauliString left, PauliString right) => PauliSum.Of(left) - PauliSum.Of(right);

    /// <summary>c P as an operator.</summary>
    /// <param name="coefficient">c, real or complex.</param>
    /// <param name="pauli">P.</param>
    /// <returns>A sum of one term.</returns>
    public static PauliSum operator *(Complex coefficient, PauliString pauli) => PauliSum.Of(pauli, coefficient);

    /// <summary>The operator product of two strings, its phase included: <c>X * Y</c> is i Z.</summary>
    /// <param name="left">The left factor.</param>
    /// <param name="right">The right factor, on as many qubits; it acts first.</param>
    /// <returns>A sum of one term.</returns>
    public static PauliSum operator *(PauliString left, PauliString right)
    {
        var product = left.Multiply(right, out var phase);
        return PauliSum.Of(product, Phases.Power(phase));
    }

    /// <summary>The identity on a number of qubits.</summary>
    /// <param name="qubits">Number of qubits, at least 0.</param>
    /// <returns>I...I.</returns>
    public static PauliString Identity(int qubits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(qubits);
        return new PauliString(new ulong[2 * PauliWords.Count(qubits)], qubits);
    }

    /// <summary>Reads a label such as <c>XIZY</c>.</summary>
    /// <param name="label">Letters I, X, Y, Z; the first is qubit 0.</param>
    /// <returns>The string.</returns>
    /// <exception cref="FormatException">A letter is not I, X, Y or Z.</exception>
    public static PauliString Parse(ReadOnlySpan<char> label)
    {
        if (TryParse(label, out var result, out var bad))
        {
            return result;
        }

        throw new FormatException($"'{label[bad]}' at position {bad + 1} is not a Pauli letter (I, X, Y, Z).");
    }

    /// <summary>Reads a label without throwing.</summary>
    /// <param name="label">Letters I, X, Y, Z; the first is qubit 0.</param>
    /// <param name="result">The string.</param>
    /// <param name="badPosition">The first unusable letter, counted from 0.</param>
    /// <returns>False when a letter is not I, X, Y or Z.</returns>
    public static bool TryParse(ReadOnlySpan<char> label, out PauliString result, out int badPosition)
    {
        var count = PauliWords.Count(label.Length);
        var words = new ulong[2 * count];
        for (var q = 0; q < label.Length; q++)
        {
            var bit = 1UL << (q & 63);
            switch (label[q])
            {
                case 'I':
                    break;
                case 'X':
                    words[q >> 6] |= bit;
                    break;
                case 'Z':
                    words[count + (q >> 6)] |= bit;
                    break;
                case 'Y':
                    words[q >> 6] |= bit;
                    words[count + (q >> 6)] |= bit;
                    break;
                default:
                    result = default;
                    badPosition = q;
                    return false;
            }
        }

        result = new PauliString(words, label.Length);
        badPosition = -1;
        return true;
    }

    /// <summary>Whether this string and another commute.</summary>
    /// <param name="other">A string on as many qubits.</param>
    /// <returns>True when their product does not depend on the order.</returns>
    public bool Commutes(PauliString other)
    {
        RequireSameQubits(other);
        return PauliWords.Commute(X, Z, other.X, other.Z);
    }

    /// <summary>Whether this string and another commute on every qubit.</summary>
    /// <param name="other">A string on as many qubits.</param>
    /// <returns>True when on each qubit the letters are equal or one is I.</returns>
    public bool QubitWiseCommutes(PauliString other)
    {
        RequireSameQubits(other);
        return PauliWords.QubitWiseCommute(X, Z, other.X, other.Z);
    }

    /// <summary>The product with another string.</summary>
    /// <param name="other">The right factor, on as many qubits.</param>
    /// <param name="phase">k in this * other = i^k result.</param>
    /// <returns>The product's letters.</returns>
    public PauliString Multiply(PauliString other, out int phase)
    {
        RequireSameQubits(other);
        phase = PauliWords.ProductPhase(X, Z, other.X, other.Z);
        var product = new ulong[words!.Length];
        for (var w = 0; w < product.Length; w++)
        {
            product[w] = words[w] ^ other.words![w];
        }

        return new PauliString(product, Qubits);
    }

    /// <summary>The tensor product with another string, whose qubits come after those of this one.</summary>
    /// <param name="other">A string on any number of qubits.</param>
    /// <returns>The letters of this string, then those of the other.</returns>
    public PauliString Tensor(PauliString other)
    {
        var joined = new ulong[2 * PauliWords.Count(Qubits + other.Qubits)];
        var x = joined.AsSpan(0, joined.Length / 2);
        var z = joined.AsSpan(joined.Length / 2);
        X.CopyTo(x);
        Z.CopyTo(z);
        for (var q = 0; q < other.Qubits; q++)
        {
            var (word, bit) = ((Qubits + q) >> 6, (Qubits + q) & 63);
            x[word] |= ((other.X[q >> 6] >> (q & 63)) & 1) << bit;
            z[word] |= ((other.Z[q >> 6] >> (q & 63)) & 1) << bit;
        }

        return new PauliString(joined, Qubits + other.Qubits);
    }

    /// <inheritdoc/>
    public bool Equals(PauliString other) => Qubits == other.Qubits && words.AsSpan().SequenceEqual(other.words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PauliString other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // A fixed mixing, not HashCode: the order of buckets must not change from run to run.
        var hash = 0x9E3779B97F4A7C15UL + (ulong)Qubits;
        foreach (var word in words.AsSpan())
        {
            hash = (hash ^ word) * 0xD6E8FEB86659FD93UL;
            hash ^= hash >> 32;
        }

        return (int)hash;
    }

    /// <summary>The label, qubit 0 first.</summary>
    /// <returns>For example <c>XIZY</c>.</returns>
    public override string ToString()
    {
        var self = this;
        return string.Create(Qubits, self, static (letters, p) =>
        {
            for (var q = 0; q < letters.Length; q++)
            {
                letters[q] = p[q];
            }
        });
    }

    private void RequireSameQubits(PauliString other)
    {
        if (other.Qubits != Qubits)
        {
            throw new ArgumentException($"Strings of {Qubits} and {other.Qubits} qubits cannot be combined.", nameof(other));
        }
    }
}
