using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Design;

public sealed class ProposalFeaturesTests
{
    private static readonly DesignScore Score = new(DesignWeights.ForTarget, -2, 1, 1e-3);

    [Theory]
    [InlineData(2, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Fill_RandomChanges_IsWhatTheProgramsOfBothCircuitsSay(int qubits, bool real)
    {
        var gates = GateSet.Hardware(qubits, real: real);
        var (problem, reference) = Random(qubits, 7);
        var features = ProposalFeatures.For(problem, gates)!;
        var programs = WordProgram.For(gates, problem.Reference)!;
        var gains = MixingGains.Of(problem.Observable, reference).ToDictionary(static g => g.Mask, static g => g.Gain);
        var filled = new float[ProposalFeatures.Count];
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var from = Word(gates, random, random.Next(16));
            var to = random.Next(4) == 0 ? Word(gates, random, random.Next(16)) : Changed(gates, from, random);
            var context = new ProposalContext(ChainMove.Replace, 0.5, 0.3, Score.Anchor, 1e-3);
            features.Fill(from, to.Word.AsSpan(), [.. to.Angles], context, filled);

            // The slow twin: rotations of both programs, paired one by one.
            var before = Rotations(programs, from);
            var after = Rotations(programs, to);
            var rest = before.Rotations.ToList();
            var gained = new List<((uint X, uint Z) Text, double Angle)>();
            var paired = new List<((uint X, uint Z) Text, double Change)>();
            foreach (var rotation in after.Rotations)
            {
                var place = rest.FindIndex(r => r.Text == rotation.Text);
                if (place < 0)
                {
                    gained.Add(rotation);
                    continue;
                }

                paired.Add((rotation.Text, rest[place].Angle - rotation.Angle));
                rest.RemoveAt(place);
            }

            double Turn(double angle) => (1 - Math.Cos(angle)) / 2;
            float Decades(double x) => (float)(Math.Log10(x + 1e-6) / 3);
            var turned = gained.Sum(g => Turn(g.Angle));
            var changed = turned + paired.Select(static p => (p.Text, p.Change)).Concat(rest.Select(static r => (r.Text, r.Angle)))
                .GroupBy(static p => p.Item1).Sum(g => Turn(g.Sum(static p => p.Item2)));
            double Gain(uint mask) => gains.GetValueOrDefault(mask);
            Assert.Equal(Math.Log(0.5), filled[0], 1e-6);
            Assert.Equal(0.3, filled[1], 1e-6);
            Assert.Equal(0.6, filled[2], 1e-6);
            Assert.Equal(Math.Min(rest.Count, 10) / 5.0, filled[4], 1e-6);
            Assert.Equal(Math.Min(gained.Count, 10) / 5.0, filled[5], 1e-6);
            Assert.Equal(before.State == after.State ? 0 : 1, filled[6]);
            Assert.Equal(Decades(changed), filled[7], 1e-4);
            Assert.Equal(Decades(turned), filled[8], 1e-4);
            Assert.Equal(Decades(rest.Select(static r => r.Text).Distinct().Sum(t => Gain(t.X)) / 1e-3), filled[9], 1e-4);
            Assert.Equal(Decades(gained.Sum(g => Gain(g.Text.X)) / 1e-3), filled[10], 1e-4);
            Assert.Equal(
                Math.Clamp((Gain(after.State ^ reference) - Gain(before.State ^ reference)) / 1e-3 / 100, -1, 1), filled[11], 1e-4);
            var ahead = before.Rotations.Zip(after.Rotations).TakeWhile(static p => p.First.Text == p.Second.Text).Count();
            var behind = Math.Min(
                before.Rotations.AsEnumerable().Reverse().Zip(after.Rotations.AsEnumerable().Reverse())
                    .TakeWhile(static p => p.First.Text == p.Second.Text).Count(),
                Math.Min(before.Rotations.Length, after.Rotations.Length) - ahead);
            Assert.Equal(Math.Log(1 + ahead), filled[12], 1e-6);
            Assert.Equal(Math.Log(1 + behind), filled[13], 1e-6);
            Assert.Equal(1, filled[14..].Sum());
            Assert.Equal(1, filled[14 + (int)ChainMove.Replace]);
        }
    }

    [Fact]
    public void For_WhatItDoesNotKnow_IsNothing()
    {
        var (problem, _) = Random(4, 3);
        Assert.Null(ProposalFeatures.For(problem, GateSet.Chemistry(4)));
        Assert.Null(ProposalFeatures.For(MaxCutProblem(), GateSet.Hardware(3, real: true)));
        Assert.NotNull(ProposalFeatures.For(problem, GateSet.Hardware(4)));
    }

    [Fact]
    public void Gains_AreThoseOfTwoStatesAlone()
    {
        // -1 on the diagonal of |00>, 1 on that of |11>, joined by 0.5: -sqrt(1 + 0.25) below.
        var sum = PauliSum.Parse("-0.5 ZI - 0.5 IZ + 0.5 XX");
        Assert.Equal([(3u, Math.Sqrt(1.25) - 1)], MixingGains.Of(sum, 0));
    }

    private static ObservableProblem MaxCutProblem() => new("cut", PauliSum.Parse("ZZI + IZZ"));

    private static (ObservableProblem Problem, uint Reference) Random(int qubits, int seed)
    {
        var random = new Random(seed);
        var terms = Enumerable.Range(0, 30).Select(_ =>
            (new string([.. Enumerable.Range(0, qubits).Select(_ => "IXYZ"[random.Next(4)])]), random.NextDouble() - 0.5)).ToList();
        var sum = PauliSum.Parse(string.Join(
            " + ", terms.Select(static t => FormattableString.Invariant($"{t.Item2:R} {t.Item1}"))).Replace("+ -", "- ", StringComparison.Ordinal));
        var builder = new CircuitBuilder(qubits);
        uint reference = 0;
        for (var q = 0; q < qubits; q++)
        {
            if (random.Next(2) == 0)
            {
                builder.X(q);
                reference |= 1u << (qubits - 1 - q);
            }
        }

        return (new ObservableProblem("random", sum, builder.Build()), reference);
    }

    private static DesignResult Word(GateSet gates, Random random, int length)
    {
        var letters = Enumerable.Range(0, length)
            .Select(_ => random.Next(gates.Gates.Count)).Select(g => (g, gates.Gates[g].HasAngle ? random.NextDouble() - 0.5 : 0.0)).ToList();
        var (word, angles) = LetterSequence.Canonical(gates, letters);
        return DesignResult.Of(gates, word, angles, -1.9, Score);
    }

    private static DesignResult Changed(GateSet gates, DesignResult from, Random random)
    {
        var letters = LetterSequence.Of(gates, from);
        for (var c = random.Next(3); c >= 0; c--)
        {
            if (letters.Count > 0 && random.Next(2) == 0)
            {
                letters.RemoveAt(random.Next(letters.Count));
            }
            else
            {
                var gate = random.Next(gates.Gates.Count);
                letters.Insert(random.Next(letters.Count + 1), (gate, gates.Gates[gate].HasAngle ? 0.1 : 0));
            }
        }

        var (word, angles) = LetterSequence.Canonical(gates, letters);
        return DesignResult.Of(gates, word, angles, -1.9, Score);
    }

    private static (uint State, ((uint X, uint Z) Text, double Angle)[] Rotations) Rotations(WordProgram programs, DesignResult circuit)
    {
        var program = programs.Create(circuit.Word.AsSpan(), circuit.Parameters);
        var state = (uint)program.StartReal.ToArray().AsSpan().IndexOf(1.0);
        return (state, [.. program.Rotations.ToArray().Select((r, i) => ((r.X, r.Z), circuit.Angles[i]))]);
    }
}
