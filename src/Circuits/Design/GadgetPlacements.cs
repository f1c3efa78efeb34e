using System.Collections.Immutable;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>The gadgets of a library on the qubits of a gate set, wherever its couplings have all their gates.</summary>
internal sealed class GadgetPlacements
{
    private const int Draws = 8;
    private readonly List<(GadgetEntry Entry, List<byte[]> Places, double UpTo)> gadgets = [];
    private readonly Dictionary<(GateKind Kind, uint Qubits), int> numbers = [];

    /// <summary>Finds all places.</summary>
    /// <param name="gates">The gate set.</param>
    /// <param name="library">The library; gadgets that the set has no place for are passed over.</param>
    public GadgetPlacements(GateSet gates, GadgetLibrary library)
    {
        for (var g = 0; g < gates.Gates.Count; g++)
        {
            if (gates.Gates[g].Feature is null)
            {
                numbers.TryAdd((gates.Gates[g].Kind, Packed(gates.Gates[g])), g);
            }
        }

        var sum = 0.0;
        foreach (var entry in library.Gadgets)
        {
            List<byte[]> places = [.. Maps(entry.Qubits, gates.Qubits).Where(m => entry.Gates.All(g => Number(g, m).Gate >= 0))];
            if (places.Count > 0)
            {
                sum += entry.Value;
                gadgets.Add((entry, places, sum));
            }
        }
    }

    /// <summary>Gadgets that have a place.</summary>
    public int Count => gadgets.Count;

    /// <summary>Draws a gadget in proportion to its value, one of its typical sets of angles, and a place on the qubits.</summary>
    /// <param name="random">Source of randomness.</param>
    public Gadget Draw(Random random)
    {
        var (entry, places) = DrawEntry(random);
        var angles = entry.TypicalAngles[random.Next(entry.TypicalAngles.Length)];
        return new Gadget(At(entry, angles.AsSpan(), places[random.Next(places.Count)]), random.NextDouble());
    }

    /// <summary>Draws a gadget of at most so many CX in proportion to its value, at a place on given qubits.</summary>
    /// <param name="qubits">The qubits, as bits.</param>
    /// <param name="cx">The most CX.</param>
    /// <param name="random">Source of randomness.</param>
    /// <returns>Its gates; null where a few draws found none that fits.</returns>
    public List<(int Gate, double Angle)>? DrawWithin(uint qubits, int cx, Random random)
    {
        byte[] within = [.. Enumerable.Range(0, 32).Where(q => ((qubits >> q) & 1) == 1).Select(static q => (byte)q)];
        for (var i = 0; i < Draws; i++)
        {
            var (entry, _) = DrawEntry(random);
            random.Shuffle(within);
            if (entry.Qubits <= within.Length && entry.Cx <= cx && entry.Gates.All(g => Number(g, within).Gate >= 0))
            {
                return At(entry, entry.TypicalAngles[random.Next(entry.TypicalAngles.Length)].AsSpan(), within);
            }
        }

        return null;
    }

    private (GadgetEntry Entry, List<byte[]> Places) DrawEntry(Random random)
    {
        var drawn = random.NextDouble() * gadgets[^1].UpTo;
        var (entry, places, _) = gadgets.Find(g => drawn < g.UpTo);
        return (entry, places);
    }

    /// <summary>Gadgets at all of their places as gate numbers, the most valuable one first, each canonical word once.</summary>
    /// <param name="gates">The gate set.</param>
    /// <param name="most">The most words; gadgets that have more places than are left are passed over.</param>
    public ImmutableArray<ImmutableArray<int>> Words(GateSet gates, int most)
    {
        var words = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (entry, places, _) in gadgets)
        {
            if (places.Count > most - words.Count)
            {
                continue;
            }

            foreach (var map in places)
            {
                ImmutableArray<int> word = [.. entry.Gates.Select(gate => Number(gate, map).Gate)];
                long[] letters = [.. word.Select(static g => (long)g)];
                if (known.Add(string.Join(',', CanonicalWord.Of(gates, letters, letters.Length))))
                {
                    words.Add(word);
                }
            }
        }

        return words.ToImmutable();
    }

    private List<(int Gate, double Angle)> At(GadgetEntry entry, ReadOnlySpan<double> angles, byte[] map)
    {
        var next = 0;
        var letters = new List<(int, double)>(entry.Gates.Length);
        foreach (var gate in entry.Gates)
        {
            var (number, sign) = Number(gate, map);
            letters.Add((number, gate.HasAngle ? sign * angles[next++] : 0));
        }

        return letters;
    }

    private (int Gate, double Sign) Number(DesignGate gate, byte[] map)
    {
        var (renamed, sign) = GadgetWord.Renamed(gate, 1, q => map[q]);
        return (numbers.GetValueOrDefault((renamed.Kind, Packed(renamed)), -1), sign);
    }

    private static uint Packed(DesignGate gate) => gate.Qubits.Aggregate(1u, static (key, q) => (key << 5) | (uint)q);

    // Every way to send the qubits of a gadget to different ones of a circuit.
    private static IEnumerable<byte[]> Maps(int count, int qubits) => count == 0 ? [[]]
        : Maps(count - 1, qubits).SelectMany(m => Enumerable.Range(0, qubits).Where(q => !m.Contains((byte)q))
            .Select(q => (byte[])[.. m, (byte)q]));
}
