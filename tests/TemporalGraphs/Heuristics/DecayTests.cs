using CsCheck;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Tests.Evaluation;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Heuristics;

public sealed class DecayTests
{
    private static readonly string[] Scores =
    [
        "decay", "decay:exp=3,reverse=0.3", "decay:power=1.5,reverse=0,popularity=0", "decay:power=1,popularity=0.5,tau=4,unit=2",
        "decay:power=2,walks=0.5,popularity=0.01", "decay:exp=2,walks=1,reverse=0,popularity=0",
        "decay:power=2,reply=3,activity=0.5,activity-tau=4", "decay:exp=3,reverse=0.3,reply=0.2,activity=1,popularity=0.1",
    ];

    [Fact]
    public void Ranks_OfEveryScoreAndFreshness_AreThoseOfTheSlowTwin() =>
        Gen.Select(Gen.Select(Gen.Int[0, 5], Gen.Int[3, 8], Gen.Int[0, 25]).Array[20, 50], Gen.Int[0, Scores.Length - 1], Gen.Int[0, 2], Gen.Int[0, 1].Select(k => 1 + (999 * k))).Sample(
            (rows, name, kind, stretch) =>
            {
                var sorted = rows.OrderBy(r => r.Item3).ToArray();
                if (sorted[0].Item3 == sorted[^1].Item3)
                {
                    return;
                }

                var freshness = kind == 0 ? Freshness.PerEvent : kind == 1 ? Freshness.PerBatch(4) : Freshness.PerSnapshot(3 * stretch);
                var data = Ranks.Split([.. sorted.Select(r => r.Item1)], [.. sorted.Select(r => r.Item2)], [.. sorted.Select(r => (double)r.Item3 * stretch)], sorted.Length / 2, sorted.Length * 3 / 4);
                var (score, protocol) = (DecayScore.Parse(Scores[name]), new TgbProtocol(data, freshness));
                var predictor = new DecayPredictor(score, data);
                foreach (var batch in protocol.Queries(true, false))
                {
                    predictor.Observe(data.Events, Math.Max(batch.Known, predictor.Observed));
                    var (alone, together) = (new List<double>(), new RankingScores { KeepTrace = true });
                    foreach (var query in batch.Queries.ToArray())
                    {
                        // Sums that differ by rounding alone are no test of the order.
                        var slow = Enumerable.Range(data.Candidates.First, data.Candidates.Count).Select(c => Slow(data, score, predictor.Observed, query, c)).ToArray();
                        var fast = Ranks.Scores(predictor, [query.Source], [query.Time]);
                        for (var a = 0; a < slow.Length; a++)
                        {
                            for (var b = 0; b < slow.Length; b++)
                            {
                                if (slow[a] > slow[b] + 1e-9)
                                {
                                    Assert.True(fast[a] > fast[b], $"{score.Name}: {slow[a]} and {slow[b]} at places {fast[a]} and {fast[b]}");
                                }
                            }
                        }

                        var (ranked, own) = (new RankingScores(), query.Destination - data.Candidates.First);
                        predictor.Rank([query], ranked);
                        Assert.Equal(1 / Place(fast, own, query, data.Candidates.First), ranked.Mrr, 1e-12);
                        alone.Add(ranked.Mrr);
                    }

                    predictor.Rank(batch.Queries.Span, together);
                    Assert.Equal(alone, together.Trace.Select(t => t.Reciprocal));
                }
            },
            iter: 300);

    [Fact]
    public void Rank_WhereAllSumsUnderflow_IsThatOfTheScores()
    {
        // A second is a thousand spans of decay: sums of what came before have no digits left, with and without other true destinations.
        int[] sources = [0, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 2];
        int[] destinations = [3, 4, 3, 5, 4, 3, 4, 5, 5, 3, 6, 6];
        double[] times = [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 3];
        var data = Ranks.Split(sources, destinations, times, 3, 6);
        var protocol = new TgbProtocol(data, Freshness.PerEvent);
        foreach (var name in new[] { "decay:exp=0.5,popularity=0.01,tau=2,unit=0.0007", "decay:exp=1,popularity=0.01,tau=512,unit=0.00001" })
        {
            var predictor = new DecayPredictor(DecayScore.Parse(name), data);
            foreach (var batch in protocol.Queries(true, false))
            {
                predictor.Observe(data.Events, Math.Max(batch.Known, predictor.Observed));
                foreach (var query in batch.Queries.ToArray())
                {
                    var ranked = new RankingScores();
                    predictor.Rank([query], ranked);
                    var scores = Ranks.Scores(predictor, [query.Source], [query.Time]);
                    Assert.Equal(1 / Place(scores, query.Destination - data.Candidates.First, query, data.Candidates.First), ranked.Mrr, 1e-12);
                }
            }
        }
    }

