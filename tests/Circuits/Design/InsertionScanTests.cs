using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Design;

public sealed class InsertionScanTests
{
    [Theory]
    [InlineData(2, "hardware")]
    [InlineData(4, "hardware")]
    [InlineData(4, "real")]
    [InlineData(5, "chemistry")]
    [InlineData(4, "controlled")]
    public void Scan_EveryInsertionOfRandomCircuits_HasTheSlopeOfTheCircuitThatContainsIt(int qubits, string set)
    {
        var gates = set is "chemistry" or "controlled" ? GateSet.Chemistry(qubits, null, set is "controlled") : GateSet.Hardware(qubits, real: set is "real");
        for (var seed = 0; seed < 3; seed++)
        {
            var random = new Random(seed);
            var reference = new CircuitBuilder(qubits).X(0).X(qubits - 1).Build();
            var hamiltonian = RandomCircuit.Hamiltonian(qubits, 25, seed);
            var problem = new ObservableProblem("random", hamiltonian, reference);
            var circuit = Random(gates, 9, random);
            using var scan = new InsertionScan(problem, gates, 3);
            var (insertions, variance) = scan.Scan(circuit);
            Assert.True(insertions.Count > gates.Gates.Count);
            Assert.Equal(Variance(hamiltonian, gates.Build(circuit.Word.AsSpan(), reference).Bind(circuit.Angles.AsSpan())), variance, 9);
            foreach (var insertion in insertions.Where((_, i) => i % 7 == 0))
            {
                Assert.Equal(Math.Abs(Slope(gates, reference, hamiltonian, circuit, insertion)), Math.Abs(insertion.Slope), 9);
            }
        }
    }

    [Fact]
    public void Scan_SomePlaces_HasTheirInsertionsAlone()
    {
        var gates = GateSet.Hardware(3);
        var problem = new ObservableProblem("random", RandomCircuit.Hamiltonian(3, 15, 1));
        using var scan = new InsertionScan(problem, gates, 1);
        var circuit = Random(gates, 8, new Random(2));
        var (some, _) = scan.Scan(circuit, new HashSet<int> { 2, 8 });
        Assert.Equal([2, 8], some.Select(i => i.Place).Distinct().Order());
        var (all, _) = scan.Scan(circuit);
        Assert.All(all, i => Assert.InRange(i.Cx, 0, 2));
        Assert.True(all.Zip(all.Skip(1)).All(p => Math.Abs(p.First.Slope) >= Math.Abs(p.Second.Slope)));
    }

    [Fact]
    public void Scan_WithCouplings_OffersRotationsAcrossTheWholeSet()
    {
        const int Qubits = 6;
        var gates = GateSet.Hardware(Qubits, real: true);
        var hamiltonian = RandomCircuit.Hamiltonian(Qubits, 30, 4);
        var reference = new CircuitBuilder(Qubits).Build();
        var problem = new ObservableProblem("random", hamiltonian, reference);
        var circuit = Random(gates, 9, new Random(4));
        using var scan = new InsertionScan(problem, gates, 1, [0b110111u, 0b011110u]);
        var wide = scan.Scan(circuit).Insertions.Where(i => i.Cx > 2).ToArray();
        Assert.Equal([6, 8], wide.Select(i => i.Cx).Distinct().Order());
        Assert.Contains(wide.Where(i => i.Place == circuit.Gates), i => i.Flips is 0b110111u);
        Assert.All(wide, i => Assert.Equal(Math.Abs(Slope(gates, reference, hamiltonian, circuit, i)), Math.Abs(i.Slope), 9));
    }

    // The slow twin: the gates are put in, and the derivative by their angle is taken by parameter shifts of the whole circuit.
    private static double Slope(GateSet gates, Circuit reference, Hamiltonians.Pauli.PauliSum hamiltonian, DesignResult circuit, Insertion insertion)
    {
        long[] word = [.. circuit.Word[..insertion.Place], .. insertion.Letters.Select(g => (long)g), .. circuit.Word[insertion.Place..]];
        var before = circuit.Word[..insertion.Place].Count(g => gates.Gates[(int)g].HasAngle);
        double[] angles = [.. circuit.Angles[..before], 0, .. circuit.Angles[before..]];
        return ParameterShift.Gradient(gates.Build(word, reference), angles, hamiltonian)[before];
    }

    private static double Variance(Hamiltonians.Pauli.PauliSum hamiltonian, Circuit circuit)
    {
        var problem = DenseSimulator.Run(circuit);
        var mean = StateObservables.Expectation(hamiltonian, problem);
        double square = 0;
        for (var a = 0; a < hamiltonian.Count; a++)
        {
            for (var b = 0; b < hamiltonian.Count; b++)
            {
                var product = hamiltonian.String(a).Multiply(hamiltonian.String(b), out var phase);
                if (phase % 2 == 0)
                {
                    var builder = new Hamiltonians.Pauli.PauliSumBuilder(hamiltonian.Qubits);
                    builder.Add(product, (phase == 0 ? 1 : -1) * hamiltonian.Coefficients[a] * hamiltonian.Coefficients[b]);
                    square += StateObservables.Expectation(builder.Build(), problem);
                }
            }
        }

        return square - (mean * mean);
    }

    private static DesignResult Random(GateSet gates, int length, Random random)
    {
        long[] word = [.. Enumerable.Range(0, length).Select(_ => (long)random.Next(gates.Gates.Count))];
        double[] angles = [.. word.Where(g => gates.Gates[(int)g].HasAngle).Select(_ => (6 * random.NextDouble()) - 3)];
        return new DesignResult([.. word], [.. angles], 0, 0, 0, 0);
    }
}
