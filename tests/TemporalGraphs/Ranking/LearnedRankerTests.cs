using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Training;
using Quiver.Tests;
using Quiver.TemporalGraphs.Tests.Evaluation;

namespace Quiver.TemporalGraphs.Tests.Ranking;

[Collection(TorchCollection.Name)]
public sealed class LearnedRankerTests
{
    private static readonly LinkSplit Data = Generated(4000);

    [Theory]
    [InlineData("event", 4000, 0.005)]
    [InlineData("snapshot:50", 12000, 0.0)]
    public void Ranker_OnReturningUsers_BeatsRecency(string freshness, int events, double margin)
    {
        var known = Freshness.Parse(freshness);
        var data = Generated(events);
        var recency = Ranks.Of(data, "lr>gp", known).Test.Mrr;
        var result = LearnedRanker.Train(data, new RankerOptions { Freshness = known, Epochs = 5, Hidden = 24 }).Result;
        Assert.True(result.TestMrr > recency + margin, $"{result.TestMrr} against {recency}");
    }

    [Fact]
    public void Ranker_SameSeed_SameResult()
    {
        // From a sum that says little, so that the pass is kept.
        var weak = DecayScore.Parse("decay:exp=0.01,reverse=0,popularity=1,tau=1000");
        double Mrr(int seed) => LearnedRanker.Train(Data, new RankerOptions { Epochs = 1, Hidden = 8, Seed = seed, Decay = weak }).Result.TestMrr;
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
        using var trained = LearnedRanker.Train(Data, new RankerOptions { Epochs = 1, Hidden = 8 });
        var (ranker, ranks) = (trained.Predictor, new RankingScores());
        Assert.Equal(0, ranker.Observed);
        var (truths, others) = (new TrueDestinations(Data.Events, Data.ValidationStart, Data.TestStart), new List<int>());
        for (var i = Data.ValidationStart; i < Data.TestStart; i++)
        {
            var known = Array.FindIndex(Data.Times.ToArray(), t => t >= Data.Times[i]);
            ranker.Observe(Data.Events, Math.Max(known, ranker.Observed));
            truths.Others(i, others);
            var row = Ranks.Scores(ranker, [Data.Sources[i]], [Data.Times[i]]);
            ranks.Add(RankedQuery.Of(row, Data.Destinations[i] - Data.Candidates.First, [.. others.Select(o => o - Data.Candidates.First)], i));
        }

        Assert.Equal(trained.Result.Validation with { Repeats = null, RepeatMrr = null, NewMrr = null }, ranks.Summary());
    }

    [Fact]
    public void Ranks_OfQueriesThatShareSourceAndTime_AreThoseOfEachAlone()
    {
        // Snapshots of forty events of eight sources.
        var fine = new EventGenerator(8, 12, 600, 0.7, 3).Create();
        var data = new EventStream([.. fine.Sources], [.. fine.Destinations], [.. Enumerable.Range(0, 600).Select(i => (double)(i / 40))]).Split();
        using var trained = LearnedRanker.Train(data, new RankerOptions { Epochs = 1, Hidden = 8 });
        var ranker = Assert.IsType<LearnedRanker>(trained.Predictor);
        var repeated = 0;
        foreach (var batch in new TgbProtocol(data, Freshness.PerEvent).Queries(true, false))
        {
            ranker.Observe(data.Events, Math.Max(batch.Known, ranker.Observed));
            var (together, alone) = (new RankingScores { KeepTrace = true }, new RankingScores { KeepTrace = true });
            ranker.Rank(batch.Queries.Span, together);
            ranker.Finish();
            foreach (var query in batch.Queries.ToArray())
            {
                ranker.Rank([query], alone);
                ranker.Finish();
            }

            Assert.Equal(alone.Trace, together.Trace);
            Assert.Equal(alone.Summary(), together.Summary());
            repeated += batch.Queries.Length - batch.Queries.ToArray().DistinctBy(q => (q.Source, q.Time)).Count();
        }

        Assert.True(repeated > 20, $"{repeated} queries of a source and time that were asked before");
    }

