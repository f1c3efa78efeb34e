using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>
/// The canonical form of a few gates: two lists that differ by the names of their qubits and by the order of gates on different qubits have
/// one form. Qubits are numbered from 0 so that the word, in its smallest order of commuting gates, is the smallest.
/// </summary>
internal static class GadgetWord
{
    private const int Base = 64;

    /// <summary>Brings gates into canonical form; equal forms are equal up to their angles.</summary>
    /// <param name="letters">Gates and angles on a few qubits, every numbering of which is tried.</param>
    public static List<(DesignGate Gate, double Angle)> Canonical(IReadOnlyList<(DesignGate Gate, double Angle)> letters)
    {
        int[] qubits = [.. letters.SelectMany(static l => l.Gate.Qubits).Distinct().Order()];
        List<(DesignGate Gate, double Angle)>? best = null;
        foreach (var numbering in Numberings(qubits.Length))
        {
            var renamed = Ordered([.. letters.Select(l => Renamed(l.Gate, l.Angle, q => numbering[Array.IndexOf(qubits, q)]))]);
            best = best is null || Compare(renamed, best) < 0 ? renamed : best;
        }

        return best ?? [];
    }

    /// <summary>A gate on other qubits; one that is the same both ways, or the other way round by the opposite angle, in ascending
    /// order.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="angle">Its angle.</param>
    /// <param name="place">Where each qubit goes.</param>
    public static (DesignGate Gate, double Angle) Renamed(DesignGate gate, double angle, Func<int, int> place)
    {
        int[] q = [.. gate.Qubits.Select(place)];
        var (a, b) = (q.Length - 2, q.Length - 1);
        if (gate.Kind is GateKind.RZZ or GateKind.Givens or GateKind.CGivens && q[a] > q[b])
        {
            (q[a], q[b]) = (q[b], q[a]);
            angle = gate.Kind == GateKind.RZZ ? angle : -angle;
        }

        return (new DesignGate(gate.Kind, [.. q]), angle);
    }

    // The smallest order: again and again the smallest gate that shares no qubit with what is left in front of it.
    private static List<(DesignGate Gate, double Angle)> Ordered(List<(DesignGate Gate, double Angle)> letters)
    {
        var result = new List<(DesignGate, double)>(letters.Count);
        while (letters.Count > 0)
        {
            var (best, blocked) = (-1, 0u);
            for (var i = 0; i < letters.Count; i++)
            {
                var support = letters[i].Gate.Support;
                if ((support & blocked) == 0 && (best < 0 || Key(letters[i].Gate) < Key(letters[best].Gate)))
                {
                    best = i;
                }

                blocked |= support;
            }

            result.Add(letters[best]);
            letters.RemoveAt(best);
        }

        return result;
    }

    // Angles decide between numberings that leave the gates alike.
    private static int Compare(List<(DesignGate Gate, double Angle)> a, List<(DesignGate Gate, double Angle)> b)
    {
        var gates = a.Zip(b, static (x, y) => Key(x.Gate).CompareTo(Key(y.Gate))).FirstOrDefault(static c => c != 0);
        return gates != 0 ? gates : a.Zip(b, static (x, y) => x.Angle.CompareTo(y.Angle)).FirstOrDefault(static c => c != 0);
    }

    // Qubits come first: so they are numbered as they appear.
    private static int Key(DesignGate gate)
    {
        var key = 0;
        for (var i = 0; i < 4; i++)
        {
            key = (key * 5) + (i < gate.Qubits.Length ? gate.Qubits[i] + 1 : 0);
        }

        return (key * Base) + (int)gate.Kind;
    }

    private static IEnumerable<int[]> Numberings(int count) => count == 0 ? [[]]
        : Numberings(count - 1).SelectMany(rest => Enumerable.Range(0, count)
            .Select(at => (int[])[.. rest[..at], count - 1, .. rest[at..]]));
}
