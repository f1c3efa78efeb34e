namespace Quiver.Hamiltonians.Cost;

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

    /// <summary>A term's bits (qubit q at bit q) as a mask on basis indices (qubit 0 most significant).</summary>
    public static ulong Mask(ulong bits, int qubits)
    {
        if (qubits == 0)
        {
            return 0;
        }

        bits = ((bits >> 1) & 0x5555555555555555UL) | ((bits & 0x5555555555555555UL) << 1);
        bits = ((bits >> 2) & 0x3333333333333333UL) | ((bits & 0x3333333333333333UL) << 2);
        bits = ((bits >> 4) & 0x0F0F0F0F0F0F0F0FUL) | ((bits & 0x0F0F0F0F0F0F0F0FUL) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits) >> (64 - qubits);
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