    [Fact]
    public void Ranker_AfterTraining_EvaluatesFromScratchToTheSame()
    {
        using var trained = LearnedRanker.Train(Data, new RankerOptions { Epochs = 1, Hidden = 8 });
        var again = LinkEvaluation.Run(trained.Predictor, new TgbProtocol(Data, Freshness.PerEvent));
        Assert.Equal((trained.Result.Validation, trained.Result.Test), (again.Validation.Summary(), again.Test.Summary()));
    }

    [Fact]
    public void Refit_LearnsFromValidation_NotFromTheTest()
    {
        var weak = DecayScore.Parse("decay:exp=0.01,reverse=0,popularity=1,tau=1000");
        var options = new RankerOptions { Epochs = 2, Hidden = 8, Decay = weak };
        using var once = LearnedRanker.Train(Data, options);
        using var again = LearnedRanker.Train(Data, options with { Refit = true });
        using var otherTest = LearnedRanker.Train(Moved(Data.TestStart + 50), options with { Refit = true });
        using var otherValidation = LearnedRanker.Train(Moved(Data.ValidationStart + 50), options with { Refit = true });

        Assert.Equal(once.Result.Validation, again.Result.Validation);
        Assert.NotEqual(once.Result.TestMrr, again.Result.TestMrr);
        Assert.Contains(again.Result.Notes, n => n.Contains("trained again", StringComparison.Ordinal));
        Assert.Equal(Weights(again), Weights(otherTest));
        Assert.NotEqual(Weights(again), Weights(otherValidation));

        // What was trained is what is tested.
        var ranks = LinkEvaluation.Run(again.Predictor, new TgbProtocol(Data, Freshness.PerEvent));
        Assert.Equal(again.Result.Test, ranks.Test.Summary());

        static byte[] Weights(TrainedPredictor trained)
        {
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            ((LearnedRanker)trained.Predictor).Write(writer);
            return stream.ToArray();
        }

        // Two events of different times exchange their destinations.
        static LinkSplit Moved(int at)
        {
            var destinations = Data.Destinations.ToArray();
            var other = at;
            while (destinations[other] == destinations[at])
            {
                other++;
            }

            (destinations[at], destinations[other]) = (destinations[other], destinations[at]);
            var events = new EventStream(Data.Sources.ToArray(), destinations, Data.Times.ToArray());
            return new LinkSplit(events, Data.ValidationStart, Data.TestStart, Data.Candidates);
        }
    }

