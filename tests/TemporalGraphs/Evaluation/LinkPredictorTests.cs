using CsCheck;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Ranking;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Evaluation;

/// <summary>What holds for every predictor.</summary>
[Collection(TorchCollection.Name)]
public sealed class LinkPredictorTests
{
    private static readonly LinkSplit Data = new EventGenerator(8, 6, 200, 0.8, 4).Create().Split();

    public static TheoryData<string> All => [.. LinkPredictors.Names, "lr>gr", "cn>gp", "edgebank-tw"];

    public static TheoryData<string> ReadTimes => ["ranker", .. LinkModels.EventNames];

    [Theory]
    [MemberData(nameof(All))]
    public void Scores_AtDifferentTimes_AreThoseOfEveryQueryAlone(string name)
    {
        var predictor = Observed(name);
        using var _ = predictor as IDisposable;
        var last = Data.Times[^1];
        int[] sources = [3, 1, 3, 2, 1, 0];
        double[] times = [last, last + 5, last + 50, last + 5, last + 1000, last];
        var width = predictor.Candidates.Count;
        var together = Ranks.Scores(predictor, sources, times);
        for (var q = 0; q < sources.Length; q++)
        {
            var alone = Ranks.Scores(predictor, [sources[q]], [times[q]]);
            Assert.All(Enumerable.Range(0, width), c => Assert.Equal(alone[c], together[(q * width) + c], 1e-4f));
        }
    }

