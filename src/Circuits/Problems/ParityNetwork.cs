using System.Numerics;

namespace Quiver.Circuits.Problems;

/// <summary>CX gates that give every qubit a parity of a few kept ones.</summary>
internal static class ParityNetwork
{
    /// <summary>Finds a network.</summary>
    /// <param name="forms">For every qubit the kept numbers, as bits, whose parity it is to hold; their rank is the number of bits.</param>
    /// <param name="random">Breaks ties.</param>
    /// <param name="tries">How often; the shortest network counts.</param>
    /// <returns>For every kept number the qubit that holds it at first, all other qubits being 0; and the gates in order.</returns>
    public static (int[] Kept, (int Control, int Target)[] Links) Find(ReadOnlySpan<uint> forms, Random random, int tries)
    {
        var rank = 0;
        foreach (var form in forms)
        {
            rank = Math.Max(rank, 32 - BitOperations.LeadingZeroCount(form));
        }

        (int[], (int, int)[])? best = null;
        var least = int.MaxValue;
        for (var t = 0; t < tries; t++)
        {
            var rows = forms.ToArray();
            var undone = new List<(int Control, int Target)>();
            while (Lighter(rows, random) is { } step && undone.Count < least)
            {
                rows[step.Target] ^= rows[step.Control];
                undone.Add(step);
            }

            Eliminate(rows, undone);
            if (undone.Count < least)
            {
                var kept = new int[rank];
                for (var q = 0; q < rows.Length; q++)
                {
                    if (rows[q] != 0)
                    {
                        kept[BitOperations.TrailingZeroCount(rows[q])] = q;
                    }
                }

                undone.Reverse();
                (best, least) = ((kept, [.. undone]), undone.Count);
            }
        }

        return best!.Value;
    }

    // The CX that takes most kept numbers out of its target's parity; null where none takes out any.
    private static (int Control, int Target)? Lighter(uint[] rows, Random random)
    {
        (int, int)? best = null;
        var (most, equals) = (0, 0);
        for (var control = 0; control < rows.Length; control++)
        {
            for (var target = 0; target < rows.Length && rows[control] != 0; target++)
            {
                var gain = BitOperations.PopCount(rows[target]) - BitOperations.PopCount(rows[target] ^ rows[control]);
                if (target == control || gain < most || gain == 0)
                {
                    continue;
                }

                equals = gain > most ? 1 : equals + 1;
                if (gain > most || random.Next(equals) == 0)
                {
                    (best, most) = ((control, target), gain);
                }
            }
        }

        return best;
    }

    // What is left, by elimination: every kept number ends alone on one qubit.
    private static void Eliminate(uint[] rows, List<(int Control, int Target)> undone)
    {
        uint used = 0;
        for (var bit = 0; bit < 32; bit++)
        {
            var pivot = -1;
            for (var q = 0; q < rows.Length; q++)
            {
                if ((rows[q] >> bit & 1) == 1 && (used >> q & 1) == 0
                    && (pivot < 0 || BitOperations.PopCount(rows[q]) < BitOperations.PopCount(rows[pivot])))
                {
                    pivot = q;
                }
            }

            if (pivot < 0)
            {
                continue;
            }

            used |= 1u << pivot;
            for (var q = 0; q < rows.Length; q++)
            {
                if (q != pivot && (rows[q] >> bit & 1) == 1)
                {
                    rows[q] ^= rows[pivot];
                    undone.Add((pivot, q));
                }
            }
        }
    }
}
