using System.Numerics;

namespace Quiver.Hamiltonians.Pauli;

/// <summary>Finds the Pauli strings that commute with every term of an operator, by linear algebra over GF(2).</summary>
/// <remarks>Bravyi, Gambetta, Mezzacapo, Temme, arXiv:1701.08213, Section V.</remarks>
public static class Z2Symmetries
{
    /// <summary>Independent, mutually commuting symmetries made of Z letters only.</summary>
    /// <param name="sum">The operator.</param>
    /// <returns>Generators in reduced form; each commutes with all terms.</returns>
    public static IReadOnlyList<PauliString> Find(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);

        // Z^v commutes with a term exactly when |v and x| is even: v spans the kernel of the X-masks.
        var rows = new List<ulong[]>();
        var pivots = new List<int>();
        for (var t = 0; t < sum.Count; t++)
        {
            Reduce(sum.X(t).ToArray(), rows, pivots);
        }

        var result = new List<PauliString>();
        for (var q = 0; q < sum.Qubits; q++)
        {
            if (pivots.Contains(q))
            {
                continue;
            }

            // Free qubit q: set it, and every pivot whose row holds it.
            var z = new ulong[sum.Words];
            z[q >> 6] |= 1UL << (q & 63);
            for (var r = 0; r < rows.Count; r++)
            {
                if ((rows[r][q >> 6] >> (q & 63) & 1) != 0)
                {
                    z[pivots[r] >> 6] |= 1UL << (pivots[r] & 63);
                }
            }

            result.Add(new PauliString(new ulong[sum.Words], z, sum.Qubits));
        }

        return result;
    }

    /// <summary>Adds a row to a fully reduced echelon form.</summary>
    private static void Reduce(ulong[] row, List<ulong[]> rows, List<int> pivots)
    {
        for (var r = 0; r < rows.Count; r++)
        {
            if ((row[pivots[r] >> 6] >> (pivots[r] & 63) & 1) != 0)
            {
                Xor(row, rows[r]);
            }
        }

        var word = Array.FindIndex(row, w => w != 0);
        if (word < 0)
        {
            return;
        }

        var pivot = (word << 6) + BitOperations.TrailingZeroCount(row[word]);
        foreach (var other in rows)
        {
            if ((other[pivot >> 6] >> (pivot & 63) & 1) != 0)
            {
                Xor(other, row);
            }
        }

        rows.Add(row);
        pivots.Add(pivot);
    }

    private static void Xor(ulong[] target, ulong[] source)
    {
        for (var w = 0; w < target.Length; w++)
        {
            target[w] ^= source[w];
        }
    }
}
