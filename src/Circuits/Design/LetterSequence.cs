using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>Circuits under edit: gates with their angles, in any order of commuting ones.</summary>
internal static class LetterSequence
{
    /// <summary>The letters of a fitted circuit.</summary>
    public static List<(int Gate, double Angle)> Of(GateSet gates, DesignResult result)
    {
        var letters = new List<(int, double)>(result.Word.Length);
        var next = 0;
        foreach (var letter in result.Word)
        {
            letters.Add(((int)letter, gates.Gates[(int)letter].HasAngle ? result.Angles[next++] : 0));
        }

        return letters;
    }

    /// <summary>The canonical word of letters, and the angles in its order, without gates that do nothing where they stand.</summary>
    /// <remarks>
    /// A CX behind itself undoes both, a rotation behind itself adds its angle, and gates that a basis state does not feel are
    /// dropped; where the reference is |0...0> the state stays the same.
    /// </remarks>
    public static (long[] Word, double[] Angles) Canonical(GateSet gates, List<(int Gate, double Angle)> letters)
    {
        while (Simplify(gates, letters))
        {
        }

        var word = new long[letters.Count];
        word.AsSpan().Fill(-1);
        var kept = new List<double>(letters.Count);
        foreach (var (gate, angle) in letters)
        {
            kept.Insert(CanonicalWord.Append(gates, word, gate), angle);
        }

        var angles = new List<double>(word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            if (gates.Gates[(int)word[i]].HasAngle)
            {
                angles.Add(kept[i]);
            }
        }

        return (word, [.. angles]);
    }

    /// <summary>Takes out a CX, drawn at random among those that have one, and the next equal one: what stands between them stays, without
    /// its frame. Either of them taken out alone would change the state beyond repair.</summary>
    /// <returns>Whether there was such a pair.</returns>
    public static bool TakePair(GateSet gates, List<(int Gate, double Angle)> letters, Random random)
    {
        var from = letters.Count > 0 ? random.Next(letters.Count) : 0;
        for (var offset = 0; offset < letters.Count; offset++)
        {
            var first = (from + offset) % letters.Count;
            var gate = letters[first].Gate;
            if (gates.Gates[gate].Kind is GateKind.CX or GateKind.Ecr
                && letters.FindIndex(first + 1, l => l.Gate == gate) is >= 0 and var second)
            {
                letters.RemoveAt(second);
                letters.RemoveAt(first);
                return true;
            }
        }

        return false;
    }

    // One sweep; true when a pair of CX went, behind which others may meet.
    private static bool Simplify(GateSet gates, List<(int Gate, double Angle)> letters)
    {
        Span<int> last = stackalloc int[gates.Qubits];
        Span<int> place = stackalloc int[gates.Qubits];
        last.Fill(-1);
        var moved = gates.Begun;
        for (var i = 0; i < letters.Count; i++)
        {
            var (number, angle) = letters[i];
            var gate = gates.Gates[number];
            if (gates.IsRedundant(number, last, moved))
            {
                var earlier = place[gate.Qubits[0]];
                var repeats = true;
                foreach (var q in gate.Qubits)
                {
                    repeats &= last[q] == number && place[q] == earlier;
                }

                if (repeats && !gate.HasAngle)
                {
                    letters.RemoveAt(i);
                    letters.RemoveAt(earlier);
                    return true;
                }

                if (repeats)
                {
                    letters[earlier] = (number, letters[earlier].Angle + angle);
                }

                letters.RemoveAt(i--);
                continue;
            }

            moved = gates.Moved(number, moved);
            foreach (var q in gate.Qubits)
            {
                last[q] = number;
                place[q] = i;
            }
        }

        return false;
    }
}
