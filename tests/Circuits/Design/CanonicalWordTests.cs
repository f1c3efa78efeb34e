using CsCheck;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Design;

public sealed class CanonicalWordTests
{
    private static readonly GateSet Gates = GateSet.Hardware(4);

    [Fact]
    public void CanonicalWord_ExchangesOfGatesOnDifferentQubits_ChangeNothing() =>
        Gen.Select(Word, Gen.Int).Sample((word, seed) =>
        {
            // Exchange neighbours that share no qubit, many times.
            var shuffled = (int[])word.Clone();
            var random = new Random(seed);
            for (var i = 0; i < 200 && shuffled.Length > 1; i++)
            {
                var at = random.Next(shuffled.Length - 1);
                if (Gates.Commute(shuffled[at], shuffled[at + 1]))
                {
                    (shuffled[at], shuffled[at + 1]) = (shuffled[at + 1], shuffled[at]);
                }
            }

            return Canonical(word).SequenceEqual(Canonical(shuffled));
        });

    [Fact]
    public void CanonicalWord_IsTheSameCircuit() =>
        Word.Sample(word =>
        {
            var angles = word.Select((g, i) => Gates.Gates[g].HasAngle ? 0.1 + i : 0).ToArray();
            var plain = State(word, angles);

            // Carry each gate's angle along: equal gates on the same qubits keep their order.
            var canonical = Canonical(word);
            var queues = word.Select((g, i) => (g, angles[i])).GroupBy(p => p.g).ToDictionary(g => g.Key, g => new Queue<double>(g.Select(p => p.Item2)));
            var carried = canonical.Select(g => queues[(int)g].Dequeue()).ToArray();
            return plain.Zip(State([.. canonical.Select(g => (int)g)], carried)).All(p => (p.First - p.Second).Magnitude < 1e-12);
        }, iter: 50);

    [Fact]
    public void Remove_OfAnAppendedGate_IsTheWordBefore() =>
        Gen.Select(Word, Gen.Int[0, Gates.Gates.Count - 1]).Sample((word, gate) =>
        {
            var state = Padded(Canonical(word));
            var before = (long[])state.Clone();
            CanonicalWord.Append(Gates, state, gate);
            CanonicalWord.Remove(Gates, state, gate);
            return state.SequenceEqual(before);
        });

    private static Gen<int[]> Word { get; } = Gen.Int[0, Gates.Gates.Count - 1].Array[0, 14];

    private static long[] Canonical(int[] word) => CanonicalWord.Of(Gates, word.Select(g => (long)g).ToArray(), word.Length);

    private static long[] Padded(long[] word) => [.. word, .. Enumerable.Repeat(-1L, 16 - word.Length)];

    private static System.Numerics.Complex[] State(int[] word, double[] angles)
    {
        var builder = new CircuitBuilder(4);
        foreach (var (i, g) in word.Index())
        {
            var gate = Gates.Gates[g];
            if (gate.HasAngle)
            {
                builder.Add(gate.Kind, angles[i], gate.Qubits.AsSpan());
            }
            else
            {
                builder.Add(gate.Kind, gate.Qubits.AsSpan());
            }
        }

        return DenseSimulator.Run(builder.Build());
    }
}
