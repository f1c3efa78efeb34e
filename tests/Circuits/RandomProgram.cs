using System.Collections.Immutable;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Tests;

/// <summary>Random programs with measurements, resets, barriers and branches, from a seed.</summary>
internal static class RandomProgram
{
    public static CircuitProgram Create(int seed, bool forVersion2 = false, bool free = false)
    {
        var random = new Random(seed);
        var sizes = seed % 3 == 0 ? new[] { 4 } : [1, 3];
        var qubits = Registers(["q", "anc"], sizes);
        var bits = Registers(["c", "flag", "meas"], [2, 1, 2]);
        var steps = ImmutableArray.CreateBuilder<ProgramStep>();
        var names = free ? ImmutableArray.Create("alpha", "beta") : [];
        for (var k = 0; k < 14; k++)
        {
            steps.Add(Step(random, bits, forVersion2, free, 2));
        }

        for (var q = 0; q < 4; q++)
        {
            steps.Add(new MeasureStep(q, random.Next(5)));
        }

        return new(qubits, bits, steps.ToImmutable(), names);
    }

    private static ImmutableArray<ProgramRegister> Registers(string[] names, int[] sizes)
    {
        var result = ImmutableArray.CreateBuilder<ProgramRegister>();
        var first = 0;
        for (var k = 0; k < sizes.Length; first += sizes[k], k++)
        {
            result.Add(new(names[k], first, sizes[k]));
        }

        return result.ToImmutable();
    }

    private static ProgramStep Step(Random random, ImmutableArray<ProgramRegister> bits, bool forVersion2, bool free, int depth)
    {
        switch (random.Next(depth > 0 ? 10 : 8))
        {
            case 0:
                return new MeasureStep(random.Next(4), random.Next(5));
            case 1 when depth == 2:
                return new BarrierStep([.. Enumerable.Range(0, 4).Where(_ => random.Next(2) == 0).DefaultIfEmpty(1)]);
            case 2 when random.Next(3) == 0:
                return new ResetStep(random.Next(4));
            case 8 or 9 when forVersion2:
                var r = bits[random.Next(bits.Length)];
                return new BranchStep(
                    BitExpression.Of(BitExpression.Of([.. Enumerable.Range(r.First, r.Size)]), BitOperator.Equal,
                        BitExpression.Of(random.Next(1 << r.Size))),
                    [new GateStep(Gate(random, free))],
                    []);
            case 8 or 9:
                var bit = BitExpression.Of([random.Next(5)]);
                var condition = random.Next(3) switch
                {
                    0 => bit,
                    1 => BitExpression.Of(BitOperator.Not, bit),
                    _ => BitExpression.Of(BitExpression.Of([0, 1]), BitOperator.Less, BitExpression.Of(random.Next(4))),
                };
                return new BranchStep(condition, Gates(random, bits, free, depth - 1), random.Next(2) == 0
                    ? [] : Gates(random, bits, free, depth - 1));
            default:
                return new GateStep(Gate(random, free));
        }
    }

    private static ImmutableArray<ProgramStep> Gates(Random random, ImmutableArray<ProgramRegister> bits, bool free, int depth) =>
        [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => depth > 0 && random.Next(5) == 0
            ? new BranchStep(BitExpression.Of([random.Next(5)]), Gates(random, bits, free, 0), [])
            : (ProgramStep)new GateStep(Gate(random, free)))];

    private static GateOperation Gate(Random random, bool free)
    {
        var kinds = GateTable.All.Where(static g => g.Qubits is > 0 and <= 4).ToArray();
        var info = kinds[random.Next(kinds.Length)];
        var order = Enumerable.Range(0, 4).ToArray();
        random.Shuffle(order);
        Angle Next() => free && random.Next(2) == 0
            ? Angle.Free(random.Next(2), random.Next(2) == 0 ? 1 : -0.25, random.Next(2) * 0.1) : (random.NextDouble() * 7) - 3.5;
        return new(info.Kind, order.AsSpan(0, info.Qubits), [.. Enumerable.Range(0, info.Angles).Select(_ => Next())]);
    }
}
