using System.Numerics;

namespace Quiver.Circuits.Design;

/// <summary>A few gates of a good circuit that stand together, with their angles: a macro action for others.</summary>
/// <param name="Letters">The gates in order.</param>
/// <param name="Place">Where the first stood, as a share of the circuit, 0 to 1.</param>
internal sealed record Gadget(IReadOnlyList<(int Gate, double Angle)> Letters, double Place)
{
    private const int MostQubits = 3;
    private const int MostLetters = 7;

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
        var first = random.Next(letters.Count);
        var most = random.Next(2, MostLetters + 1);
        var chosen = new List<(int, double)> { letters[first] };
        var joined = gates.Gates[letters[first].Gate].Support;
        uint closed = 0;
        for (var i = first + 1; i < letters.Count && chosen.Count < most && (joined & ~closed) != 0; i++)
        {
            var support = gates.Gates[letters[i].Gate].Support;
            if ((support & joined) == 0 && (support & closed) == 0)
            {
                continue;
            }

            if ((support & closed) != 0 || BitOperations.PopCount(support | joined) > MostQubits)
            {
                closed |= support;
                continue;
            }

            joined |= support;
            chosen.Add(letters[i]);
        }

        return new Gadget(chosen, first / (double)letters.Count);
    }
}
