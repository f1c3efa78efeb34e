using System.Numerics;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Design;

public sealed class NativeGateSetTests
{
    public static TheoryData<GateBasis> Bases => [GateBasis.RzSxCx, GateBasis.RzSxEcr, GateBasis.RzRxRzz];

    [Theory]
    [MemberData(nameof(Bases))]
    public void Program_OfRandomWords_HasTheCostAndGradientOfTheirCircuit(GateBasis basis)
    {
        var gates = NativeGateSet.Create(basis, 4);
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var hamiltonian = RandomCircuit.Hamiltonian(4, 20, seed);
            var reference = new CircuitBuilder(4).X(seed % 4).Build();
            var circuit = Random(gates, 14, random);
            var whole = gates.Build(circuit.Word.AsSpan(), reference);
            using var cost = (IProgramCost)new ObservableProblem("random", hamiltonian, reference).CreateCost();
            cost.Use(WordProgram.For(gates, reference)!.Create(circuit.Word.AsSpan(), circuit.Parameters));
            var gradient = new double[circuit.Parameters];
            var value = cost.ValueAndGradient(circuit.Angles.AsSpan(), gradient);
            Assert.Equal(StateObservables.Expectation(hamiltonian, DenseSimulator.Run(whole, circuit.Angles.AsSpan())), value, 10);
            Assert.All(
                gradient.Zip(ParameterShift.Gradient(whole, [.. circuit.Angles], hamiltonian)), static p => Assert.Equal(p.Second, p.First, 9));
        }
    }

    [Theory]
    [MemberData(nameof(Bases))]
    public void Insertions_AtTheirStart_ChangeNothingAndHaveTheSlopeOfTheirFreeAngle(GateBasis basis)
    {
        var gates = NativeGateSet.Create(basis, 4);
        for (var seed = 0; seed < 3; seed++)
        {
            var hamiltonian = RandomCircuit.Hamiltonian(4, 25, seed);
            var reference = new CircuitBuilder(4).X(1).Build();
            using var scan = new InsertionScan(new ObservableProblem("random", hamiltonian, reference), gates, 2, [0b1111u]);
            var circuit = Random(gates, 8, new Random(seed));
            var energy = StateObservables.Expectation(
                hamiltonian, DenseSimulator.Run(gates.Build(circuit.Word.AsSpan(), reference), circuit.Angles.AsSpan()));
            var insertions = scan.Scan(circuit).Insertions;
            Assert.True(insertions.Count > 20);
            foreach (var insertion in insertions.Where((_, i) => i % 11 == 0))
            {
                var before = circuit.Word[..insertion.Place].Count(g => gates.Gates[(int)g].HasAngle);
                long[] word = [.. circuit.Word[..insertion.Place], .. insertion.Letters.Select(static g => (long)g), .. circuit.Word[insertion.Place..]];
                double[] put = [.. insertion.Letters.Zip(insertion.Angles).Where(l => gates.Gates[l.First].HasAngle).Select(static l => l.Second)];
                double[] angles = [.. circuit.Angles[..before], .. put, .. circuit.Angles[before..]];
                var longer = gates.Build(word, reference);
                Assert.Equal(energy, StateObservables.Expectation(hamiltonian, DenseSimulator.Run(longer, angles)), 9);

                // The free angle stands in the middle.
                var free = before + insertion.Letters[..((insertion.Letters.Length - 1) / 2)].Count(g => gates.Gates[g].HasAngle);
                Assert.Equal(Math.Abs(ParameterShift.Gradient(longer, angles, hamiltonian)[free]), Math.Abs(insertion.Slope), 8);
                Assert.Equal(insertion.Letters.Count(g => gates.Gates[g].Qubits.Length == 2), insertion.Cx);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(GateBasis.RzSxCx)]
    [InlineData(GateBasis.RzSxEcr)]
    [InlineData(GateBasis.RzRxRzz)]
    public void Determinant_MovedToTheFront_LeavesTheState(GateBasis? basis)
    {
        var gates = basis is { } native ? NativeGateSet.Create(native, 4) : GateSet.Hardware(4);
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var determinant = (ulong)random.Next(16);
            var circuit = Random(gates, 12, random);
            var behind = new CircuitBuilder(4).Add(gates.Build(circuit.Word.AsSpan(), new Circuit(4, [])).Bind(circuit.Angles.AsSpan()));
            for (var q = 0; q < 4; q++)
            {
                if (((determinant >> (3 - q)) & 1) == 1)
                {
                    behind.X(q);
                }
            }

            double[] angles = [.. circuit.Angles];
            var front = gates.FromDeterminant(circuit.Word.AsSpan(), angles, determinant);
            var moved = gates.Build(circuit.Word.AsSpan(), NativeGateSet.Written(gates, front)).Bind(angles);
            Assert.Equal(1, Overlap(DenseSimulator.Run(behind.Build()), DenseSimulator.Run(moved)), 10);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(GateBasis.RzSxCx)]
    [InlineData(GateBasis.RzSxEcr)]
    [InlineData(GateBasis.RzRxRzz)]
    public void Controlled_OfAnySet_IsACxWithOneTwoQubitGate(GateBasis? basis)
    {
        var gates = basis is { } native ? NativeGateSet.Create(native, 3) : GateSet.Hardware(3);
        Assert.True(NativeGateSet.JoinsAll(gates));
        var random = new Random(1);
        foreach (var (control, target) in new[] { (0, 2), (2, 1), (1, 0) })
        {
            var letters = NativeGateSet.Controlled(gates, control, target);
            Assert.Single(letters, l => gates.Gates[l.Gate].Qubits.Length == 2);
            var before = new CircuitBuilder(3);
            for (var q = 0; q < 3; q++)
            {
                before.RY(random.NextDouble(), q).RZ(random.NextDouble(), q).CX(q, (q + 1) % 3);
            }

            double[] angles = [.. letters.Where(l => gates.Gates[l.Gate].HasAngle).Select(static l => l.Angle)];
            var written = gates.Build([.. letters.Select(static l => (long)l.Gate)], before.Build()).Bind(angles);
            Assert.Equal(1, Overlap(DenseSimulator.Run(written), DenseSimulator.Run(before.CX(control, target).Build())), 10);
        }
    }

    [Theory]
    [MemberData(nameof(Bases))]
    public void Translated_WordsOfTheHardware_MakeTheSameState(GateBasis basis)
    {
        var (gates, hardware) = (NativeGateSet.Create(basis, 3), GateSet.Hardware(3));
        for (var seed = 0; seed < 20; seed++)
        {
            var circuit = Random(hardware, 12, new Random(seed));
            var (word, angles) = LetterSequence.Canonical(
                gates, NativeGateSet.Translated(gates, hardware, LetterSequence.Of(hardware, circuit)));
            var same = gates.Build(word, new Circuit(3, [])).Bind(angles);
            var plain = hardware.Build(circuit.Word.AsSpan(), new Circuit(3, [])).Bind(circuit.Angles.AsSpan());
            Assert.Equal(1, Overlap(DenseSimulator.Run(plain), DenseSimulator.Run(same)), 10);
        }
    }

    [Fact]
    public void Canonical_TwoRootsOfX_AreKeptAndTwoEcrAreNone()
    {
        var gates = NativeGateSet.Create(GateBasis.RzSxEcr, 2);
        var (root, echo) = (gates.IndexOf(GateKind.SX, 0), gates.IndexOf(GateKind.Ecr, 0, 1));
        Assert.Equal(2, LetterSequence.Canonical(gates, [(root, 0), (root, 0)]).Word.Length);
        Assert.Single(LetterSequence.Canonical(gates, [(root, 0), (echo, 0), (echo, 0)]).Word);
        Assert.Throws<ArgumentException>(() => NativeGateSet.Create(GateBasis.Cx, 2));
        var line = NativeGateSet.Create(GateBasis.RzRxRzz, 3, CouplingMap.Parse("line", 3));
        Assert.Equal(["RZZ 0,1", "RZZ 1,2"], line.Gates.Where(static g => g.Kind == GateKind.RZZ).Select(static g => g.ToString()));
    }

    private static double Overlap(Complex[] a, Complex[] b) =>
        a.Zip(b, static (x, y) => Complex.Conjugate(x) * y).Aggregate(Complex.Zero, static (s, v) => s + v).Magnitude;

    private static DesignResult Random(GateSet gates, int length, Random random)
    {
        long[] word = [.. Enumerable.Range(0, length).Select(_ => (long)random.Next(gates.Gates.Count))];
        double[] angles = [.. word.Where(g => gates.Gates[(int)g].HasAngle).Select(_ => (6 * random.NextDouble()) - 3)];
        return new DesignResult([.. word], [.. angles], 0, 0, 0, 0);
    }
}
