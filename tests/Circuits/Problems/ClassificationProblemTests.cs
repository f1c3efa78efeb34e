using System.Collections.Immutable;
using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Classification;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Problems;

public sealed class ClassificationProblemTests
{
    [Fact]
    public void Cost_OfTwoClasses_IsTheCrossEntropyOfTheSlowTwin()
    {
        // One qubit, RY(x) on zero: Z = cos(angle); angle from scaling by the training rows.
        var data = new ClassificationData("line", [.. Enumerable.Range(0, 20).Select(i => ImmutableArray.Create((double)i))], [.. Enumerable.Range(0, 20).Select(i => i < 10 ? 0 : 1)]);
        var problem = ClassificationProblem.Create(data, DataEncoding.Angle, 1);
        var (train, _) = data.Split(0.3, 0);
        var (low, high) = (train.Features.Min(f => f[0]), train.Features.Max(f => f[0]));
        var expected = train.Features.Zip(train.Labels, (f, l) =>
        {
            var z = Math.Cos(Math.PI * (f[0] - low) / (high - low));
            var (a, b) = (Math.Exp(ClassificationProblem.LogitScale * z), Math.Exp(-ClassificationProblem.LogitScale * z));
            return -Math.Log((l == 0 ? a : b) / (a + b));
        }).Average();
        using var cost = problem.CreateCost();
        cost.Use(new Circuit(1, []));
        Assert.Equal(expected, cost.Value([]), 10);
        Assert.Equal(1, problem.Accuracy(new Circuit(1, []), onTest: true));
    }

    [Fact]
    public void Split_TakesEveryRowOnceAndKeepsTheShares()
    {
        var data = ColumnProgramTests.Blobs(3);
        var (train, test) = data.Split(0.25, 7);
        Assert.Equal(data.Features.Length, train.Features.Length + test.Features.Length);
        Assert.Equal(data.Features.OrderBy(f => f[0]), train.Features.Concat(test.Features).OrderBy(f => f[0]));
        Assert.All(Enumerable.Range(0, 3), c => Assert.Equal(10, test.Labels.Count(l => l == c)));
        Assert.Equal(test.Features, data.Split(0.25, 7).Test.Features);
    }

    [Theory]
    [InlineData("digits.csv.gz", 1797, 64, 10)]
    [InlineData("iris.csv", 150, 4, 3)]
    [InlineData("wine_data.csv", 178, 13, 3)]
    public void Reader_OfTheProjectsTables_FindsRowsFeaturesAndClasses(string file, int rows, int features, int classes)
    {
        var data = ClassificationReader.Read(Path.Combine(SharedData.Repository, "data", "classification", file));
        Assert.Equal((rows, features, classes), (data.Features.Length, data.Features[0].Length, data.Classes));
    }

    [Theory]
    [InlineData("1,2,a\n1,x,b\n", "column 2")]
    [InlineData("1,2,0\n1,0\n", "columns")]
    public void Reader_OfABadRow_NamesTheLine(string text, string part)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "bad.csv");
        File.WriteAllText(path, "f,g,class\n" + text);
        var message = Assert.Throws<InputException>(() => ClassificationReader.Read(path)).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.Contains(":3", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Iris_WithFourQubits_IsLearnedByLayers()
    {
        var data = ClassificationReader.Read(Path.Combine(SharedData.Repository, "data", "classification", "iris.csv"));
        var problem = ClassificationProblem.Create(data, DataEncoding.Angle);
        Assert.Equal(4, problem.Qubits);
        var result = Vqe.Fit("hea", problem, HardwareEfficientAnsatz.Create(4, 3), new VqeOptions(Starts: 1, Iterations: 150));
        Assert.InRange(problem.Accuracy(result.Circuit, onTest: true), 0.9, 1);
    }
}
