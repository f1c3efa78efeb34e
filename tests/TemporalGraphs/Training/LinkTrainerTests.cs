using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.Tests;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Training;
using Quiver.TemporalGraphs.Tests.Evaluation;

namespace Quiver.TemporalGraphs.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class LinkTrainerTests
{
    private static readonly LinkTrainOptions Options = new() { Freshness = Freshness.PerSnapshot(10), Epochs = 4, Patience = 4, LearningRate = 0.02 };

    [Theory]
    [InlineData("gcn")]
    [InlineData("htgn")]
    [InlineData("dygformer")]
    [InlineData("nat")]
    public void Train_FixedPartners_RanksThemFarAboveChance(string name)
    {
        var result = Run(name, Options);
        Assert.True(result.TestMrr > 0.6, $"MRR {result.TestMrr}, chance is about 0.29");
        Assert.Equal(90, result.Queries);
    }

    [Fact]
    public void Train_SameSeed_SameResult()
        => Assert.Equal(Run("gclstm", Options).TestMrr, Run("gclstm", Options).TestMrr);

    [Fact]
    public void Train_NoImprovement_StopsAfterPatience()
    {
        var result = Run("gcn", Options with { LearningRate = 0, Epochs = 50, Patience = 2 });
        Assert.Equal((1, 3), (result.BestEpoch, result.Epochs));
    }

    [Theory]
    [InlineData(NegativeKind.Nodes)]
    [InlineData(NegativeKind.Destinations)]
    [InlineData(NegativeKind.Historical)]
    [InlineData(NegativeKind.RecentlyPopular)]
    public void Train_SampledNegatives_StillLearns(NegativeKind kind)
        => Assert.True(Run("gcn", Options with { Negatives = kind, NegativeSamples = 6 }).TestMrr > 0.5);

    [Fact]
    public void Train_Vanilla_OfEveryEventModel_StaysFinite() => Assert.All(
        LinkModels.EventNames, name => Assert.InRange(Run(name, Options with { UtgTraining = false, Epochs = 2, Freshness = Freshness.PerBatch(50) }).TestMrr, 1e-6, 1));

    [Fact]
    public void Train_Vanilla_TakesOneStepPerPass()
        => Assert.True(Run("gcn", Options with { UtgTraining = false }).TestMrr < Run("gcn", Options).TestMrr);

    [Theory]
    [InlineData("gcn")]
    [InlineData("tgn")]
    public void Train_Resumed_EqualsUninterrupted(string name)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var options = Options with { Epochs = 4, Patience = 4 };
            Run(name, options with { Epochs = 2, Checkpoint = path });
            var resumed = Run(name, options with { Checkpoint = path });
            var whole = Run(name, options);
            Assert.Equal((whole.Epochs, whole.BestEpoch, whole.Validation, whole.Test), (resumed.Epochs, resumed.BestEpoch, resumed.Validation, resumed.Test));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Train_DamagedCheckpoint_IsRefusedInOneSentence()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Run("gcn", Options with { Epochs = 1, Checkpoint = path });
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..100]);
            Assert.Contains(path, Assert.Throws<InputException>(() => Run("gcn", Options with { Checkpoint = path })).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("tgn")]
    [InlineData("gcn")]
    public void Train_UtgProtocol_RanksAgainstTheNegativesOnly(string name)
    {
        // Each source has one partner; the negatives are two others, so the worst rank is 3.
        var data = Partners();
        var edges = Enumerable.Range(0, 300).Select(i => new UtgEdge((int)data.Times[i], data.Sources[i], data.Destinations[i])).ToArray();
        var queries = edges[210..].Select((e, k) => new UtgQuery(k >= 45, e, [8 + ((e.Destination - 8 + 1) % 8), 8 + ((e.Destination - 8 + 2) % 8)])).ToArray();
        var protocol = new UtgProtocol(edges, queries, new NodeRange(8, 8), 209);
        using var model = LinkModels.Create(name, new LinkModelOptions { Nodes = 16, Size = 16, Seed = 1 });
        var result = Ranks.Train(model, data, Options with { Freshness = Freshness.PerSnapshot(1) }, protocol);
        Assert.Equal((45, 45), (result.Validation.Count, result.Test.Count));
        Assert.InRange(result.TestMrr, 0.8, 1);
        Assert.Equal(1, result.Test.Hits3);
        Assert.True(result.Test.Auc > 0.8);
    }

    [Fact]
    public void RankedQuery_TiesAndOtherTruths_FollowsTgb()
    {
        // One competitor above, one tied; candidate 3 is true as well and does not compete.
        var ranked = RankedQuery.Of([0.5f, 0.9f, 0.5f, 0.7f], 0, [3], 0);
        Assert.Equal((1L, 1L, 0.5f), (ranked.Greater, ranked.Ties, ranked.True));
        Assert.Contains(ranked.False, new float?[] { 0.9f, 0.5f });
        var scores = new RankingScores();
        scores.Add(ranked);
        Assert.Equal(1 / (1 + 1 + 0.5), scores.Mrr, 12);
        Assert.Equal((2L, 0L), (RankedQuery.Of([0.5f, 0.9f, 0.5f, 0.7f], 10, 10, [11, 13, 99]).Greater, RankedQuery.Of([0.5f, 0.9f], 10, 10, [11]).Ties));
    }

    [Fact]
    public void FalseCandidate_IsNeverTrue()
    {
        for (var query = 0; query < 200; query++)
        {
            Assert.Equal(2, RankedQuery.FalseCandidate(query, 4, 0, [1, 3]));
        }

        Assert.Null(RankedQuery.FalseCandidate(7, 2, 0, [1]));
        Assert.Equal(50, Enumerable.Range(0, 5000).Select(q => RankedQuery.FalseCandidate(q, 51, 50, [])).Distinct().Count());
    }

    [Fact]
    public void SplitByTime_EvenTimes_FollowsTheQuantiles()
    {
        var data = Ranks.Split(new int[101], new int[101], [.. Enumerable.Range(0, 101).Select(i => (double)i)]);
        Assert.InRange(data.ValidationStart, 70, 71);
        Assert.InRange(data.TestStart, 85, 86);
    }

    private static LinkTrainResult Run(string name, LinkTrainOptions options)
    {
        var data = Partners();
        using var model = LinkModels.Create(name, new LinkModelOptions { Nodes = data.NodeCount, Size = 16, Seed = options.Seed });
        return Ranks.Train(model, data, options);
    }

    // Every source meets one destination again and again.
    private static LinkSplit Partners()
    {
        var random = new Random(3);
        var sources = Enumerable.Range(0, 300).Select(_ => random.Next(8)).ToArray();
        return Ranks.Split(sources, Array.ConvertAll(sources, s => 8 + s * 5 % 8), [.. Enumerable.Range(0, 300).Select(i => (double)i)], 210, 255);
    }
}
