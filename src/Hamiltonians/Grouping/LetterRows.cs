using System.Numerics;
using System.Runtime.CompilerServices;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>
/// Rows of groups that commute qubit by qubit: one for every letter at every qubit, with the groups that hold another letter there. A
/// term asks those of its own letters, the row with the most groups first, and is refused by the union.
/// </summary>
internal sealed class LetterRows(PauliSum terms) : GroupRows
{
    private const int Letters = 3;
    private readonly PauliSum terms = terms;

    // Row 3 q + l of a block: the groups that refuse letter l (X, Z, Y) at qubit q.
    private readonly List<AlignedWords> blocks = [];
    private readonly int[] refusals = new int[Letters * terms.Qubits];

    /// <inheritdoc/>
    public override int MostPerTerm => terms.Qubits;

    /// <inheritdoc/>
    public override int Asked(int term, Span<int> rows)
    {
        var x = terms.X(term);
        var z = terms.Z(term);
        var count = 0;
        for (var w = 0; w < x.Length; w++)
        {
            for (var left = x[w] | z[w]; left != 0; left &= left - 1)
            {
                var bit = BitOperations.TrailingZeroCount(left);
                rows[count++] = (Letters * ((w << 6) + bit)) + Letter(x[w] >> bit, z[w] >> bit);
            }
        }

        // The rows that refuse most come first: eight of them, the others as they stand.
        for (var first = 0; first < Math.Min(8, count - 1); first++)
        {
            var best = first;
            for (var i = first + 1; i < count; i++)
            {
                best = refusals[rows[i]] > refusals[rows[best]] ? i : best;
            }

            (rows[first], rows[best]) = (rows[best], rows[first]);
        }

        for (var i = 0; i < count; i++)
        {
            rows[i] *= Words;
        }

        return count;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override GroupBits Refusing(int block, ReadOnlySpan<int> asked, GroupBits refused)
    {
        var bits = blocks[block];
        ref var first = ref bits.First;
        var i = 0;
        for (; i + 1 < asked.Length; i += 2)
        {
            refused |= GroupBits.Load(ref first, asked[i]) | GroupBits.Load(ref first, asked[i + 1]);
            if (refused.IsFull)
            {
                return refused;
            }
        }

        if (i < asked.Length)
        {
            refused |= GroupBits.Load(ref first, asked[i]);
        }

        return refused;
    }

    /// <inheritdoc/>
    public override void Open(int groups)
    {
        if (groups > blocks.Count * Block)
        {
            blocks.Add(new(Letters * terms.Qubits * Words));
        }
    }

    /// <inheritdoc/>
    public override bool Add(int term, int group)
    {
        var x = terms.X(term);
        var z = terms.Z(term);
        var bits = blocks[group / Block].Span;
        var (word, own) = ((group % Block) >> 6, 1UL << (group & 63));
        var isStricter = false;
        for (var w = 0; w < x.Length; w++)
        {
            for (var left = x[w] | z[w]; left != 0; left &= left - 1)
            {
                var bit = BitOperations.TrailingZeroCount(left);
                var first = Letters * ((w << 6) + bit);
                var letter = Letter(x[w] >> bit, z[w] >> bit);

                // A group that has the letter already refuses the two others.
                if ((bits[((first + ((letter + 1) % Letters)) * Words) + word] & own) != 0)
                {
                    continue;
                }

                isStricter = true;
                for (var other = 1; other < Letters; other++)
                {
                    var row = first + ((letter + other) % Letters);
                    bits[(row * Words) + word] |= own;
                    refusals[row]++;
                }
            }
        }

        return isStricter;
    }

    /// <summary>0 for X, 1 for Z, 2 for Y.</summary>
    private static int Letter(ulong x, ulong z) => (int)((2 * (z & 1)) + (x & 1)) - 1;
}
