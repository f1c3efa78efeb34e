using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Training;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Ranking;

[Collection(TorchCollection.Name)]
public sealed class LearnedRankerTests
{
    private static readonly LinkData Data = Generated(4000);

    [Theory]
    [InlineData("event", 4000, 0.005)]
    [InlineData("snapshot:50", 12000, 0.0)]
    public void Ranker_OnReturningUsers_BeatsRecency(string freshness, int events, double margin)
    {
        var known = Freshness.Parse(freshness);
        var data = Generated(events);
        var recency = HeuristicEvaluation.Run(data, LexicographicScore.Parse("lr>gp"), known).Test.Mrr;
        var (_, result) = LearnedRanker.Train(data, new RankerOptions { Freshness = known, Epochs = 5, Hidden = 24 });
        Assert.True(result.TestMrr > recency + margin, $"{result.TestMrr} against {recency}");
    }

    [Fact]
    public void Ranker_SameSeed_SameResult()
    {
        static double Mrr(int seed) => LearnedRanker.Train(Data, new RankerOptions { Epochs = 1, Hidden = 8, Seed = seed }).Result.TestMrr;
        Assert.Equal(Mrr(1), Mrr(1));
        Assert.NotEqual(Mrr(1), Mrr(2));
    }

    [Fact]
    public void Ranker_Resumed_EqualsUninterrupted()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var options = new RankerOptions { Epochs = 3, Patience = 3, Hidden = 8 };
            using var stop = new CancellationTokenSource();
            var passes = new Progress(r => { if (r.Done >= 1) { stop.Cancel(); } });
            Assert.Throws<OperationCanceledException>(() => LearnedRanker.Train(Data, options with { Checkpoint = path }, null, passes, stop.Token));
            var resumed = LearnedRanker.Train(Data, options with { Checkpoint = path }).Result;
            var whole = LearnedRanker.Train(Data, options).Result;
            Assert.Equal((whole.Epochs, whole.BestEpoch, whole.Validation, whole.Test), (resumed.Epochs, resumed.BestEpoch, resumed.Validation, resumed.Test));
            Assert.Contains("other", Assert.Throws<InputException>(() => LearnedRanker.Train(Data, options with { Hidden = 9, Checkpoint = path })).Message, StringComparison.Ordinal);
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..300]);
            Assert.Contains("no whole checkpoint", Assert.Throws<InputException>(() => LearnedRanker.Train(Data, options with { Checkpoint = path })).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Scores_OfTheFuture_AgreeWithTheEvaluation()
    {
        // Ranking the validation events by hand, event by event, gives the evaluation's MRR.
        var (ranker, result) = LearnedRanker.Train(Data, new RankerOptions { Epochs = 1, Hidden = 8 });
        var (features, ranks) = (new RankerFeatures(Data), new RankingScores());
        var others = new List<int>();
        for (var i = Data.ValidationStart; i < Data.TestStart; i++)
        {
            var known = Array.FindIndex(Data.Times, t => t >= Data.Times[i]);
            features.Observe(Data, features.Observed, Math.Max(known, features.Observed));
            TrueDestinations.Others(Data, i, Data.ValidationStart, Data.TestStart, others);
            var row = ranker.Scores(features, Data.Sources[i], Data.Times[i]);
            ranks.Add(RankedQuery.Of(row, Data.Destinations[i] - Data.FirstCandidate, [.. others.Select(o => o - Data.FirstCandidate)], i));
        }

        Assert.Equal(result.Validation, ranks.Summary());
    }

    [Fact]
    public void Ranker_AfterTraining_EvaluatesFromScratchToTheSame()
    {
        var (ranker, result) = LearnedRanker.Train(Data, new RankerOptions { Epochs = 1, Hidden = 8 });
        var (validation, test) = ranker.Evaluate();
        Assert.Equal(result.ValidationMrr, validation.Mrr, 12);
        Assert.Equal(result.TestMrr, test.Mrr, 12);
    }

    [Fact]
    public void Features_BeforeAndAfterAnEvent_Differ()
    {
        var features = new RankerFeatures(Data);
        features.Observe(Data, 0, 1000);
        var before = Fill(features, 7, Data.Times[1000]);
        Assert.Equal(before, Fill(features, 7, Data.Times[1000]));
        features.Observe(Data, 1000, 1001);
        Assert.NotEqual(before, Fill(features, 7, Data.Times[1000]));
    }

    [Fact]
    public void Features_OfAQuery_DoNotKnowTheFuture()
    {
        // What is seen at event 2000 is the same whether or not later events exist.
        var cut = new LinkData(Data.Sources[..3000], Data.Destinations[..3000], Data.Times[..3000], Data.ValidationStart, Math.Min(Data.TestStart, 2999));
        var (a, b) = (new RankerFeatures(Data), new RankerFeatures(cut));
        a.Observe(Data, 0, 2000);
        b.Observe(cut, 0, 2000);
        Assert.Equal(Fill(a, 3, Data.Times[2000]), Fill(b, 3, Data.Times[2000]));
    }

    private static LinkData Generated(int events) => new EventGenerator(40, 25, events, 0.8, 3).Create().Split();

    private static float[] Fill(RankerFeatures features, int source, double time)
    {
        var (dense, query, met, pairs) = (new float[features.DenseWidth * features.Candidates], new float[features.QueryWidth], new List<int>(), new List<float>());
        features.Fill(source, time, dense, query, met, pairs);
        return [.. dense, .. query, .. met.Select(m => (float)m), .. pairs];
    }

    private sealed class Progress(Action<ProgressReport> action) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => action(value);
    }
}
