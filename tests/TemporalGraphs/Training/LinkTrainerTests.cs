using Quiver.Tests;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class LinkTrainerTests
{
    private static readonly LinkTrainOptions Options = new() { Interval = 10, Epochs = 4, Patience = 4, LearningRate = 0.02 };

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
    public void Train_SampledNegatives_StillLearns(NegativeKind kind)
        => Assert.True(Run("gcn", Options with { Negatives = kind, NegativeSamples = 6 }).TestMrr > 0.5);

    [Fact]
    public void Train_Vanilla_TakesOneStepPerPass()
        => Assert.True(Run("gcn", Options with { UtgTraining = false }).TestMrr < Run("gcn", Options).TestMrr);

    [Fact]
    public void Train_Checkpoint_ResumesAtTheNextPass()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Run("gcn", Options with { Epochs = 2, Checkpoint = path });
            var resumed = Run("gcn", Options with { Epochs = 3, Checkpoint = path });
            Assert.Equal(3, resumed.Epochs);
            Assert.True(resumed.TestMrr > 0.5);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ReciprocalRankSum_TiesAndOtherTruths_FollowsTgb()
    {
        // Destinations 1..4; event 0 and 1 share source and time, so each is no competitor of the other.
        var data = new LinkData([0, 0, 0, 0], [1, 2, 3, 4], [0, 0, 1, 2], 1, 2);
        var sum = LinkRanking.ReciprocalRankSum(data, new LinkBatch(0, 1), 0, 4, [0.5f, 0.9f, 0.5f, 0.7f]);
        Assert.Equal(1 / (1 + 1 + 0.5), sum, 12);
    }

    [Fact]
    public void SplitByTime_EvenTimes_FollowsTheQuantiles()
    {
        var data = LinkData.SplitByTime(new int[101], new int[101], [.. Enumerable.Range(0, 101).Select(i => (double)i)]);
        Assert.InRange(data.ValidationStart, 70, 71);
        Assert.InRange(data.TestStart, 85, 86);
    }

    private static LinkTrainResult Run(string name, LinkTrainOptions options)
    {
        var random = new Random(3);
        var sources = Enumerable.Range(0, 300).Select(_ => random.Next(8)).ToArray();
        var data = new LinkData(sources, Array.ConvertAll(sources, s => 8 + s * 5 % 8), [.. Enumerable.Range(0, 300).Select(i => (double)i)], 210, 255);
        using var model = LinkModels.Create(name, new LinkModelOptions { Nodes = data.NodeCount, Size = 16, Seed = options.Seed });
        return LinkTrainer.Train(model, data, options, null, TestContext.Current.CancellationToken);
    }
}
