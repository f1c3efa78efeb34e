using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Training;
using Quiver.Tests;
using Quiver.TemporalGraphs.Tests.Evaluation;

namespace Quiver.TemporalGraphs.Tests.Training;

/// <summary>Numbers that are not finite end the work with a sentence; before, rankings of NaN ran for ever.</summary>
[Collection(TorchCollection.Name)]
public sealed class LinkGuardTests
{
    public static TheoryData<string> Models => [.. LinkModels.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void Training_ThatDiverges_NamesTheTerm(string name)
    {
        var error = Assert.Throws<InputException>(() => Train(name, Events(i => i), 1e30, 10));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("not finite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranker_WithAnAbsurdLearningRate_IsNoWorseThanItsStart()
    {
        var data = Events(i => i, surprising: true);
        var (absurd, none) = (Train("ranker", data, 1e30, 10), Train("ranker", data, 0, 10));
        Assert.True(absurd.ValidationMrr >= none.ValidationMrr);
        Assert.InRange(absurd.TestMrr, 0.0, 1.0);
    }

    [Theory]
    [InlineData("gcn", double.NaN)]
    [InlineData("gcn", -1.0)]
    [InlineData("gcn", double.PositiveInfinity)]
    [InlineData("ranker", double.NaN)]
    [InlineData("ranker", -1.0)]
    public void LearningRate_OutsideItsRange_IsRefused(string name, double rate) =>
        Assert.Contains("learning rate must be", Assert.Throws<InputException>(() => Train(name, Events(i => i), rate, 10)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1e42)]
    [InlineData(-1e42)]
    [InlineData(1e300)]
    public void Times_TooLargeForFloat32_AreRefused(double offset) =>
        Assert.Contains("larger unit", Assert.Throws<InputException>(() => Events(i => offset + (i * Math.Abs(offset) / 100))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1e-25)]
    [InlineData(1.5e-300)]
    [InlineData(5e-324)]
    public void Times_TooCloseForFloat32_AreRefused(double step) =>
        Assert.Contains("smaller unit", Assert.Throws<InputException>(() => Events(i => i * step)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("ranker")]
    [InlineData("tgn")]
    [InlineData("gcn")]
    [InlineData("dygformer")]
    public void Times_InNanoseconds_TrainToFiniteFigures(string name)
    {
        var result = Train(name, Events(i => 1.7e18 + (i * 1e15)), 3e-3, 1e16);
        Assert.InRange(result.TestMrr, 0.0, 1.0);
        Assert.True(double.IsFinite(result.Test.Auc));
    }

    [Fact]
    public void Interval_ThatCutsTooFine_IsRefused() =>
        Assert.Contains("longer one", Assert.Throws<InputException>(() => Train("gcn", Events(i => i), 3e-3, 1e-300)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70)]
    public void Ranking_OfNaN_IsRefused(int place)
    {
        var row = new float[71];
        row[place] = float.NaN;
        Assert.Throws<ArgumentException>(() => RankedQuery.Of(row, 1, [], 0));
        Assert.Throws<ArgumentException>(() => RankedQuery.Of(row, 10, 11, [12]));
        Assert.Throws<ArgumentException>(() => { RankingScores.OfScores([1f, 2f], row); });
        Assert.Throws<ArgumentException>(() => { RankingScores.OfScores(row, [1f, 2f]); });
        Assert.ThrowsAny<ArgumentException>(() => new RankingScores().Add(new RankedQuery(0, -1, float.NaN, null)));
    }

    private static LinkTrainResult Train(string name, LinkSplit data, double rate, double interval)
    {
        if (name == "ranker")
        {
            return Ranks.Train(data, new RankerOptions { Epochs = 2, Hidden = 4, Second = 2, LearningRate = rate, Batch = 8 });
        }

        using var model = LinkModels.Create(name, new LinkModelOptions { Nodes = data.NodeCount, Size = 8 });
        return Ranks.Train(model, data, new LinkTrainOptions { Epochs = 1, LearningRate = rate, Freshness = Freshness.PerSnapshot(interval) });
    }

    private static LinkSplit Events(Func<int, double> time, bool surprising = false)
    {
        var random = new Random(3);
        var sources = Enumerable.Range(0, 120).Select(_ => random.Next(8)).ToArray();
        return Ranks.Split(sources, Array.ConvertAll(sources, s => 8 + (surprising ? random.Next(8) : s * 5 % 8)), [.. Enumerable.Range(0, 120).Select(time)], 80, 100);
    }
}
