using System.Collections.Immutable;
using CsCheck;
using Quiver.Circuits.Classification;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Tests.Problems;

namespace Quiver.Circuits.Tests.Design;

public sealed class ClassifierDesignerTests
{
    [Theory]
    [InlineData(true, DataEncoding.Components, false)]
    [InlineData(false, DataEncoding.Amplitude, false)]
    [InlineData(false, DataEncoding.Angle, false)]
    [InlineData(true, DataEncoding.None, true)]
    [InlineData(true, DataEncoding.Components, true)]
    [InlineData(false, DataEncoding.Angle, true)]
    public void Scan_OfAClassifier_HasTheSlopesOfTheCircuitsThatContainTheGates(bool real, DataEncoding encoding, bool reuploading)
    {
        var problem = ClassificationProblem.Create(ColumnProgramTests.Blobs(3), encoding, 3);
        var gates = GateSet.Hardware(3, real: real);
        gates = reuploading ? gates.Reuploading(problem.Features) : gates;
        var random = new Random(5);
        var word = new List<(int Gate, double Angle)>();
        for (var i = 0; i < 10; i++)
        {
            word.Add((random.Next(gates.Gates.Count), random.NextDouble()));
        }

        var (letters, angles) = LetterSequence.Canonical(gates, word);
        var circuit = new DesignResult([.. letters], [.. angles], 0, 0, 0, 0);
        using var scan = new InsertionScan(problem, gates, 2);
        var (insertions, _) = scan.Scan(circuit);
        Assert.True(insertions.Count > gates.Gates.Count);
        Assert.Contains(insertions, i => Math.Abs(i.Slope) > 1e-3);
        using var cost = problem.CreateCost();
        Assert.Equal(reuploading, insertions.Any(i => i.Letters.Any(g => gates.Gates[g].Feature is not null)));
        foreach (var insertion in insertions.Where((_, i) => i % (reuploading ? 23 : 11) == 0))
        {
            // The slow twin: the gates are put in, and the cost is differenced.
            long[] whole = [.. letters[..insertion.Place], .. insertion.Letters.Select(g => (long)g), .. letters[insertion.Place..]];
            var before = letters[..insertion.Place].Count(g => gates.Gates[(int)g].HasAngle);
            gates.Hand(whole, problem.Reference, cost);
            double At(double angle) => cost.Value([.. angles[..before], angle, .. angles[before..]]);
            Assert.Equal(Math.Abs((At(1e-5) - At(-1e-5)) / 2e-5), Math.Abs(insertion.Slope), 1e-8);
        }
    }

