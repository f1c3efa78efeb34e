using System.Numerics;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Design;

public sealed class GadgetTests
{
    [Fact]
    public void Draw_FromRandomCircuits_CanBeMovedTogetherWithoutChangingTheState()
    {
        var gates = GateSet.Hardware(5, real: true);
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            long[] word = [.. Enumerable.Range(0, 20).Select(_ => (long)random.Next(gates.Gates.Count))];
            double[] angles = [.. word.Where(g => gates.Gates[(int)g].HasAngle).Select(_ => random.NextDouble())];
            var circuit = new DesignResult([.. word], [.. angles], 0, 0, 0, 0);
            var letters = LetterSequence.Of(gates, circuit);
            var gadget = Gadget.Draw(gates, circuit, random);
            Assert.InRange(gadget.Letters.Count, 1, 7);
            Assert.InRange(BitOperations.PopCount(gadget.Letters.Aggregate(0u, (s, l) => s | gates.Gates[l.Gate].Support)), 1, 3);
            Assert.Equal(gadget.Letters[0], letters[(int)Math.Round(gadget.Place * letters.Count)]);

            // The slow twin: what needs none of the gadget's gates goes before it, everything else behind it.
            var taken = Places(letters, gadget);
            var behind = taken.ToHashSet();
            for (var i = taken[0] + 1; i < letters.Count; i++)
            {
                if (behind.Any(b => b < i && !gates.Commute(letters[b].Gate, letters[i].Gate)))
                {
                    behind.Add(i);
                }
            }

            List<(int, double)> together =
            [
                .. letters.Where((_, i) => !behind.Contains(i)),
                .. gadget.Letters,
                .. letters.Where((_, i) => behind.Contains(i) && !taken.Contains(i)),
            ];
            Assert.True(Same(gates, letters, together), $"seed {seed}");
        }
    }

    [Fact]
    public void Exchange_ForTheSameGates_KeepsTheStateAndForOthersPutsThemThere()
    {
        var gates = GateSet.Hardware(5, real: true);
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            List<(int Gate, double Angle)> letters = [.. Enumerable.Range(0, 20).Select(_ => (random.Next(gates.Gates.Count), 0.0))
                .Select(l => gates.Gates[l.Item1].HasAngle ? (l.Item1, random.NextDouble()) : l)];
            var places = Gadget.DrawPlaces(gates, letters, random);
            List<(int, double)> own = [.. places.Select(i => letters[i])];
            var changed = letters.ToList();
            Gadget.Exchange(gates, changed, places, own);
            Assert.True(Same(gates, letters, changed), $"seed {seed}");

            // Taken out, and put back where they came from.
            var without = letters.ToList();
            Gadget.Exchange(gates, without, places, []);
            Assert.Equal(letters.Count - places.Count, without.Count);
            var inserted = letters.ToList();
            Gadget.Exchange(gates, inserted, places, [.. own, own[^1], own[^1]]);
            Assert.Equal(letters.Count + 2, inserted.Count);
        }
    }

    // The gadget's gates in the circuit, in order.
    private static List<int> Places(List<(int Gate, double Angle)> letters, Gadget gadget)
    {
        var places = new List<int>();
        var next = (int)Math.Round(gadget.Place * letters.Count);
        foreach (var letter in gadget.Letters)
        {
            next = letters.IndexOf(letter, next);
            places.Add(next++);
        }

        return places;
    }

    private static bool Same(GateSet gates, List<(int Gate, double Angle)> a, List<(int Gate, double Angle)> b)
    {
        var (x, y) = (State(gates, a), State(gates, b));
        return x.Zip(y).All(static p => Complex.Abs(p.First - p.Second) < 1e-9);
    }

    private static Complex[] State(GateSet gates, List<(int Gate, double Angle)> letters)
    {
        var circuit = gates.Build([.. letters.Select(static l => (long)l.Gate)], new Circuit(gates.Qubits, []));
        double[] angles = [.. letters.Where(l => gates.Gates[l.Gate].HasAngle).Select(static l => l.Angle)];
        return DenseSimulator.Run(circuit.Bind(angles));
    }
}
