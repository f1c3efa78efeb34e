using System.Numerics;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>Linear algebra over GF(2) on packed rows: bit c of a row is bit <c>c % 64</c> of word <c>c / 64</c>.</summary>
internal static class BinaryKernel
{
    /// <summary>Adds a row to a reduced basis, unless it depends on it.</summary>
    /// <returns>True when the row was independent.</returns>
    public static bool Insert(List<(ulong[] Row, int Pivot)> basis, ulong[] row)
    {
        foreach (var (other, pivot) in basis)
        {
            if (Bit(row, pivot))
            {
                Xor(row, other);
            }
        }

        var lead = FirstBit(row);
        if (lead < 0)
        {
            return false;
        }

        for (var i = 0; i < basis.Count; i++)
        {
            if (Bit(basis[i].Row, lead))
            {
                Xor(basis[i].Row, row);
            }
        }

        basis.Add((row, lead));
        return true;
    }

    /// <summary>A basis of all v with row · v = 0 for every row of a reduced basis.</summary>
    public static List<ulong[]> Solve(List<(ulong[] Row, int Pivot)> basis, int columns)
    {
        var pivots = basis.Select(b => b.Pivot).ToHashSet();
        var kernel = new List<ulong[]>();
        for (var free = 0; free < columns; free++)
        {
            if (pivots.Contains(free))
            {
                continue;
            }

            var vector = new ulong[(columns + 63) / 64];
            vector[free >> 6] |= 1UL << (free & 63);
            foreach (var (row, pivot) in basis)
            {
                if (Bit(row, free))
                {
                    vector[pivot >> 6] |= 1UL << (pivot & 63);
                }
            }

            kernel.Add(vector);
        }

        return kernel;
    }

    public static bool Bit(ulong[] row, int column) => (row[column >> 6] >> (column & 63) & 1) != 0;

    private static int FirstBit(ulong[] row)
    {
        for (var w = 0; w < row.Length; w++)
        {
            if (row[w] != 0)
            {
                return 64 * w + BitOperations.TrailingZeroCount(row[w]);
            }
        }

        return -1;
    }

    private static void Xor(ulong[] target, ulong[] source)
    {
        for (var w = 0; w < target.Length; w++)
        {
            target[w] ^= source[w];
        }
    }
}
