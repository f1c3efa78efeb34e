namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// Two-electron integrals (pq|rs) of real orbitals, one number for all permutations that leave an integral unchanged. Rows
/// are made when something stands in them, so few integrals of many orbitals take little memory.
/// </summary>
/// <param name="orbitals">Number of spatial orbitals.</param>
/// <param name="exchangeable">Whether (pq|rs) = (rs|pq), as for two electrons of one spin.</param>
internal sealed class PackedPairs(int orbitals, bool exchangeable)
{
    private readonly double[]?[] rows = new double[]?[Pair(orbitals - 1, orbitals - 1) + 1];

    /// <summary>The integral; 0 where none was set.</summary>
    public double this[int p, int q, int r, int s]
    {
        get
        {
            var (row, column) = (Pair(p, q), Pair(r, s));
            (row, column) = exchangeable && row < column ? (column, row) : (row, column);
            return rows[row] is { } values ? values[column] : 0;
        }

        set
        {
            var (row, column) = (Pair(p, q), Pair(r, s));
            (row, column) = exchangeable && row < column ? (column, row) : (row, column);
            (rows[row] ??= new double[exchangeable ? row + 1 : rows.Length])[column] = value;
        }
    }

    private static int Pair(int p, int q) => p >= q ? (p * (p + 1) / 2) + q : (q * (q + 1) / 2) + p;
}
