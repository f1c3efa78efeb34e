using System.Numerics;
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
/// Groups only become stricter: one that refused a term refuses it for good. Reading from several threads is safe while nobody adds.
/// </remarks>
internal sealed class GroupTable(PauliSum terms, CommutationRule rule)
{
    private readonly PauliSum terms = terms;
    private readonly CommutationRule rule = rule;
    private readonly int words = terms.Words;
    private readonly bool isEven = rule == CommutationRule.FullyCommuting;

    // Qubit-wise: word w of group g's letters is letters[w][g], X bits first, so that several groups are tested at once.
    private readonly ulong[][] letters = NewLetters(terms.Words);

    // Otherwise: the strings of group g one behind the other, X words and Z words.
    private ulong[][] strings = [];
    private int[] lengths = [];
    private BinaryBasis[] bases = [];

    /// <summary>Number of groups.</summary>
    public int Count { get; private set; }

    /// <summary>The first group at or after one that accepts a term, or <see cref="Count"/>.</summary>
    public int FirstAccepting(int term, int from) => rule == CommutationRule.QubitWise
        ? FirstQubitWise(terms.X(term), terms.Z(term), from)
        : words == 1
            ? FirstOfOneWord(terms.X(term)[0], terms.Z(term)[0], from)
            : FirstOfWords(terms.X(term), terms.Z(term), from);

    /// <summary>Takes a term into a group that accepts it, or into a new one.</summary>
    /// <param name="term">The term.</param>
    /// <param name="group">The group; <see cref="Count"/> opens one.</param>
    /// <returns>Whether the group accepts less than before.</returns>
    public bool Add(int term, int group)
    {
        if (group == Count)
        {
            Open();
        }

        var x = terms.X(term);
        var z = terms.Z(term);
        switch (rule)
        {
            case CommutationRule.QubitWise:
                ulong added = 0;
                for (var w = 0; w < words; w++)
                {
                    added |= (x[w] & ~letters[w][group]) | (z[w] & ~letters[words + w][group]);
                    letters[w][group] |= x[w];
                    letters[words + w][group] |= z[w];
                }

                return added != 0;
            case CommutationRule.FullyCommuting:
                if (bases[group].Count == terms.Qubits || !bases[group].Add([.. x, .. z]))
                {
                    return false;
                }

                break;
            default:
                break;
        }

        var end = lengths[group];
        if (end == strings[group].Length)
        {
            Array.Resize(ref strings[group], Math.Max(4 * words, 2 * end));
        }

        x.CopyTo(strings[group].AsSpan(end));
        z.CopyTo(strings[group].AsSpan(end + words));
        lengths[group] = end + (2 * words);
        return true;
    }

    private static ulong[][] NewLetters(int words)
    {
        var result = new ulong[2 * words][];
        Array.Fill(result, []);
        return result;
    }

    private void Open()
    {
        var capacity = rule == CommutationRule.QubitWise ? letters[0].Length : strings.Length;
        if (Count == capacity)
        {
            // Whole vectors are read: room for one more.
            var larger = Math.Max(256, 2 * capacity);
            if (rule == CommutationRule.QubitWise)
            {
                for (var w = 0; w < letters.Length; w++)
                {
                    Array.Resize(ref letters[w], larger);
                }
            }
            else
            {
                Array.Resize(ref strings, larger);
                Array.Resize(ref lengths, larger);
                Array.Resize(ref bases, rule == CommutationRule.FullyCommuting ? larger : 0);
            }
        }

        if (rule != CommutationRule.QubitWise)
        {
            strings[Count] = [];
            if (rule == CommutationRule.FullyCommuting)
            {
                bases[Count] = new BinaryBasis();
            }
        }

        Count++;
    }

    private int FirstOfOneWord(ulong x, ulong z, int from)
    {
        for (var g = from; g < Count; g++)
        {
            var group = strings[g].AsSpan(0, lengths[g]);
            var i = 0;
            while (i + 1 < group.Length && ((BitOperations.PopCount((group[i] & z) ^ (group[i + 1] & x)) & 1) == 0) == isEven)
            {
                i += 2;
            }

            if (i == group.Length)
            {
                return g;
            }
        }

        return Count;
    }

    private int FirstOfWords(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> z, int from)
    {
        for (var g = from; g < Count; g++)
        {
            var group = strings[g].AsSpan(0, lengths[g]);
            while (!group.IsEmpty && PauliWords.Commute(group[..words], group.Slice(words, words), x, z) == isEven)
            {
                group = group[(2 * words)..];
            }

            if (group.IsEmpty)
            {
                return g;
            }
        }

        return Count;
    }

    private int FirstQubitWise(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> z, int from)
    {
        for (var g = from - (from % Vector<ulong>.Count); g < Count; g += Vector<ulong>.Count)
        {
            var conflicts = Vector<ulong>.Zero;
            for (var w = 0; w < words; w++)
            {
                var (gx, gz) = (new Vector<ulong>(letters[w], g), new Vector<ulong>(letters[words + w], g));
                var (tx, tz) = (new Vector<ulong>(x[w]), new Vector<ulong>(z[w]));
                conflicts |= (gx | gz) & (tx | tz) & ((gx ^ tx) | (gz ^ tz));
            }

            if (!Vector.EqualsAny(conflicts, Vector<ulong>.Zero))
            {
                continue;
            }

            for (var lane = Math.Max(from - g, 0); lane < Math.Min(Vector<ulong>.Count, Count - g); lane++)
            {
                if (conflicts[lane] == 0)
                {
                    return g + lane;
                }
            }
        }

        return Count;
    }
}
