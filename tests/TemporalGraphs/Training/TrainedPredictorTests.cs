using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Tests.Evaluation;
using Quiver.TemporalGraphs.Training;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Training;

/// <summary>A trained predictor goes into a file and comes back as the same one.</summary>
[Collection(TorchCollection.Name)]
public sealed class TrainedPredictorTests
{
    // Ids that the split numbers anew.
    private static readonly EventStream Events = Shifted();

    public static TheoryData<string> Names => [.. LinkPredictors.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_AfterSave_PredictsTheSame(string name)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "p");
        using var trained = Train(name);
        trained.Save(path);
        using var loaded = LinkPredictors.Load(path);
        Assert.Null(trained.Observe(Events));
        Assert.Null(loaded.Observe(Events));
        var time = Events.Times[^1] + 3;
        Assert.Equal(trained.Likeliest(Events.Sources[0], time, 100), loaded.Likeliest(Events.Sources[0], time, 100));
        Assert.Equal((trained.Result.Validation, trained.Result.Test, trained.Input), (loaded.Result.Validation, loaded.Result.Test, loaded.Input));
        Assert.Null(loaded.Run.Difference(trained.Run));
        Assert.Contains("input events", loaded.Run.ToJson(), StringComparison.Ordinal);

        var again = Path.Combine(folder.Path, "again");
        loaded.Save(again);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(again));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void Likeliest_AtNoTimeOrOneThatHasPassed_IsRefused(double beyond)
    {
        using var trained = Train("ranker");
        trained.Observe(Events);
        Assert.Throws<ArgumentOutOfRangeException>(() => trained.Likeliest(Events.Sources[0], Events.Times[^1] + beyond, 3));
        Assert.Equal(3, trained.Likeliest(Events.Sources[0], Events.Times[^1], 3).Count);
    }

    [Fact]
    public void Observe_OtherEvents_SaysSoOrRefusesUnknownNodes()
    {
        using var trained = Train("ranker");
        Assert.Contains("do not begin", trained.Observe(Events.Slice(10, Events.Count)), StringComparison.Ordinal);
        Assert.Contains("Node 3 did not occur", Assert.Throws<InputException>(() => trained.Observe(new EventStream([3], [0], [1]))).Message, StringComparison.Ordinal);
        Assert.Contains("Node 3 did not occur", Assert.Throws<InputException>(() => trained.Likeliest(3, 1e6, 1)).Message, StringComparison.Ordinal);
        var plain = new EventStream([0, 1, 0, 1, 0, 1, 0, 1, 0, 1], [2, 3, 2, 3, 2, 3, 2, 3, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).Split();
        using var same = LinkPredictors.Train("ranker", plain, Freshness.PerEvent, 1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(same.Nodes.IsIdentity);
        Assert.Contains("Node 4 did not occur", Assert.Throws<InputException>(() => same.Observe(new EventStream([4], [0], [1]))).Message, StringComparison.Ordinal);
        Assert.Contains("Node 4 did not occur", Assert.Throws<InputException>(() => same.Likeliest(4, 11, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Likeliest_IsADistribution_InOrder()
    {
        using var trained = Train("ranker");
        trained.Observe(Events);
        var all = trained.Likeliest(Events.Sources[0], Events.Times[^1], 100);
        Assert.Equal(trained.Predictor.Candidates.Count, all.Count);
        Assert.Equal(1, all.Sum(p => p.Probability), 1e-9);
        Assert.Equal(all.OrderByDescending(p => p.Probability), all);
        Assert.Subset(Events.Destinations.ToArray().ToHashSet(), all.Select(p => p.Destination).ToHashSet());
    }

    [Theory]
    [InlineData("ranker")]
    [InlineData("gcn")]
    public void Load_OfFlippedBytesOrCutOff_IsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "p");
        using (var trained = Train(name))
        {
            trained.Save(path);
        }

        var whole = File.ReadAllBytes(path);
        Gen.Int[0, whole.Length - 1].Select(Gen.Int[0, 7], Gen.Bool).Sample((place, bit, cut) =>
        {
            var bytes = cut ? whole[..place] : [.. whole];
            if (!cut)
            {
                bytes[place] ^= (byte)(1 << bit);
            }

            File.WriteAllBytes(path, bytes);
            Assert.Throws<InputException>(() => LinkPredictors.Load(path));
        }, iter: 60, threads: 1);
    }

    private static TrainedPredictor Train(string name) => LinkPredictors.Train(
        name, Events.Split(), name == "ranker" ? Freshness.PerEvent : Freshness.PerSnapshot(40), 1, cancellationToken: TestContext.Current.CancellationToken);

    private static EventStream Shifted()
    {
        var events = new EventGenerator(8, 6, 150, 0.8, 4).Create();
        return new EventStream(
            Array.ConvertAll(events.Sources.ToArray(), s => (2 * s) + 10), Array.ConvertAll(events.Destinations.ToArray(), d => (2 * d) + 11), events.Times.ToArray());
    }
}
