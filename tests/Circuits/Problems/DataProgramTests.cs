using CsCheck;
using Quiver.Circuits.Classification;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Tests.Problems;

public sealed class DataProgramTests
{
    [Fact]
    public void States_OfRandomCircuitsOverAllGates_AreThoseOfTheColumnProgram() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 200]).Sample(
            (seed, columns) =>
            {
                var random = new Random(seed);
                var circuit = RandomCircuit.Create(3, seed % 3 == 0 ? 40 : 12, seed);
                double[] Normal() => [.. Enumerable.Range(0, 8 * columns).Select(_ => random.NextDouble() - 0.5)];
                var (re, im) = (Normal(), seed % 2 == 0 ? Normal() : null);
                var slow = new ColumnProgram(3, re, im);
                slow.Use(circuit);
                slow.Forward([]);
                var fast = new DataProgram(3, re, im, []);
                fast.Use(circuit);
                fast.Bind([]);
                double distance = 0;
                (double Re, double Im) overlap = (0, 0);
                for (var block = 0; block < fast.Blocks; block++)
                {
                    fast.Forward(block);
                    for (var r = 0; r < 8; r++)
                    {
                        var ownRe = fast.Row(block, r, out var ownIm);
                        var wantedRe = slow.Row(r, out var wantedIm);
                        for (var c = block * fast.Width; c < Math.Min(columns, (block + 1) * fast.Width); c++)
                        {
                            var (a, b) = (ownRe[c % fast.Width], ownIm.IsEmpty ? 0 : ownIm[c % fast.Width]);
                            var (p, q) = (wantedRe[c], wantedIm.IsEmpty ? 0 : wantedIm[c]);
                            overlap = (overlap.Re + (a * p) + (b * q), overlap.Im + (b * p) - (a * q));
                            distance += (a * a) + (b * b);
                        }
                    }
                }

                // Equal up to one global phase.
                return Math.Abs(Math.Sqrt((overlap.Re * overlap.Re) + (overlap.Im * overlap.Im)) - distance) < 1e-9 * distance;
            },
            iter: 60);

    [Theory]
    [InlineData(2, true, DataEncoding.None)]
    [InlineData(3, true, DataEncoding.Components)]
    [InlineData(3, false, DataEncoding.Angle)]
    public void Scores_OfACircuitByFeatures_AreThoseOfEveryRowsOwnCircuit(int classes, bool real, DataEncoding encoding)
    {
        var problem = ClassificationProblem.Create(ColumnProgramTests.Blobs(classes), encoding, 3);
        var circuit = Random(problem, real, 20, 3);
        Assert.Contains(circuit.Uploads, static f => f >= 0);
        Assert.Contains(circuit.Uploads, static f => f < 0);
        var scores = problem.TestScores(circuit);
        for (var row = 0; row < problem.TestRows; row++)
        {
            // The slow twin: this row's features bound, and the whole set run through that circuit.
            var own = problem.TestScores(circuit.On(problem.TestFeatures(row)));
            for (var k = 0; k < problem.Readouts; k++)
            {
                Assert.Equal(own[(row * problem.Readouts) + k], scores[(row * problem.Readouts) + k], 1e-11);
            }
        }
    }

    [Theory]
    [InlineData(true, DataEncoding.None)]
    [InlineData(true, DataEncoding.Components)]
    [InlineData(false, DataEncoding.Amplitude)]
    public void Gradient_ByAnglesAndWeights_AgreesWithFiniteDifferences(bool real, DataEncoding encoding)
    {
        var problem = ClassificationProblem.Create(ColumnProgramTests.Blobs(3), encoding, 3);
        var circuit = Random(problem, real, 16, 5);
        using var cost = (IDataCost)problem.CreateCost();
        cost.Use(circuit.Circuit, circuit.Uploads.AsSpan());
        double[] x = [.. circuit.Angles];
        AssertGradient(cost, x);
    }

    [Theory]
    [InlineData(true, DataEncoding.Components, 3)]
    [InlineData(true, DataEncoding.None, 2)]
    [InlineData(false, DataEncoding.Angle, 2)]
    public void Gradient_OfLongRunsOfPlainRotations_AgreesWithFiniteDifferences(bool real, DataEncoding encoding, int classes)
    {
        // Runs long enough to become matrices, in front of, between and behind turns by features.
        var problem = ClassificationProblem.Create(ColumnProgramTests.Blobs(classes), encoding, 3);
        var gates = GateSet.Hardware(3, real: real).Reuploading(problem.Features);
        var random = new Random(8);
        var plain = Enumerable.Range(0, gates.Gates.Count).Where(g => gates.Gates[g].Feature is null).ToArray();
        var data = Enumerable.Range(0, gates.Gates.Count).Where(g => gates.Gates[g].Feature is not null).ToArray();
        long[] Run(int length) => [.. Enumerable.Range(0, length).Select(_ => (long)plain[random.Next(plain.Length)])];
        long[] word = [.. Run(20), data[0], .. Run(18), data[^1], data[1], .. Run(16)];
        using var cost = (IDataCost)problem.CreateCost();
        gates.Hand(word, problem.Reference, cost);
        var x = gates.Uploads(word).Select(_ => 3 * (random.NextDouble() - 0.5)).ToArray();
        AssertGradient(cost, x);
    }

    [Fact]
    public void Use_OfFeaturesThatAreNotThere_SaysSo()
    {
        var program = new DataProgram(1, [1, 1, 0, 0], [], [0.5, 0.25]);
        var builder = new CircuitBuilder(1);
        builder.RY(builder.NewParameter(), 0);
        Assert.Contains("feature 1", Assert.Throws<ArgumentException>(() => program.Use(builder.Build(), [1])).Message, StringComparison.Ordinal);
        Assert.Contains("1 parameters", Assert.Throws<ArgumentException>(() => program.Use(builder.Build(), [0, 0])).Message, StringComparison.Ordinal);
    }

    internal static ClassifierCircuit Random(ClassificationProblem problem, bool real, int length, int seed)
    {
        var random = new Random(seed);
        var gates = GateSet.Hardware(problem.Qubits, real: real).Reuploading(problem.Features);
        long[] word = [.. Enumerable.Range(0, length).Select(_ => (long)random.Next(gates.Gates.Count))];
        var uploads = gates.Uploads(word);
        return new ClassifierCircuit(
            gates.Build(word, problem.Reference), [.. uploads.Select(_ => 3 * (random.NextDouble() - 0.5))], [.. uploads]);
    }

    private static void AssertGradient(IDataCost cost, double[] x)
    {
        var gradient = new double[x.Length];
        var value = cost.ValueAndGradient(x, gradient);
        Assert.Equal(value, cost.Value(x), 1e-12);
        for (var i = 0; i < x.Length; i++)
        {
            var (up, down) = ((double[])x.Clone(), (double[])x.Clone());
            up[i] += 1e-5;
            down[i] -= 1e-5;
            Assert.Equal((cost.Value(up) - cost.Value(down)) / 2e-5, gradient[i], 1e-8);
        }
    }
}
