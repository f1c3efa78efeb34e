using System.Collections.Immutable;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Design;

/// <summary>Gadgets that recur in accurate circuits, for searches of other problems (<see cref="DesignOptions.Library"/>).</summary>
/// <param name="Gadgets">The most valuable one first (<see cref="GadgetEntry.Value"/>).</param>
/// <param name="GateSets">Names of the gate sets of the circuits.</param>
/// <param name="Results">Results that they are from.</param>
/// <param name="Circuits">Circuits of these.</param>
public sealed record GadgetLibrary(ImmutableArray<GadgetEntry> Gadgets, ImmutableArray<string> GateSets, int Results, int Circuits)
{
    /// <summary>Gadgets of which every kind of gate is in a gate set.</summary>
    /// <param name="gates">The gate set.</param>
    /// <returns>How many.</returns>
    public int CountIn(GateSet gates)
    {
        ArgumentNullException.ThrowIfNull(gates);
        var kinds = gates.Gates.Where(static g => g.Feature is null).Select(static g => g.Kind).ToHashSet();
        return Gadgets.Count(e => e.Gates.All(g => kinds.Contains(g.Kind)));
    }

    /// <summary>Refuses a library of another gate set.</summary>
    /// <exception cref="ArgumentException">No gadget is made of the gates.</exception>
    internal void RequireIn(GateSet gates)
    {
        if (CountIn(gates) == 0)
        {
            throw new ArgumentException(
                $"None of the library's {Gadgets.Length} gadgets, of {string.Join(" and ", GateSets)} circuits, is made of the gates of " +
                $"{gates.Name}: mine one from results with these gates.",
                nameof(gates));
        }
    }

    /// <summary>A control of the same shape: as many gadgets of as many gates of the same kinds on as many qubits, worth as much, with the
    /// places of the gates and their angles drawn at random.</summary>
    /// <param name="seed">Seed.</param>
    internal GadgetLibrary Shuffled(int seed)
    {
        var random = new Random(seed);
        return this with { Gadgets = [.. Gadgets.Select(e => Shuffled(e, random))] };
    }

    private static GadgetEntry Shuffled(GadgetEntry entry, Random random)
    {
        while (true)
        {
            var kinds = entry.Gates.Select(static g => g.Kind).ToArray();
            random.Shuffle(kinds);
            List<(DesignGate Gate, double Angle)> letters = [.. kinds.Select(kind =>
            {
                var qubits = Enumerable.Range(0, entry.Qubits).ToArray();
                random.Shuffle(qubits);
                return GadgetWord.Renamed(
                    new DesignGate(kind, [.. qubits[..GateTable.Get(kind).Qubits]]), 0, static q => q);
            })];
            if (letters.SelectMany(static l => l.Gate.Qubits).Distinct().Count() == entry.Qubits)
            {
                return entry with
                {
                    Gates = [.. GadgetWord.Canonical(letters).Select(static l => l.Gate)],
                    TypicalAngles = [.. entry.TypicalAngles.Select(a => a.Select(
                        _ => Math.PI * ((2 * random.NextDouble()) - 1)).ToImmutableArray())],
                };
            }
        }
    }
}