    [Theory]
    [InlineData("uci_weekly", "decay:power=2,reverse=1,popularity=.003,tau=1", 0.366, 0.339)]
    [InlineData("enron_monthly", "decay:exp=2,reverse=.2,popularity=.003,tau=1", 0.460, 0.440)]
    public void UtgProtocol_HasTheCheckValues(string name, string score, double validation, double test)
    {
        var protocol = UtgProtocol.Read(SharedData.Require("temporal", name + "_utg_snapshots.csv.gz"), SharedData.Require("temporal", name + "_utg_negatives.csv.gz"));
        var result = LinkEvaluation.Run(new DecayPredictor(DecayScore.Parse(score), protocol.Split), protocol);
        Assert.Equal((validation, test), (Math.Round(result.Validation.Mrr, 3), Math.Round(result.Test.Mrr, 3)));
    }

    [Fact]
    public void Fit_WhereMessagesAreAnswered_LearnsThatAnswersAreDue()
    {
        // Messages between any two of thirty nodes, each of which is answered seven messages later.
        var random = new Random(5);
        var (sources, destinations) = (new List<int>(), new List<int>());
        for (var i = 0; i < 1200; i++)
        {
            if (i % 2 == 1 && i > 7)
            {
                sources.Add(destinations[i - 7]);
                destinations.Add(sources[i - 7]);
                continue;
            }

            var (a, b) = (random.Next(30), random.Next(29));
            sources.Add(a);
            destinations.Add(b >= a ? b + 1 : b);
        }

        var data = new EventStream([.. sources], [.. destinations], [.. Enumerable.Range(0, sources.Count).Select(i => (double)i)]).Split();
        var protocol = new TgbProtocol(data, Freshness.PerEvent);
        var (plain, without) = DecayFit.Run(protocol, cancellationToken: TestContext.Current.CancellationToken);
        var (score, reached) = DecayFit.Run(protocol, replies: true, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((1, 0), (plain.Reply, plain.Activity));
        Assert.True(reached > without, $"{score.Name} reaches {reached}, {plain.Name} {without}");
        Assert.True(score.Reply > 1, score.Name);
        Assert.Equal(reached, LinkEvaluation.Run(new DecayPredictor(DecayScore.Parse(score.Name), data), protocol).Validation.Mrr, 1e-12);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(47)]
    [InlineData(50)]
    [InlineData(82)]
    [InlineData(105)]
    public void Fit_WithRepliesAndActivity_EndsNoLowerThanWithout(int seed)
    {
        var random = new Random(seed);
        var (sources, destinations) = (new int[400], new int[400]);
        for (var i = 0; i < sources.Length; i++)
        {
            var again = i > 0 && random.Next(2) == 0 ? random.Next(Math.Max(0, i - 20), i) : -1;
            sources[i] = again < 0 ? random.Next(12) : random.Next(3) == 0 ? destinations[again] : sources[again];
            destinations[i] = again < 0 || destinations[again] == sources[i] ? (sources[i] + 1 + random.Next(11)) % 12 : destinations[again];
        }

        var protocol = new TgbProtocol(
            new EventStream(sources, destinations, [.. Enumerable.Range(0, sources.Length).Select(i => (double)i)]).Split(), Freshness.PerEvent);
        var without = DecayFit.Run(protocol, cancellationToken: TestContext.Current.CancellationToken).Validation;
        Assert.True(DecayFit.Run(protocol, replies: true, cancellationToken: TestContext.Current.CancellationToken).Validation >= without);
    }

    [Fact]
    public void Fit_ReachesAtLeastItsStart_AndNamesItsConstants()
    {
        var data = new EventGenerator(20, 15, 1500, 0.7, 3).Create().Split();
        var protocol = new TgbProtocol(data, Freshness.PerSnapshot(20));
        var (score, reached) = DecayFit.Run(protocol, cancellationToken: TestContext.Current.CancellationToken);
        var again = LinkEvaluation.Run(new DecayPredictor(DecayScore.Parse(score.Name), data), protocol);
        Assert.Equal(reached, again.Validation.Mrr, 1e-12);
        Assert.True(reached >= LinkEvaluation.Run(new DecayPredictor(new DecayScore { Unit = 20, Reverse = 0 }, data), protocol).Validation.Mrr);
    }

    [Theory]
    [InlineData("decay:power=0")]
    [InlineData("decay:power=2,exp=1")]
    [InlineData("decay:tau=-1")]
    [InlineData("decay:tau=1,tau=2")]
    [InlineData("decay:speed=1")]
    [InlineData("decay:power")]
    [InlineData("decays:power=1")]
    public void Scores_ThatAreNone_AreRefused(string text) => Assert.Throws<FormatException>(() => { DecayScore.Parse(text); });

    private static double Place(float[] scores, int own, LinkQuery query, int first)
    {
        var others = query.Others.ToArray();
        var rivals = Enumerable.Range(0, scores.Length).Where(c => c != own && !others.Contains(first + c)).ToArray();
        return 1 + rivals.Count(c => scores[c] > scores[own]) + (0.5 * rivals.Count(c => scores[c] == scores[own]));
    }

    // The definition, event by event.
    [Fact]
    public void Fit_OfFewTimes_TriesNoScaleThatForgetsWithinAStep()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            var (sources, destinations) = (new int[360], new int[360]);
            for (var i = 0; i < sources.Length; i++)
            {
                (sources[i], destinations[i]) = i >= 30 && random.Next(3) > 0 ? (sources[i - 30], destinations[i - 30]) : (random.Next(12), 12 + random.Next(12));
            }

            var data = new EventStream(sources, destinations, [.. Enumerable.Range(0, 360).Select(i => (double)(i / 30))]).Split();
            var score = DecayFit.Run(new TgbProtocol(data, Freshness.PerEvent), cancellationToken: TestContext.Current.CancellationToken).Score;
            Assert.True(score.Power > 0 || score.Exponential * score.Unit * 30 >= 1, score.Name);
        }
    }

    [Fact]
    public void Predictor_OfConstantsThatMakeNoSum_IsRefused()
    {
        var data = new EventGenerator(5, 5, 60, 0.7, 1).Create().Split();
        DecayScore[] wrong =
        [
            new() { Power = -1 }, new() { Power = 0, Exponential = 0 }, new() { Popularity = double.NaN }, new() { Tau = 0 }, new() { Unit = 0 },
            new() { ActivityTau = double.PositiveInfinity }, new() { Reply = -1 },
        ];
        Assert.All(wrong, score => Assert.Throws<ArgumentException>(() => new DecayPredictor(score, data)));
        Assert.Equal("decay:power=2,reverse=0,popularity=0,tau=1", new DecayPredictor(new DecayScore { Reverse = 0, Popularity = 0, Exponential = 0 }, data).Name);
    }

    [Fact]
    public void Rank_OfPairsThatAreHundredsOfDecayTimesOld_FollowsTheirAges()
    {
        // Three destinations, the youngest 2,000 decay times old: all exponentials are below the least double.
        var data = Ranks.Split([0, 0, 0, 1, 0], [2, 3, 4, 5, 4], [0, 1000, 2000, 3000, 4000], 3, 4);
        var predictor = new DecayPredictor(DecayScore.Parse("decay:exp=1,reverse=0,popularity=0"), data);
        predictor.Observe(data.Events, 4);
        var scores = Ranks.Scores(predictor, [0], [4000]);
        Assert.True(scores[2] > scores[1] && scores[1] > scores[0] && scores[0] > scores[3], string.Join(' ', scores));
    }

    // The logarithm of the sum, term by term.
    private static double Slow(LinkSplit data, DecayScore score, int known, LinkQuery query, int candidate)
    {
        double Age(int k) => (query.Time - data.Times[k]) / score.Unit;
        double Decay(int k) => score.Power > 0 ? -score.Power * Math.Log(Math.Max(1, Age(k))) : -Age(k) / score.Exponential;
        double Link(int from, int to) => Together(Enumerable.Range(0, known).Where(k => data.Sources[k] == from && data.Destinations[k] == to).Select(Decay));
        int Last(int from, int to) => Enumerable.Range(0, known).LastOrDefault(k => data.Sources[k] == from && data.Destinations[k] == to, -1);
        var (asked, answered) = (Last(candidate, query.Source), Last(query.Source, candidate));
        var due = asked >= 0 && (answered < 0 || data.Times[answered] < data.Times[asked]);
        var sum = Together([Link(query.Source, candidate), Math.Log(score.Reverse * (due ? score.Reply : 1)) + Link(candidate, query.Source)]);
        sum += score.Activity * Math.Log(
            0.05 + Enumerable.Range(0, known).Where(k => data.Sources[k] == candidate).Sum(k => Math.Exp(-Age(k) / score.ActivityTau)));
        var popular = Together(Enumerable.Range(0, known).Where(k => data.Destinations[k] == candidate).Select(k => -Age(k) / score.Tau));
        sum = Together([sum, Math.Log(score.Popularity) + popular]);
        if (score.Walks == 0)
        {
            return sum;
        }

        var nodes = Enumerable.Range(0, data.NodeCount).ToArray();
        double Step(int a, int b) => Together([Link(a, b), Link(b, a)]);
        var mass = nodes.Select(n => n == query.Source ? 1.0 : 0.0).ToArray();
        for (var step = 0; step < 3; step++)
        {
            var degrees = Array.ConvertAll(nodes, a => Together(nodes.Select(b => Step(a, b))));
            mass = Array.ConvertAll(
                nodes, b => nodes.Sum(a => double.IsNegativeInfinity(degrees[a]) ? 0 : mass[a] * Math.Exp(Step(a, b) - degrees[a])));
        }

        return Together([sum, Math.Log(score.Walks * mass[candidate])]);
    }

    private static double Together(IEnumerable<double> logarithms)
    {
        var terms = logarithms.Where(l => !double.IsNegativeInfinity(l)).ToArray();
        return terms.Length == 0 ? double.NegativeInfinity : terms.Max() + Math.Log(terms.Sum(l => Math.Exp(l - terms.Max())));
    }
}
