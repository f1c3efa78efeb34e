using CsCheck;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;

namespace Quiver.TemporalGraphs.Tests.Evaluation;

/// <summary>Repeats and new links reported apart, and average precision and AUC of training-free scores.</summary>
public sealed class RepeatTests
{
    private static readonly Freshness[] All = [Freshness.PerEvent, Freshness.PerBatch(7), Freshness.PerSnapshot(5)];

    [Fact]
    public void Summary_OfAnyScore_TellsRepeatsByEarlierTimes() =>
        Gen.Select(Gen.Select(Gen.Int[0, 4], Gen.Int[0, 5], Gen.Int[0, 2]).Array[30, 80], Gen.Int[0, 2]).Sample((rows, kind) =>
        {
            var times = rows.Select((r, i) => (double)rows.Take(i + 1).Sum(x => x.Item3)).ToArray();
            var split = new LinkSplit(
                new EventStream(Array.ConvertAll(rows, r => r.Item1), Array.ConvertAll(rows, r => r.Item2), times),
                rows.Length / 2, rows.Length * 3 / 4);
            var protocol = new TgbProtocol(split, All[kind]);
            var ranks = LinkEvaluation.Run(new HeuristicPredictor(LexicographicScore.Parse("lr>gp"), split), protocol, trace: true,
                TestContext.Current.CancellationToken);
            foreach (var (part, from) in new[] { (ranks.Validation, split.ValidationStart), (ranks.Test, split.TestStart) })
            {
                var told = part.Trace.Select((t, i) => (t.Reciprocal, Repeats: Enumerable.Range(0, rows.Length).Any(e =>
                    times[e] < times[from + i] && rows[e].Item1 == rows[from + i].Item1 && rows[e].Item2 == rows[from + i].Item2))).ToArray();
                var summary = part.Summary();
                Assert.Equal(told.Count(t => t.Repeats), summary.Repeats);
                Same(told.Where(t => t.Repeats), summary.RepeatMrr);
                Same(told.Where(t => !t.Repeats), summary.NewMrr);
            }
        }, iter: 200);

    [Fact]
    public void AveragePrecision_OfRecency_IsThatOfScoresThatFallWithTheTimePassed()
    {
        // One key, so a single number per link says the same: how many distinct times have passed since the last one.
        var split = new EventGenerator(12, 9, 900, 0.7, 4).Create().Split(TestContext.Current.CancellationToken);
        var test = LinkEvaluation.Run(new HeuristicPredictor(LexicographicScore.Parse("lr"), split), new TgbProtocol(split, Freshness.PerEvent),
            cancellationToken: TestContext.Current.CancellationToken).Test.Summary();
        var (own, other) = (new List<float>(), new List<float>());
        for (var i = split.TestStart; i < split.Count; i++)
        {
            var drawn = RankedQuery.FalseCandidate(i, split.Candidates.Count, split.Destinations[i] - split.Candidates.First, []);
            own.Add(Last(i, split.Destinations[i]));
            other.Add(Last(i, drawn!.Value + split.Candidates.First));
        }

        var (precision, area) = RankingScores.OfScores([.. own], [.. other]);
        Assert.Equal((precision, area), (test.AveragePrecision, test.Auc));
        Assert.InRange(area, 0.6, 0.99);

        // Times of generated events are all different, so the number of an event is the order of its time.
        float Last(int query, int destination)
        {
            for (var e = query - 1; e >= 0; e--)
            {
                if (split.Sources[e] == split.Sources[query] && split.Destinations[e] == destination)
                {
                    return e - query;
                }
            }

            return float.NegativeInfinity;
        }
    }

    [Fact]
    public void AveragePrecision_OfSumsOfDecays_IsThatOfTheirSums()
    {
        var split = new EventGenerator(12, 9, 600, 0.7, 5).Create().Split(TestContext.Current.CancellationToken);
        var score = new DecayScore { Power = 0, Exponential = 20, Reverse = 0, Popularity = 0.1, Tau = 30 };
        var test = LinkEvaluation.Run(new DecayPredictor(score, split), new TgbProtocol(split, Freshness.PerEvent),
            cancellationToken: TestContext.Current.CancellationToken).Test.Summary();
        var (own, other) = (new List<float>(), new List<float>());
        for (var i = split.TestStart; i < split.Count; i++)
        {
            own.Add(Sum(i, split.Destinations[i]));
            other.Add(Sum(i, RankedQuery.FalseCandidate(i, 9, split.Destinations[i] - split.Candidates.First, [])!.Value + split.Candidates.First));
        }

        var (precision, area) = RankingScores.OfScores([.. own], [.. other]);
        Assert.Equal(precision, test.AveragePrecision, 1e-6);
        Assert.Equal(area, test.Auc, 1e-6);

        float Sum(int query, int destination) => (float)Math.Log(Enumerable.Range(0, query).Where(e => split.Destinations[e] == destination).Sum(e =>
            (split.Sources[e] == split.Sources[query] ? Math.Exp((split.Times[e] - split.Times[query]) / score.Exponential) : 0)
            + (score.Popularity * Math.Exp((split.Times[e] - split.Times[query]) / score.Tau))));
    }

    [Fact]
    public void Sample_OfSeveralNumbers_OrdersAsTheyDo()
    {
        var sample = new ScoreSample();
        sample.Add([1, 2], [1, 1]);
        sample.Add([0, 9], [1, 2]);
        var (own, other) = sample.Columns();
        Assert.Equal([2, 0], own);
        Assert.Equal([1, 2], other);
        Assert.Throws<ArgumentOutOfRangeException>(() => sample.Add([1], [1]));
    }

    [Fact]
    public void Sample_OfMoreQueriesThanAreKept_KeepsEverySecond()
    {
        var sample = new ScoreSample();
        for (var i = 0; i < ScoreSample.Most + 3; i++)
        {
            sample.Add([i], [-i]);
        }

        var (own, other) = sample.Columns();
        Assert.Equal((ScoreSample.Most / 2) + 2, own.Length);
        Assert.Equal([0, 2, 4], own[..3]);
        Assert.Equal(ScoreSample.Most + 2, own[^1]);
        Assert.Equal(-2, other[1]);
    }

    private static void Same(IEnumerable<(double Reciprocal, bool Repeats)> told, double? found)
    {
        var all = told.ToArray();
        Assert.Equal(all.Length == 0, found is null);
        Assert.True(all.Length == 0 || Math.Abs(all.Average(t => t.Reciprocal) - found!.Value) < 1e-12);
    }
}
