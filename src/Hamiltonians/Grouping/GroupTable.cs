using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Quiver.Core.Bits;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>
/// Growing groups side by side, each as little as decides who may join: independent generators for full commutation (at most one
/// per qubit), the letters so far for qubit-wise commutation, the members where all must anticommute. Memory does not grow with
/// the number of terms but for the last.
/// </summary>
/// <remarks>
/// Groups are bits of words, so that a term asks 512 of them at a time (<see cref="GroupRows"/>). Groups only become stricter: one
/// that refused a term refuses it for good. Reading from several threads is safe while nobody adds.
/// </remarks>
internal sealed class GroupTable(PauliSum terms, CommutationRule rule)
{
    private const int MostOnStack = 512;
    private readonly PauliSum terms = terms;
    private readonly GroupRows rows = rule == CommutationRule.QubitWise ? new LetterRows(terms) : new ParityRows(terms, rule);

    // Independent members of every group that may still become stricter.
    private readonly List<BinaryBasis?> bases = [];
    private readonly bool hasBases = rule == CommutationRule.FullyCommuting;

    /// <summary>Number of groups.</summary>
    public int Count { get; private set; }

    /// <summary>The first group at or after one that accepts a term, or <see cref="Count"/>.</summary>
    public int FirstAccepting(int term, int from)
    {
        if (from >= Count)
        {
            return Count;
        }

        Span<int> asked = rows.MostPerTerm <= MostOnStack ? stackalloc int[MostOnStack] : new int[rows.MostPerTerm];
        asked = asked[..rows.Asked(term, asked)];
        for (var block = from / GroupRows.Block; block * GroupRows.Block < Count; block++)
        {
            if (First(block, asked, from) is var found and >= 0)
            {
                return found;
            }
        }

        return Count;
    }

    /// <summary>The first group that accepts each of some terms, or <see cref="Count"/>.</summary>
    /// <param name="asking">The terms.</param>
    /// <param name="found">Receives a group for each.</param>
    public void FirstAccepting(ReadOnlySpan<int> asking, Span<int> found)
    {
        // All terms ask a block while it is in the nearest cache.
        var most = rows.MostPerTerm;
        var asked = ArrayPool<int>.Shared.Rent(most * asking.Length);
        var ends = ArrayPool<int>.Shared.Rent(asking.Length + 1);
        ends[0] = 0;
        for (var i = 0; i < asking.Length; i++)
        {
            ends[i + 1] = ends[i] + rows.Asked(asking[i], asked.AsSpan(ends[i]));
        }

        found = found[..asking.Length];
        found.Fill(-1);
        for (var block = 0; block * GroupRows.Block < Count; block++)
        {
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i] < 0)
                {
                    found[i] = First(block, asked.AsSpan(ends[i]..ends[i + 1]), 0);
                }
            }
        }

        found.Replace(-1, Count);
        ArrayPool<int>.Shared.Return(asked);
        ArrayPool<int>.Shared.Return(ends);
    }

    /// <summary>Takes a term into a group that accepts it, or into a new one.</summary>
    /// <param name="term">The term.</param>
    /// <param name="group">The group; <see cref="Count"/> opens one.</param>
    /// <returns>Whether the group accepts less than before.</returns>
    public bool Add(int term, int group)
    {
        if (group == Count)
        {
            Count++;
            rows.Open(Count);
            if (hasBases)
            {
                bases.Add(new());
            }
        }

        if (hasBases)
        {
            if (bases[group] is not { } basis || !basis.Add([.. terms.X(term), .. terms.Z(term)]))
            {
                return false;
            }

            if (basis.Count == terms.Qubits)
            {
                bases[group] = null;
            }
        }

        return rows.Add(term, group);
    }

    /// <summary>The first group of a block, at or after one, that accepts a term; or -1.</summary>
    private int First(int block, ReadOnlySpan<int> asked, int from)
    {
        var start = block * GroupRows.Block;
        var outside = default(GroupBits);
        if (from > start || Count < start + GroupRows.Block)
        {
            outside = Outside(from - start, Count - start);
        }

        var refusing = rows.Refusing(block, asked, outside);
        if (refusing.IsFull)
        {
            return -1;
        }

        var word = 0;
        while (refusing[word] == ulong.MaxValue)
        {
            word++;
        }

        return start + (word << 6) + BitOperations.TrailingZeroCount(~refusing[word]);
    }

    /// <summary>A bit for every group of a block before one or from another on.</summary>
    private static GroupBits Outside(int first, int end)
    {
        Span<ulong> words = stackalloc ulong[GroupRows.Words];
        for (var w = 0; w < words.Length; w++)
        {
            words[w] = Below(first - (w << 6)) | ~Below(end - (w << 6));
        }

        return GroupBits.Load(ref MemoryMarshal.GetReference(words), 0);
        static ulong Below(int count) => count <= 0 ? 0 : count >= 64 ? ulong.MaxValue : (1UL << count) - 1;
    }
}