    [Fact]
    public void Folds_TakeEveryTrainingRowOnceAndEveryClassEvenly() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[0, 1000]).Sample((count, seed) =>
        {
            var data = ColumnProgramTests.Blobs(3);
            var folds = data.Folds(count, seed);
            Assert.Equal(data.Features.OrderBy(f => f[0]), folds.SelectMany(f => f.Test.Features).OrderBy(f => f[0]));
            foreach (var (train, test) in folds)
            {
                Assert.Equal(data.Features.Length, train.Features.Length + test.Features.Length);
                Assert.Empty(train.Features.Intersect(test.Features));
                var sizes = Enumerable.Range(0, 3).Select(c => test.Labels.Count(l => l == c)).ToArray();
                Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
            }
        }, iter: 50);

    [Fact]
    public void Components_OfRowsNobodyTrainedOn_AreNormalisedStatesThatDoNotMoveTheOthers()
    {
        var data = ColumnProgramTests.Blobs(3);
        var (train, test) = data.Split(0.5, 1);
        var encoder = new DataEncoder(DataEncoding.Components, 2, train);
        var wider = new DataEncoder(DataEncoding.Components, 3, train);
        var states = encoder.Encode(test);
        for (var c = 0; c < test.Labels.Length; c++)
        {
            Assert.Equal(1, Enumerable.Range(0, 4).Sum(r => states[(r * test.Labels.Length) + c] * states[(r * test.Labels.Length) + c]), 1e-12);
            Assert.True(states[c] > 0, "The constant is the first amplitude.");
            var wide = wider.Encode(test);
            Assert.Equal(states[c] / Math.Sqrt(2), wide[c], 1e-12);
            Assert.Equal(wide[(2 * test.Labels.Length) + c], wide[(6 * test.Labels.Length) + c], 1e-12);
        }

        // Components are uncorrelated over the training rows once the norm is undone.
        var own = encoder.Encode(train);
        var n = train.Labels.Length;
        double Correlation(int a, int b) => Enumerable.Range(0, n).Sum(c => own[(a * n) + c] / own[c] * own[(b * n) + c] / own[c]);
        Assert.InRange(Math.Abs(Correlation(1, 2)), 0, 1e-9 * Correlation(1, 1));
    }

    [Fact]
    public void Covariance_OfFeaturesOfOneSpread_IsComponentsAndElseGoesByTheirScale()
    {
        // Two features: a small one that tells the classes apart and a large one that does not.
        var random = new Random(6);
        var labels = Enumerable.Range(0, 40).Select(i => i % 2).ToImmutableArray();
        var rows = labels.Select(l => ImmutableArray.Create(l + (0.1 * random.NextDouble()), 100 * random.NextDouble())).ToArray();
        var raw = new ClassificationData("scales", [.. rows], labels);
        double Spread(int f) => Math.Sqrt(rows.Average(r => Math.Pow(r[f] - rows.Average(o => o[f]), 2)));
        var (small, large) = (Spread(0), Spread(1));
        var even = raw with { Features = [.. rows.Select(r => ImmutableArray.Create(r[0] / small, r[1] / large))] };
        var (one, other) = (States(even, DataEncoding.Covariance), States(even, DataEncoding.Components));
        Assert.All(one.Zip(other), p => Assert.Equal(Math.Abs(p.First), Math.Abs(p.Second), 9));

        // As they are, the first component is the large feature, whatever the small one says.
        var own = States(raw, DataEncoding.Covariance);
        for (var c = 0; c < rows.Length; c++)
        {
            var expected = Math.Abs(rows[c][1] - rows.Average(r => r[1])) / large;
            Assert.InRange(Math.Abs(own[rows.Length + c] / own[c]) - expected, -2e-3, 2e-3);
        }

        double[] States(ClassificationData data, DataEncoding encoding) => new DataEncoder(encoding, 2, data).Encode(data);
    }

    [Fact]
    public void Design_OfAnyThreads_IsTheSameAndNeverSeesTheTestRows()
    {
        var data = ColumnProgramTests.Blobs(3);
        var problem = ClassificationProblem.Create(data, DataEncoding.Components, 3);
        var one = Run(problem, 1);
        Assert.InRange(problem.Accuracy(one.Circuit(one.Lead), onTest: true), 0.95, 1);
        Assert.InRange(one.Classifier!.Accuracy!.Value, 0.95, 1);
        Assert.InRange(one.Lead.Parameters, 1, 8);
        Assert.Equal(3, one.Classifier.Folds);
        Assert.Equal(one.Lead.Word, Run(problem, 2).Lead.Word);

        // The same training rows beside other test rows: a split goes by the labels alone.
        var (train, test) = data.Split(0.3, 0);
        var hidden = test.Features.ToHashSet();
        var other = data with { Features = [.. data.Features.Select(f => hidden.Contains(f) ? [f[2], f[0], f[1]] : f)] };
        Assert.Equal(train.Features, other.Split(0.3, 0).Train.Features);
        Assert.Equal(one.Lead.Angles, Run(ClassificationProblem.Create(other, DataEncoding.Components, 3), 1).Lead.Angles);
    }

    [Fact]
    public void Design_WithFeaturesUploadedAgainAndAgain_TellsRingsApartThatNoSingleTurnDoes()
    {
        // Class 1 lies between two stretches of class 0: the sign of one turn by the feature cannot say so without a plain turn beside it.
        var random = new Random(2);
        var features = Enumerable.Range(0, 90).Select(i => (i % 3) - 1 + (0.5 * (random.NextDouble() - 0.5))).ToArray();
        var data = new ClassificationData(
            "rings", [.. features.Select(v => ImmutableArray.Create(v))], [.. features.Select(v => Math.Abs(v) < 0.5 ? 1 : 0)]);
        var problem = ClassificationProblem.Create(data, DataEncoding.None, 1);
        var gates = GateSet.Hardware(1, real: true).Reuploading(problem.Features);
        var found = new ClassifierDesigner(problem, gates, Options(1), 4, 3).Run(cancellationToken: TestContext.Current.CancellationToken);
        var circuit = found.Uploading(found.Lead);
        Assert.Contains(circuit.Uploads, static f => f == 0);
        Assert.Contains(circuit.Uploads, static f => f < 0);
        Assert.Equal(1, problem.Accuracy(circuit, onTest: true));
        Assert.Throws<InvalidOperationException>(() => found.Circuit(found.Lead));
        var two = new ClassifierDesigner(problem, gates, Options(2), 4, 3).Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((found.Lead.Word, found.Lead.Angles), (two.Lead.Word, two.Lead.Angles), Same);
    }

    [Fact]
    public void Design_WithMoreFeaturesThanTheRowsHave_IsRefused()
    {
        var problem = ClassificationProblem.Create(ColumnProgramTests.Blobs(3), DataEncoding.Components, 3);
        var gates = GateSet.Hardware(3, real: true).Reuploading(problem.Features + 1);
        Assert.Throws<ArgumentException>(() => new ClassifierDesigner(problem, gates, Options(1)));
        Assert.Throws<ArgumentException>(() => new CircuitDesigner(problem, gates, Options(1)));
        Assert.Throws<ArgumentException>(() => new CircuitDesigner(FidelityProblem.State("w", NamedTargets.W(3)), gates, Options(1)));
        Assert.Throws<ArgumentException>(() => GateSet.Chemistry(4).Reuploading(1));
    }

    [Fact]
    public void Design_WithTooFewRowsForFolds_SaysSo()
    {
        ImmutableArray<ImmutableArray<double>> rows = [[0.0, 1], [0.1, 1.1], [1, 0], [1.1, 0.2]];
        var problem = ClassificationProblem.Create(new ClassificationData("few", rows, [0, 0, 1, 1]), DataEncoding.Components, 0, 0.5);
        var found = new ClassifierDesigner(problem, GateSet.Hardware(problem.Qubits, real: true), Options(1), 3).Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains(found.Notes, n => n.Contains("too few for cross-validation", StringComparison.Ordinal));
        Assert.Null(found.Classifier!.Accuracy);
        Assert.InRange(found.Lead.Parameters, 0, 3);
    }

    [Fact]
    public void Encoding_OfRowsThatTheirNormHides_IsNotTheAmplitudes()
    {
        // Classes differ in length, not in direction: amplitudes are all the same.
        var random = new Random(3);
        var labels = Enumerable.Range(0, 60).Select(i => i % 2).ToImmutableArray();
        var data = new ClassificationData("length", [.. labels.Select(l => ImmutableArray.Create(1.0 + l + (0.2 * random.NextDouble()), 2 * (1.0 + l)))], labels);
        ClassificationProblem[] candidates = [ClassificationProblem.Create(data, DataEncoding.Amplitude), ClassificationProblem.Create(data, DataEncoding.Components)];
        var (best, accuracies) = ClassifierDesigner.Encoding(candidates, Options(1), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(DataEncoding.Components, best.Encoding);
        Assert.True(accuracies[1] > 0.99);
    }

    private static bool Same(
        (ImmutableArray<long> Word, ImmutableArray<double> Angles) a, (ImmutableArray<long> Word, ImmutableArray<double> Angles) b) =>
        a.Word.SequenceEqual(b.Word) && a.Angles.SequenceEqual(b.Angles);

    private static DesignOptions Options(int threads) => new() { Method = DesignMethod.Annealing, Work = 150_000_000, Threads = threads };

    private static DesignOutcome Run(ClassificationProblem problem, int threads) =>
        new ClassifierDesigner(problem, GateSet.Hardware(problem.Qubits, real: true), Options(threads), 8, 3)
            .Run(cancellationToken: TestContext.Current.CancellationToken);
}