    [Fact]
    public void Refit_OfAResumedTraining_EqualsThatOfAnUninterruptedOne()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var options = new RankerOptions { Epochs = 3, Patience = 3, Hidden = 8, Refit = true };
            var whole = LearnedRanker.Train(Data, options).Result;
            using var stop = new CancellationTokenSource();
            var passes = new Progress(r => { if (r.Done >= 2) { stop.Cancel(); } });
            Assert.Throws<OperationCanceledException>(() => LearnedRanker.Train(Data, options with { Checkpoint = path }, null, passes, stop.Token));
            var resumed = LearnedRanker.Train(Data, options with { Checkpoint = path }).Result;
            var finished = LearnedRanker.Train(Data, options with { Checkpoint = path }).Result;
            Assert.Equal((whole.Validation, whole.Test), (resumed.Validation, resumed.Test));
            Assert.Equal((whole.Validation, whole.Test), (finished.Validation, finished.Test));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Refit_WhereNoPassBettersTheStart_KeepsTheStart()
    {
        var options = new RankerOptions { Epochs = 1, Hidden = 4, LearningRate = 0, Decay = DecayScore.Parse("decay:exp=40,reverse=0,popularity=0.1,tau=200") };
        var (once, again) = (LearnedRanker.Train(Data, options).Result, LearnedRanker.Train(Data, options with { Refit = true }).Result);
        Assert.Equal((once.Validation, once.Test), (again.Validation, again.Test));
        Assert.Contains(again.Notes, n => n.Contains("not trained again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("decay:power=1.5,reverse=0,popularity=0.01,tau=30,unit=2")]
    [InlineData("decay:exp=40,reverse=0,popularity=0.1,tau=200")]
    public void Ranker_BeforeItLearns_IsTheSumOfDecays(string text)
    {
        // With a learning rate of nothing no pass betters the start.
        var (decay, protocol) = (DecayScore.Parse(text), new TgbProtocol(Data, Freshness.PerEvent));
        var result = LearnedRanker.Train(Data, new RankerOptions { Epochs = 1, Hidden = 4, LearningRate = 0, Decay = decay }, protocol).Result;
        var ranks = LinkEvaluation.Run(new DecayPredictor(decay, Data), protocol);
        Assert.Equal(0, result.BestEpoch);
        Assert.Equal(ranks.Validation.Mrr, result.ValidationMrr, 3);
        Assert.Equal(ranks.Test.Mrr, result.TestMrr, 3);
        Assert.Equal(ranks.Test.Summary().NewMrr!.Value, result.Test.NewMrr!.Value, 3);
    }

    [Fact]
    public void Weights_OfAShare_AddThatShareOfWhatWasLearned()
    {
        var options = new RankerOptions { Hidden = 6, Second = 3, Decay = DecayScore.Parse("decay:exp=40,reverse=0,popularity=0.1,tau=200") };
        var shape = RankerShape.Of(Data, options.Decay);
        var trainer = new RankerTrainer(Data, shape, options, Data.ValidationStart);
        var start = Scores(trainer.Weights());
        trainer.Epoch(new LearnedRanker(shape, trainer.Weights()), 0, null, TestContext.Current.CancellationToken);
        var (whole, half) = (Scores(trainer.Weights()), Scores(trainer.Weights(0.5f)));
        Assert.Contains(whole.Zip(start), p => Math.Abs(p.First - p.Second) > 0.1);
        Assert.All(half.Zip(whole.Zip(start)), p => Assert.Equal((p.Second.First + p.Second.Second) / 2, p.First, 1e-3 * (1 + Math.Abs(p.First))));

        float[] Scores(RankerWeights weights)
        {
            var ranker = new LearnedRanker(shape, weights);
            ranker.Observe(Data.Events, 3000);
            return Ranks.Scores(ranker, [1, 5, 9], [Data.Times[3000], Data.Times[3000], Data.Times[3000]]);
        }
    }

    [Fact]
    public void Features_BeforeAndAfterAnEvent_Differ()
    {
        var features = new RankerFeatures(RankerShape.Of(Data));
        features.Observe(Data.Events, 0, 1000);
        var before = Fill(features, 7, Data.Times[1000]);
        Assert.Equal(before, Fill(features, 7, Data.Times[1000]));
        features.Observe(Data.Events, 1000, 1001);
        Assert.NotEqual(before, Fill(features, 7, Data.Times[1000]));
    }

    [Fact]
    public void Features_OfAQuery_DoNotKnowTheFuture()
    {
        // What is seen at event 2000 is the same whether or not later events exist.
        var cut = new LinkSplit(Data.Events.Slice(0, 3000), Data.ValidationStart, Math.Min(Data.TestStart, 2999), Data.Candidates);
        var (a, b) = (new RankerFeatures(RankerShape.Of(Data)), new RankerFeatures(RankerShape.Of(cut)));
        a.Observe(Data.Events, 0, 2000);
        b.Observe(cut.Events, 0, 2000);
        Assert.Equal(Fill(a, 3, Data.Times[2000]), Fill(b, 3, Data.Times[2000]));
    }

    private static LinkSplit Generated(int events) => new EventGenerator(40, 25, events, 0.8, 3).Create().Split();

    private static float[] Fill(RankerFeatures features, int source, double time)
    {
        var shape = RankerShape.Of(Data);
        var (dense, query, met, pairs) = (new float[shape.DenseWidth * features.Candidates], new float[shape.QueryWidth], new List<int>(), new List<float>());
        features.Fill(source, time, dense, query, met, pairs);
        return [.. dense, .. query, .. met.Select(m => (float)m), .. pairs];
    }

    private sealed class Progress(Action<ProgressReport> action) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => action(value);
    }
}
