using System.Numerics;

namespace Quiver.Circuits.Design;

/// <summary>A few gates of a good circuit that stand together, with their angles: a macro action for others.</summary>
/// <param name="Letters">The gates in order.</param>
/// <param name="Place">Where the first stood, as a share of the circuit, 0 to 1.</param>
internal sealed record Gadget(IReadOnlyList<(int Gate, double Angle)> Letters, double Place)
{
    /// <summary>
    /// Draws one: from a random gate on, the following gates on its qubits, as long as they join at most three and nothing left out
    /// stands between them. Drawn from many circuits, what recurs comes in proportion to how often it does.
    /// </summary>
    /// <param name="gates">The gate set.</param>
    /// <param name="circuit">A circuit with a gate.</param>
    /// <param name="random">Source of randomness.</param>
    public static Gadget Draw(GateSet gates, DesignResult circuit, Random random)
    {
        var letters = LetterSequence.Of(gates, circuit);
        var chosen = DrawPlaces(gates, letters, random);
        return new Gadget([.. chosen.Select(i => letters[i])], chosen[0] / (double)letters.Count);
    }

    /// <summary>Draws the places of one among letters.</summary>
    /// <param name="gates">The gate set.</param>
    /// <param name="letters">At least one.</param>
    /// <param name="random">Source of randomness, of which two numbers are drawn.</param>
    public static List<int> DrawPlaces(GateSet gates, List<(int Gate, double Angle)> letters, Random random)
    {
        var first = random.Next(letters.Count);
        var most = random.Next(2, GadgetEntry.MostGates + 1);
        return Together([.. letters.Select(l => gates.Gates[l.Gate].Support)], first, GadgetEntry.MostQubits, most);
    }

    /// <summary>Places of gates that can be moved together without changing the circuit, ascending.</summary>
    /// <param name="supports">The qubits of every gate, as bits.</param>
    /// <param name="first">The first place, which is always among them.</param>
    /// <param name="qubits">The most qubits that they join.</param>
    /// <param name="most">The most places.</param>
    public static List<int> Together(ReadOnlySpan<uint> supports, int first, int qubits, int most)
    {
        List<int> chosen = [first];
        var (joined, closed) = (supports[first], 0u);
        for (var i = first + 1; i < supports.Length && chosen.Count < most && (joined & ~closed) != 0; i++)
        {
            var support = supports[i];
            if ((support & joined) == 0 && (support & closed) == 0)
            {
                continue;
            }

            if ((support & closed) != 0 || BitOperations.PopCount(support | joined) > qubits)
            {
                closed |= support;
                continue;
            }

            joined |= support;
            chosen.Add(i);
        }

        return chosen;
    }

    /// <summary>Puts other gates in the place of some that can be moved together.</summary>
    /// <param name="gates">The gate set.</param>
    /// <param name="letters">A circuit; changed in place.</param>
    /// <param name="places">What goes, ascending (<see cref="Together"/>).</param>
    /// <param name="others">What comes.</param>
    public static void Exchange(
        GateSet gates, List<(int Gate, double Angle)> letters, List<int> places, IReadOnlyList<(int Gate, double Angle)> others)
    {
        // What shares no qubit, one gate after the other, with what goes stands in front of it, everything else behind it.
        List<(int, double)> behind = [];
        var (touched, next) = (0u, 0);
        var at = places[0];
        for (var i = places[0]; i < letters.Count; i++)
        {
            var support = gates.Gates[letters[i].Gate].Support;
            if (next < places.Count && places[next] == i)
            {
                touched |= support;
                next++;
            }
            else if ((support & touched) != 0)
            {
                touched |= support;
                behind.Add(letters[i]);
            }
            else
            {
                letters[at++] = letters[i];
            }
        }

        letters.RemoveRange(at, letters.Count - at);
        letters.AddRange(others);
        letters.AddRange(behind);
    }
}
