using System.Collections.Immutable;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>Finds the gadgets of accurate circuits.</summary>
/// <remarks>
/// From every gate on, the following gates on its qubits are taken as long as they join at most two, or at most three, qubits and nothing
/// left out stands between them; every beginning of 2 to 7 gates with one of several qubits counts in its canonical form. What stands in
/// one circuit alone is left out, and so is what only ever stands within one longer gadget.
/// </remarks>
public static class GadgetMiner
{
    private const int MostTypical = 4;
    private const double Cell = Math.PI / 8;

    /// <summary>Mines searches that found circuits.</summary>
    /// <param name="outcomes">What they found; of each at most so many accurate circuits are looked at.</param>
    /// <param name="most">The most gadgets, at least 1.</param>
    /// <param name="circuits">The most circuits of a search, at least 1.</param>
    /// <returns>The library; empty where nothing recurs.</returns>
    public static GadgetLibrary Mine(IEnumerable<DesignOutcome> outcomes, int most = 64, int circuits = 20)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfLessThan(circuits, 1);
        return Mine(outcomes.Select(o => (o.Gates.Name, o.Accurate(circuits))), most);
    }

    /// <summary>Mines circuits.</summary>
    /// <param name="results">Of every result the name of the gate set and the circuits.</param>
    /// <param name="most">The most gadgets, at least 1.</param>
    /// <returns>The library; empty where nothing recurs.</returns>
    public static GadgetLibrary Mine(IEnumerable<(string GateSet, IReadOnlyList<CircuitWord> Circuits)> results, int most = 64)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var found = new Dictionary<string, Tally>(StringComparer.Ordinal);
        var sets = new SortedSet<string>(StringComparer.Ordinal);
        var (number, all) = (0, 0);
        foreach (var (set, circuits) in results)
        {
            sets.Add(set);
            number++;
            foreach (var circuit in circuits)
            {
                Count(found, circuit, number, 1.0 / circuits.Count, ++all);
            }
        }

        var entries = found.Values.Where(t => t.Circuits > 1 && !t.Longer.Any(l => found[l].Count == t.Count)).Select(static t => t.Entry())
            .OrderByDescending(static e => e.Value).ThenBy(static e => e.Gates.Length)
            .ThenBy(static e => e.ToString(), StringComparer.Ordinal);
        return new GadgetLibrary([.. entries.Take(most)], [.. sets], number, all);
    }

    private static void Count(Dictionary<string, Tally> found, CircuitWord circuit, int result, double share, int number)
    {
        var letters = circuit.Letters();
        uint[] supports = [.. letters.Select(static l => l.Gate.Support)];
        var places = new HashSet<string>(StringComparer.Ordinal);
        for (var first = 0; first < letters.Count; first++)
        {
            foreach (var most in (ReadOnlySpan<int>)[2, GadgetEntry.MostQubits])
            {
                var chosen = Gadget.Together(supports, first, most, GadgetEntry.MostGates);
                string? shorter = null;
                for (var length = 2; length <= chosen.Count; length++)
                {
                    var gadget = GadgetWord.Canonical([.. chosen.Take(length).Select(i => letters[i])]);
                    if (!gadget.Exists(static l => l.Gate.Qubits.Length > 1) || letters[first].Gate.Qubits.Length > most)
                    {
                        continue;
                    }

                    var name = string.Join("; ", gadget.Select(static l => l.Gate));
                    if (places.Add(string.Join(',', chosen.Take(length).Order())))
                    {
                        var tally = found.TryGetValue(name, out var known) ? known
                            : found[name] = new Tally([.. gadget.Select(static l => l.Gate)]);
                        tally.Add(gadget, result, share, number);
                    }

                    if (shorter is not null)
                    {
                        found[shorter].Longer.Add(name);
                    }

                    shorter = name;
                }
            }
        }
    }

    // Whole turns of a rotation are a global phase.
    private static double Wrapped(GateKind kind, double angle) => kind is GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.RZZ
        ? Math.IEEERemainder(angle, 2 * Math.PI)
        : angle;

    // What is known of one gadget.
    private sealed class Tally(ImmutableArray<DesignGate> gates)
    {
        private readonly SortedDictionary<string, (int Count, double[] Sum)> cells = new(StringComparer.Ordinal);
        private int lastCircuit;
        private int lastResult;
        private int results;
        private double support;

        public int Count { get; private set; }

        public int Circuits { get; private set; }

        public HashSet<string> Longer { get; } = new(StringComparer.Ordinal);

        public void Add(List<(DesignGate Gate, double Angle)> letters, int result, double share, int circuit)
        {
            Count++;
            if (circuit != lastCircuit)
            {
                (lastCircuit, Circuits, support) = (circuit, Circuits + 1, support + share);
            }

            if (result != lastResult)
            {
                (lastResult, results) = (result, results + 1);
            }

            double[] angles = [.. letters.Where(static l => l.Gate.HasAngle).Select(static l => Wrapped(l.Gate.Kind, l.Angle))];
            var cell = string.Join(',', angles.Select(static a => Math.Round(a / Cell)));
            var (count, sum) = cells.GetValueOrDefault(cell, (0, new double[angles.Length]));
            cells[cell] = (count + 1, [.. sum.Zip(angles, static (s, a) => s + a)]);
        }

        public GadgetEntry Entry() => new(
            gates,
            [.. cells.Values.OrderByDescending(static c => c.Count).Take(MostTypical)
                .Select(static c => c.Sum.Select(s => s / c.Count).ToImmutableArray())],
            Count, Circuits, results, support);
    }
}
