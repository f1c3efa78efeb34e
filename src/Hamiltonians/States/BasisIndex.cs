namespace Quiver.Hamiltonians.States;

/// <summary>Finds the position of a basis state in a sparse state's list: a dense table where it is small, else a dictionary.</summary>
internal sealed class BasisIndex
{
    private const ulong DenseLimit = 1UL << 24;
    private readonly int[]? dense;
    private readonly Dictionary<ulong, int>? sparse;

    public BasisIndex(ReadOnlySpan<ulong> basis)
    {
        ulong largest = 0;
        foreach (var b in basis)
        {
            largest = Math.Max(largest, b);
        }

        if (largest < DenseLimit)
        {
            dense = new int[largest + 1];
            for (var i = 0; i < basis.Length; i++)
            {
                dense[basis[i]] = i + 1;
            }
        }
        else
        {
            sparse = new Dictionary<ulong, int>(basis.Length);
            for (var i = 0; i < basis.Length; i++)
            {
                sparse.Add(basis[i], i);
            }
        }
    }

    /// <summary>Position of a basis state, or -1.</summary>
    public int Find(ulong state)
    {
        if (dense is not null)
        {
            return state < (ulong)dense.Length ? dense[state] - 1 : -1;
        }

        return sparse!.TryGetValue(state, out var i) ? i : -1;
    }
}