    [Fact]
    public void Train_UnknownName_ListsAllThatAreKnown() => Assert.EndsWith(
        $"use one of {string.Join(", ", LinkPredictors.Names)}.",
        Assert.Throws<Quiver.Core.Runs.InputException>(() => LinkPredictors.Train("nope", Data, Freshness.Parse("event"))).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(ReadTimes))]
    public void Scores_OfAModelThatReadsTimes_ChangeWithTheTime(string name)
    {
        var predictor = Observed(name);
        using var _ = predictor as IDisposable;
        var last = Data.Times[^1];
        var scores = Ranks.Scores(predictor, [1, 1], [last, last + 40]);
        var width = predictor.Candidates.Count;
        Assert.Contains(Enumerable.Range(0, width), c => Math.Abs(scores[c] - scores[width + c]) > 1e-5f);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Reset_ThenTheSameEvents_GivesTheSameScores(string name)
    {
        var predictor = Observed(name);
        using var _ = predictor as IDisposable;
        Assert.Equal(Data.Count, predictor.Observed);
        var before = Ranks.Scores(predictor, [2], [Data.Times[^1]]);
        predictor.Reset();
        Assert.Equal(0, predictor.Observed);

        // In the same steps: where a call ends, a batch ends.
        predictor.Observe(Data.Events, 100);
        predictor.Observe(Data.Events, Data.Count);
        Assert.Equal(before, Ranks.Scores(predictor, [2], [Data.Times[^1]]));
    }

    [Theory]
    [InlineData("lr>gr", "event")]
    [InlineData("lp>cn>gp", "batch:7")]
    [InlineData("edgebank-tw>gr", "snapshot:30")]
    [InlineData("gp", "event")]
    public void Ranks_OfAHeuristic_AreThoseOfItsScores(string score, string freshness)
    {
        var protocol = new TgbProtocol(Data, Freshness.Parse(freshness));
        HeuristicPredictor Make() => new(LexicographicScore.Parse(score), Data);
        var (fast, slow) = (LinkEvaluation.Run(Make(), protocol), LinkEvaluation.Run(new OnlyScores(Make()), protocol));
        Assert.Equal((fast.Validation.Mrr, fast.Test.Mrr), (slow.Validation.Mrr, slow.Test.Mrr));
    }

    [Theory]
    [InlineData("event")]
    [InlineData("snapshot:30")]
    public void Ranks_OfTheRanker_AreThoseOfItsScores(string freshness)
    {
        using var trained = LinkPredictors.Train("ranker", Data, Freshness.Parse(freshness), 1, cancellationToken: TestContext.Current.CancellationToken);
        var protocol = new TgbProtocol(Data, Freshness.Parse(freshness));
        var (fast, slow) = (LinkEvaluation.Run(trained.Predictor, protocol), LinkEvaluation.Run(new OnlyScores(trained.Predictor), protocol));
        Assert.Equal((fast.Validation.Summary(), fast.Test.Summary()), (slow.Validation.Summary(), slow.Test.Summary()));
    }

    [Theory]
    [InlineData("gcn", "snapshot:30")]
    [InlineData("tgn", "batch:1")]
    [InlineData("nat", "batch:1")]
    public void Ranks_OfAModel_AreThoseOfItsScores_WhereABatchHasOneTime(string name, string freshness)
    {
        using var trained = LinkPredictors.Train(name, Data, Freshness.Parse(freshness), 1, cancellationToken: TestContext.Current.CancellationToken);
        var protocol = new TgbProtocol(Data, Freshness.Parse(freshness));
        var (fast, slow) = (LinkEvaluation.Run(trained.Predictor, protocol), LinkEvaluation.Run(new OnlyScores(trained.Predictor), protocol));
        Assert.Equal(fast.Validation.Mrr, slow.Validation.Mrr, 1e-6);
        Assert.Equal(fast.Test.Mrr, slow.Test.Mrr, 1e-6);
        Assert.Equal(trained.Result.Test.Count, fast.Test.Count);
    }

    [Fact]
    public void Scores_WithoutRoomOrTimes_AreRefused()
    {
        var predictor = Observed("lr");
        Assert.Contains("there is room for 3", Assert.Throws<ArgumentException>(() => predictor.Scores([1], [1], new float[3])).Message, StringComparison.Ordinal);
        Assert.Contains("2 sources and 1 times", Assert.Throws<ArgumentException>(() => predictor.Scores([1, 2], [1], new float[3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_OfAnyStream_KnowNoMoreThanTheirRule() =>
        Gen.Select(Gen.Int[0, 20].Array[4, 40], Gen.Int[0, 2], Gen.Bool).Sample((moments, kind, close) =>
        {
            var times = moments.Order().Select(t => (double)t).ToArray();
            var events = new EventStream(new int[times.Length], new int[times.Length], times);
            var freshness = kind == 0 ? Freshness.PerEvent : kind == 1 ? Freshness.PerBatch(3) : Freshness.PerSnapshot(4);
            var from = times.Length / 2;
            var (next, known) = (from, 0);
            foreach (var group in QueryGroup.Cut(events, from, times.Length, freshness, close))
            {
                Assert.Equal(next, group.Start);
                Assert.True(group.Known >= known && group.Known <= group.Start && group.End > group.Start);
                var rule = Enumerable.Range(0, times.Length).Count(k => freshness.Kind switch
                {
                    FreshnessKind.Event => times[k] < times[group.Start],
                    FreshnessKind.Batch => k < group.Start,
                    _ => Math.Floor((times[k] - times[0]) / 4) < Math.Floor((times[group.Start] - times[0]) / 4),
                });
                Assert.Equal(close ? Math.Max(rule, from) : rule, group.Known);
                (next, known) = (group.End, group.Known);
            }

            Assert.Equal(times.Length, next);
        });

    private static ILinkPredictor Observed(string name)
    {
        ILinkPredictor predictor = name == "ranker"
            ? LearnedRanker.Train(Data, new RankerOptions { Epochs = 1, Hidden = 8 }, cancellationToken: TestContext.Current.CancellationToken).Predictor
            : LinkModels.Names.Contains(name) ? LinkModels.Create(name, new LinkModelOptions { Nodes = Data.NodeCount, Size = 8, Seed = 2 })
            : new HeuristicPredictor(LexicographicScore.Parse(name), Data);
        predictor.Observe(Data.Events, 100);
        predictor.Observe(Data.Events, Data.Count);
        return predictor;
    }

    /// <summary>A predictor of which an evaluation sees the scores only.</summary>
    private sealed class OnlyScores(ILinkPredictor inner) : ILinkPredictor
    {
        public string Name => inner.Name;

        public NodeRange Candidates => inner.Candidates;

        public int Observed => inner.Observed;

        public Freshness? Batches => inner.Batches;

        public void Reset() => inner.Reset();

        public void Observe(EventStream events, int to) => inner.Observe(events, to);

        public void Scores(ReadOnlySpan<int> sources, ReadOnlySpan<double> times, Span<float> scores) => inner.Scores(sources, times, scores);
    }
}
