using System.Numerics;
using Quiver.Core.Bits;

namespace Quiver.Hamiltonians.Pauli;

/// <summary>Pauli algebra on packed words: bit <c>q % 64</c> of word <c>q / 64</c> belongs to qubit q.</summary>
/// <remarks>
/// A Pauli string is the pair (x, z): I = (0,0), X = (1,0), Z = (0,1), Y = (1,1). Each letter is the Hermitian Pauli
/// matrix itself, so Y carries no separate phase. Every span of one call has the same length.
/// </remarks>
internal static class PauliWords
{
    /// <summary>The number of 64-bit words that hold one bit per qubit.</summary>
    /// <param name="qubits">Number of qubits, at least 0.</param>
    /// <returns>ceil(qubits / 64), at least 1.</returns>
    public static int Count(int qubits) => BitWords.Count(qubits);

    /// <summary>Whether two Pauli strings commute: their symplectic product is even.</summary>
    /// <param name="x1">X bits of the first.</param>
    /// <param name="z1">Z bits of the first.</param>
    /// <param name="x2">X bits of the second.</param>
    /// <param name="z2">Z bits of the second.</param>
    /// <returns>True when P1 P2 = P2 P1.</returns>
    public static bool Commute(ReadOnlySpan<ulong> x1, ReadOnlySpan<ulong> z1, ReadOnlySpan<ulong> x2, ReadOnlySpan<ulong> z2)
    {
        ulong parity = 0;
        for (var w = 0; w < x1.Length; w++)
        {
            parity ^= (x1[w] & z2[w]) ^ (z1[w] & x2[w]);
        }

        return (BitOperations.PopCount(parity) & 1) == 0;
    }

    /// <summary>Whether two Pauli strings commute on every qubit separately.</summary>
    /// <param name="x1">X bits of the first.</param>
    /// <param name="z1">Z bits of the first.</param>
    /// <param name="x2">X bits of the second.</param>
    /// <param name="z2">Z bits of the second.</param>
    /// <returns>True when on each qubit the letters are equal or one of them is I.</returns>
    public static bool QubitWiseCommute(ReadOnlySpan<ulong> x1, ReadOnlySpan<ulong> z1, ReadOnlySpan<ulong> x2, ReadOnlySpan<ulong> z2)
    {
        for (var w = 0; w < x1.Length; w++)
        {
            var both = (x1[w] | z1[w]) & (x2[w] | z2[w]);
            if ((both & ((x1[w] ^ x2[w]) | (z1[w] ^ z2[w]))) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The number of letters that are not I.</summary>
    /// <param name="x">X bits.</param>
    /// <param name="z">Z bits.</param>
    /// <returns>The weight.</returns>
    public static int Weight(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> z)
    {
        var weight = 0;
        for (var w = 0; w < x.Length; w++)
        {
            weight += BitOperations.PopCount(x[w] | z[w]);
        }

        return weight;
    }

    /// <summary>The exponent k of the phase in P1 P2 = i^k P3, where P3 has the bits (x1 xor x2, z1 xor z2).</summary>
    /// <param name="x1">X bits of the left factor.</param>
    /// <param name="z1">Z bits of the left factor.</param>
    /// <param name="x2">X bits of the right factor.</param>
    /// <param name="z2">Z bits of the right factor.</param>
    /// <returns>k in 0..3; 0 or 2 exactly when the strings commute.</returns>
    public static int ProductPhase(ReadOnlySpan<ulong> x1, ReadOnlySpan<ulong> z1, ReadOnlySpan<ulong> x2, ReadOnlySpan<ulong> z2)
    {
        // With P = i^{|x and z|} X^x Z^z, moving Z^z1 past X^x2 costs (-1)^{|z1 and x2|}.
        var phase = 0;
        for (var w = 0; w < x1.Length; w++)
        {
            phase += BitOperations.PopCount(x1[w] & z1[w]) + BitOperations.PopCount(x2[w] & z2[w]);
            phase -= BitOperations.PopCount((x1[w] ^ x2[w]) & (z1[w] ^ z2[w]));
            phase += 2 * BitOperations.PopCount(z1[w] & x2[w]);
        }

        return phase & 3;
    }
}
