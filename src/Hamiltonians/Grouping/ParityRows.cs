using System.Numerics;
using System.Runtime.CompilerServices;
using Quiver.Core.Bits;
using Quiver.Core.Randomness;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>
/// Rows of groups that commute, or anticommute, string by string. Every group has slots, one string in each. A term is a product of
/// elements (single letters, or Majorana operators where these are fewer), every slot has a row for each element, with the groups whose
/// string anticommutes with it, and the exclusive or of the term's rows says which of 512 strings anticommute with the term.
/// </summary>
/// <remarks>
/// Where all commute, strings may be multiplied: the first slots hold products of half of a group's generators, drawn by a hash, so that
/// each refuses half of what the group refuses and not only what its own string does. A double excitation is a product of 4 Majorana
/// operators and of some 30 letters (60 qubits, Jordan-Wigner), and anticommutes with one string in eight.
/// </remarks>
internal sealed class ParityRows : GroupRows
{
    // 512 groups have refused after ten slots, most often.
    private const int Mixed = 16;
    private const int Asking = 4096;
    private readonly PauliSum terms;
    private readonly bool isEven;
    private readonly bool isMajorana;
    private readonly int rows;
    private readonly int stride;
    private readonly List<AlignedWords> blocks = [];
    private readonly List<int> slots = [];
    private readonly List<int> lengths = [];

    /// <summary>Creates the rows of no groups.</summary>
    /// <param name="terms">The terms that will ask.</param>
    /// <param name="rule">Full commutation or anticommutation.</param>
    public ParityRows(PauliSum terms, CommutationRule rule)
    {
        this.terms = terms;
        isEven = rule == CommutationRule.FullyCommuting;
        rows = 2 * terms.Qubits;

        // One more row for the groups that have a string in the slot.
        stride = (rows + (isEven ? 0 : 1)) * Words;
        isMajorana = CountElements(majorana: true) < CountElements(majorana: false);
    }

    /// <inheritdoc/>
    public override int MostPerTerm => 2 * terms.Qubits;

    /// <inheritdoc/>
    public override int Asked(int term, Span<int> rows)
    {
        Span<ulong> elements = stackalloc ulong[2 * terms.Words];
        Elements(term, isMajorana, elements);
        var count = 0;
        for (var w = 0; w < elements.Length; w++)
        {
            for (var left = elements[w]; left != 0; left &= left - 1)
            {
                rows[count++] = Row(w, left) * Words;
            }
        }

        return count;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override GroupBits Refusing(int block, ReadOnlySpan<int> asked, GroupBits refused)
    {
        ref var slot = ref blocks[block].First;
        for (var left = slots[block]; left > 0 && !refused.IsFull; left--)
        {
            var anticommuting = default(GroupBits);
            foreach (var row in asked)
            {
                anticommuting ^= GroupBits.Load(ref slot, row);
            }

            refused |= isEven ? anticommuting : GroupBits.Without(GroupBits.Load(ref slot, rows * Words), anticommuting);
            slot = ref Unsafe.Add(ref slot, stride);
        }

        return refused;
    }

    /// <inheritdoc/>
    public override void Open(int groups)
    {
        if (groups > blocks.Count * Block)
        {
            blocks.Add(new(0));
            slots.Add(0);
        }

        lengths.Add(0);
    }

    /// <inheritdoc/>
    public override bool Add(int term, int group)
    {
        Span<ulong> elements = stackalloc ulong[2 * terms.Words];
        Anticommuting(term, elements);
        var block = group / Block;
        var slot = lengths[group]++;
        if (slot == slots[block])
        {
            slots[block]++;
            if (slots[block] * stride > blocks[block].Count)
            {
                var larger = new AlignedWords(Math.Max(4, slot + (slot / 2)) * stride);
                blocks[block].Span.CopyTo(larger.Span);
                blocks[block] = larger;
            }
        }

        var bits = blocks[block].Span[((group % Block) >> 6)..];
        var own = 1UL << (group & 63);
        Flip(bits[(slot * stride)..], elements, own);
        if (!isEven)
        {
            bits[(slot * stride) + (rows * Words)] |= own;
            return true;
        }

        // The strings before it times this one: the same group.
        var chosen = SeedMixing.SplitMix(((ulong)group << 16) | (uint)slot) & ((1UL << Math.Min(slot, Mixed)) - 1);
        for (; chosen != 0; chosen &= chosen - 1)
        {
            Flip(bits[(BitOperations.TrailingZeroCount(chosen) * stride)..], elements, own);
        }

        return true;
    }

    private void Flip(Span<ulong> slot, ReadOnlySpan<ulong> elements, ulong own)
    {
        for (var w = 0; w < elements.Length; w++)
        {
            for (var left = elements[w]; left != 0; left &= left - 1)
            {
                slot[Row(w, left) * Words] ^= own;
            }
        }
    }

    /// <summary>The row of a word's lowest bit.</summary>
    private int Row(int word, ulong bits)
    {
        var element = (word << 6) + BitOperations.TrailingZeroCount(bits);
        return word < terms.Words ? element : element - (terms.Words << 6) + terms.Qubits;
    }

    private long CountElements(bool majorana)
    {
        Span<ulong> elements = stackalloc ulong[2 * terms.Words];
        var count = 0L;
        for (var i = 0; i < terms.Count; i += 1 + (terms.Count / Asking))
        {
            Elements(i, majorana, elements);
            foreach (var word in elements)
            {
                count += BitOperations.PopCount(word);
            }
        }

        return count;
    }

    /// <summary>
    /// The elements whose product a term is, up to a phase: X of each qubit, then Z of each; or Z...ZX of each qubit and its predecessors,
    /// then Z...ZY of each.
    /// </summary>
    private void Elements(int term, bool majorana, Span<ulong> elements)
    {
        var x = terms.X(term);
        var z = terms.Z(term);
        x.CopyTo(elements);
        z.CopyTo(elements[x.Length..]);
        if (!majorana)
        {
            return;
        }

        // A Majorana operator puts Z on all qubits before its own, and each qubit with X or Y has exactly one.
        var later = 0UL;
        for (var w = x.Length - 1; w >= 0; w--)
        {
            var suffix = x[w];
            for (var shift = 1; shift < 64; shift <<= 1)
            {
                suffix ^= suffix >> shift;
            }

            suffix ^= 0 - later;
            var second = z[w] ^ ((suffix >> 1) | (later << 63));
            later = suffix & 1;
            elements[x.Length + w] = second;
            elements[w] = x[w] ^ second;
        }
    }

    /// <summary>The elements that anticommute with a term.</summary>
    private void Anticommuting(int term, Span<ulong> elements)
    {
        var words = terms.Words;
        if (!isMajorana)
        {
            terms.Z(term).CopyTo(elements);
            terms.X(term).CopyTo(elements[words..]);
            return;
        }

        // Two Majorana operators anticommute unless they are the same: those of an even product, all others of an odd one.
        Elements(term, majorana: true, elements);
        var count = 0;
        foreach (var word in elements)
        {
            count += BitOperations.PopCount(word);
        }

        for (var q = 0; q < terms.Qubits && (count & 1) != 0; q++)
        {
            BitWords.Flip(elements[..words], q);
            BitWords.Flip(elements[words..], q);
        }
    }
}
