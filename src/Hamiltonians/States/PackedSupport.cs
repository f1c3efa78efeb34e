using System.Numerics;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// The basis states of a sparse state as bits over their affine hull, in words of 64: the pairs (b, b ^ mask) of a mask are the ones of
/// two words and each other, the second with its bits rearranged.
/// </summary>
internal sealed class PackedSupport
{
    // Measured on one core: a word with states and its partner.
    private const double WordNanoseconds = 4;

    /// <summary>The largest dimension of a hull that is packed.</summary>
    public const int MostRank = 24;
    private const int WordBits = 6;

    // Bits whose number has a 0 at each of the six places.
    private static readonly ulong[] Low =
        [0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F, 0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF, 0x00000000FFFFFFFF];

    private readonly AffineHull hull;
    private readonly ulong[] words;
    private readonly int[] starts;
    private readonly int[] occupied;

    private PackedSupport(AffineHull hull, ulong[] states, ulong[] words, int[] starts, int[] occupied)
    {
        this.hull = hull;
        this.words = words;
        States = states;
        this.starts = starts;
        this.occupied = occupied;
    }

    /// <summary>The states' places in the hull, ascending.</summary>
    public ulong[] States { get; }

    /// <summary>Bits of a place.</summary>
    public int Bits => hull.Rank;

    /// <summary>A mask of signs on places, and whether all its signs are reversed.</summary>
    /// <param name="z">A mask of signs on basis states.</param>
    public (ulong Mask, bool Reversed) Signs(ulong z) => (hull.Masks.Of(z), (BitOperations.PopCount(z & hull.Origin) & 1) != 0);

    /// <summary>What the pairs of one mask take, at most: nanoseconds of one core.</summary>
    public double Nanoseconds => WordNanoseconds * occupied.Length;

    /// <summary>Packs a state's support.</summary>
    /// <param name="basis">At least one basis state, ascending.</param>
    /// <param name="qubits">Number of qubits, at most 64.</param>
    /// <returns>Null where the hull is too large.</returns>
    public static PackedSupport? Of(ReadOnlySpan<ulong> basis, int qubits)
    {
        var hull = new AffineHull(qubits);
        hull.Sample(basis);
        hull.Extend(basis);
        if (hull.Rank > MostRank)
        {
            return null;
        }

        hull.Number();
        var states = new ulong[basis.Length];
        var words = new ulong[1 << Math.Max(0, hull.Rank - WordBits)];
        for (var i = 0; i < basis.Length; i++)
        {
            states[i] = hull.Places.Of(basis[i] ^ hull.Origin);
            words[states[i] >> WordBits] |= 1UL << (int)states[i];
        }

        // The numbers of states ascend with them.
        var (starts, occupied, at) = (new int[words.Length], new List<int>(), 0);
        for (var w = 0; w < words.Length; w++)
        {
            starts[w] = at;
            at += BitOperations.PopCount(words[w]);
            if (words[w] != 0)
            {
                occupied.Add(w);
            }
        }

        return new(hull, states, words, starts, [.. occupied]);
    }

    /// <summary>The pairs of one mask by their places in the list of basis states, ascending.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="once">Whether only the pair with b below b ^ mask is listed, not its reverse.</param>
    /// <param name="states">Receives the places of b; room for all states.</param>
    /// <param name="partners">Receives those of b ^ mask.</param>
    /// <returns>How many pairs there are.</returns>
    public int Pairs(ulong mask, bool once, Span<int> states, Span<int> partners)
    {
        if (hull.Rest.Of(mask) != 0)
        {
            return 0;
        }

        var step = (int)hull.Places.Of(mask);
        var (far, near) = (step >> WordBits, step & 63);
        var top = once ? BitOperations.Log2((uint)step) : int.MaxValue;
        var highest = top >= WordBits && once ? 1 << (top - WordBits) : 0;
        var kept = top < WordBits ? Low[top] : ulong.MaxValue;
        var count = 0;
        foreach (var w in occupied)
        {
            var other = words[w ^ far];
            if (other == 0 || (w & highest) != 0)
            {
                continue;
            }

            var pairs = words[w] & Rearranged(other, near) & kept;
            for (; pairs != 0; pairs &= pairs - 1)
            {
                var bit = BitOperations.TrailingZeroCount(pairs);
                states[count] = starts[w] + BitOperations.PopCount(words[w] & ((1UL << bit) - 1));
                partners[count++] = starts[w ^ far] + BitOperations.PopCount(other & ((1UL << (bit ^ near)) - 1));
            }
        }

        return count;
    }

    /// <summary>Bit b of the result is bit b ^ flipped of the word.</summary>
    private static ulong Rearranged(ulong word, int flipped)
    {
        for (; flipped != 0; flipped &= flipped - 1)
        {
            var place = BitOperations.TrailingZeroCount(flipped);
            word = ((word & Low[place]) << (1 << place)) | ((word >> (1 << place)) & Low[place]);
        }

        return word;
    }
}
