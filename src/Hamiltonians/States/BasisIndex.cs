using System.Numerics;
using Quiver.Core.Bits;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// Finds the position of a basis state in a sparse state's list: a dense table where it is small, else a dictionary behind a filter
/// that turns nearly all others away with one look.
/// </summary>
internal sealed class BasisIndex
{
    private const ulong DenseLimit = 1UL << 24;
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const int BitsPerState = 32;
    private readonly int[]? dense;
    private readonly Dictionary<ulong, int>? sparse;
    private readonly ulong[] filter = [];
    private readonly int shift;

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
            var bits = Math.Max(6, BitOperations.Log2((uint)basis.Length * BitsPerState));
            filter = new ulong[1 << (bits - 6)];
            shift = 64 - bits;
            sparse = new Dictionary<ulong, int>(basis.Length);
            for (var i = 0; i < basis.Length; i++)
            {
                sparse.Add(basis[i], i);
                BitWords.Set(filter, (int)(basis[i] * Golden >> shift));
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

        return BitWords.Get(filter, (int)(state * Golden >> shift)) && sparse!.TryGetValue(state, out var i) ? i : -1;
    }
}
