namespace Quiver.Core.Bits;

/// <summary>
/// Gaussian elimination over GF(2): independent rows of packed bits in fully reduced form. Each row's pivot is its lowest 1,
/// which no other row has.
/// </summary>
internal sealed class BinaryBasis
{
    private readonly List<(ulong[] Row, int Pivot)> rows = [];

    /// <summary>The rank.</summary>
    public int Count => rows.Count;

    /// <summary>The rows and the column of each one's pivot, in the order they came.</summary>
    public IReadOnlyList<(ulong[] Row, int Pivot)> Rows => rows;

    /// <summary>Adds a row unless it is a sum of those before it.</summary>
    /// <param name="row">As many words as every other row; the basis keeps and changes the array.</param>
    /// <returns>True when the row was independent.</returns>
    public bool Add(ulong[] row)
    {
        foreach (var (other, pivot) in rows)
        {
            if (BitWords.Get(row, pivot))
            {
                BitWords.Xor(row, other);
            }
        }

        var lead = BitWords.First(row);
        if (lead < 0)
        {
            return false;
        }

        foreach (var (other, _) in rows)
        {
            if (BitWords.Get(other, lead))
            {
                BitWords.Xor(other, row);
            }
        }

        rows.Add((row, lead));
        return true;
    }

    /// <summary>A basis of all v with row · v = 0 for every row, one for each column without a pivot, by ascending column.</summary>
    /// <param name="columns">Number of columns.</param>
    public IEnumerable<ulong[]> Kernel(int columns)
    {
        var pivots = rows.Select(r => r.Pivot).ToHashSet();
        foreach (var free in Enumerable.Range(0, columns).Where(c => !pivots.Contains(c)))
        {
            var vector = new ulong[BitWords.Count(columns)];
            BitWords.Set(vector, free);
            foreach (var (row, pivot) in rows)
            {
                if (BitWords.Get(row, free))
                {
                    BitWords.Set(vector, pivot);
                }
            }

            yield return vector;
        }
    }

    /// <summary>The inverse of a lower triangular matrix with 1 on the diagonal.</summary>
    /// <param name="matrix">Its rows.</param>
    /// <returns>The inverse's rows.</returns>
    public static ulong[][] InvertLower(ulong[][] matrix)
    {
        var inverse = new ulong[matrix.Length][];
        for (var r = 0; r < inverse.Length; r++)
        {
            inverse[r] = new ulong[matrix[r].Length];
            BitWords.Set(inverse[r], r);
            for (var k = 0; k < r; k++)
            {
                if (BitWords.Get(matrix[r], k))
                {
                    BitWords.Xor(inverse[r], inverse[k]);
                }
            }
        }

        return inverse;
    }
}
