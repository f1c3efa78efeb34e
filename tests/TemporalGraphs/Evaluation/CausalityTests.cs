using CsCheck;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Models;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Evaluation;

/// <summary>No prediction knows what comes after it, and none depends on what is asked beside it.</summary>
[Collection(TorchCollection.Name)]
public sealed class CausalityTests
{
    private const int Users = 6;
    private const int Items = 20;
    private static readonly string[] Freshnesses = ["event", "batch:5", "snapshot:8"];

    public static TheoryData<string> All =>
        [.. LinkPredictors.Names, "edgebank", "edgebank-tw>gr", "lr>gr", "lp>cn>gp", "gp", "decay", "decay:exp=3,walks=0.5,popularity=0"];

    [Theory]
    [MemberData(nameof(All))]
    public void Scores_BeforeOtherLaterEvents_AreTheSame(string name)
    {
        var (one, other) = (Stream(1, 60), Stream(2, 60));
        using var first = Made(name, one);
        using var second = Made(name, other);
        first.Predictor.Observe(one.Events, 60);
        second.Predictor.Observe(other.Events, 60);
        int[] sources = [0, 3, 5, 1];
        var now = one.Times[59];
        double[] times = [now, now + 1, now, now + 30];
        Assert.Equal(Ranks.Scores(first.Predictor, sources, times), Ranks.Scores(second.Predictor, sources, times));

        // And both go on differently: the later events do matter once they are observed.
        first.Predictor.Observe(one.Events, one.Count);
        second.Predictor.Observe(other.Events, other.Count);
        Array.Fill(times, Math.Max(one.Times[^1], other.Times[^1]) + 1);
        Assert.NotEqual(Ranks.Scores(first.Predictor, sources, times), Ranks.Scores(second.Predictor, sources, times));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ValidationRanks_BeforeOtherTestEvents_AreTheSame(string name)
    {
        var cut = 80;
        foreach (var text in Freshnesses)
        {
            var freshness = Freshness.Parse(text);
            var ranks = new List<RankingSummary>();
            foreach (var seed in new[] { 1, 2 })
            {
                var stream = Stream(seed, cut);
                var split = new LinkSplit(stream.Events, 50, cut, stream.Candidates);
                using var made = Made(name, split);
                ranks.Add(LinkEvaluation.Run(made.Predictor, new TgbProtocol(split, freshness)).Validation.Summary());
            }

            Assert.Equal(30, ranks[0].Count);
            Assert.Equal(ranks[0], ranks[1]);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Scores_OfQueriesInAnotherOrder_AreTheSameRows(string name)
    {
        var stream = Stream(3, 0);
        using var made = Made(name, stream);
        made.Predictor.Observe(stream.Events, 90);
        var (now, width) = (stream.Times[89], made.Predictor.Candidates.Count);
        var sources = Enumerable.Range(0, 20).Select(i => i * 7 % Users).ToArray();
        var times = Enumerable.Range(0, 20).Select(i => now + (i % 3)).ToArray();
        var plain = Ranks.Scores(made.Predictor, sources, times);
        var order = Enumerable.Range(0, 20).ToArray();
        new Random(5).Shuffle(order);
        var turned = Ranks.Scores(made.Predictor, Array.ConvertAll(order, i => sources[i]), Array.ConvertAll(order, i => times[i]));
        for (var q = 0; q < order.Length; q++)
        {
            for (var c = 0; c < width; c++)
            {
                Assert.Equal(plain[(order[q] * width) + c], turned[(q * width) + c], 1e-4f);
            }
        }

        Assert.Equal(plain, Ranks.Scores(made.Predictor, sources, times));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Scores_OfNoQuery_AreNone(string name)
    {
        using var made = Made(name, Stream(3, 0));
        made.Predictor.Scores([], [], []);
        Assert.Equal(0, made.Predictor.Observed);
        Assert.Throws<ArgumentOutOfRangeException>(() => made.Predictor.Observe(Stream(3, 0).Events, -1));
    }

    [Fact]
    public void Ranks_OfAHeuristic_DoNotDependOnHowManyEventsAreObservedAtOnce() =>
        Gen.Select(Gen.Int[1, 9].Array[1, 40], Gen.Int[0, 4]).Sample((steps, which) =>
        {
            string[] names = ["lr>gr", "lp>cn>gp", "edgebank-tw>gr", "decay", "decay:exp=2,walks=1"];
            var stream = Stream(4, 0);
            using var whole = Made(names[which], stream);
            using var stepped = Made(names[which], stream);
            var to = 0;
            foreach (var step in steps)
            {
                to = Math.Min(stream.Count, to + step);
                stepped.Predictor.Observe(stream.Events, to);

                // What is asked in between leaves nothing behind.
                _ = Ranks.Scores(stepped.Predictor, [step % Users], [stream.Times[to - 1] + step]);
            }

            whole.Predictor.Observe(stream.Events, to);
            Assert.Equal(Ranks.Scores(whole.Predictor, [0, 1, 2], [500, 500, 600]), Ranks.Scores(stepped.Predictor, [0, 1, 2], [500, 500, 600]));
        }, iter: 60);

    // The same events before a place and others after it; all users and items occur before it.
    private static LinkSplit Stream(int seed, int place)
    {
        var (common, own) = (new Random(7), new Random(seed));
        var (sources, destinations, times) = (new int[120], new int[120], new double[120]);
        for (var i = 0; i < sources.Length; i++)
        {
            var random = i < place ? common : own;
            sources[i] = i < Users ? i : random.Next(Users);
            destinations[i] = Users + (i < Items ? i : random.Next(Items));
            times[i] = i == 0 ? 0 : times[i - 1] + (i == place ? 1 : random.Next(3));
        }

        return new LinkSplit(new EventStream(sources, destinations, times), 50, 80);
    }

    private static Owned Made(string name, LinkSplit split)
    {
        ILinkPredictor predictor = name == LinkPredictors.Ranker
            ? Ranks.Untrained(split)
            : LinkModels.Names.Contains(name) ? LinkModels.Create(name, new LinkModelOptions { Nodes = Users + Items, Size = 8, Neighbors = 4, Seed = 2 })
            : name.StartsWith("decay", StringComparison.Ordinal) ? new DecayPredictor(DecayScore.Parse(name), split)
            : new HeuristicPredictor(LexicographicScore.Parse(name), split);
        return new Owned(predictor);
    }

    private sealed record Owned(ILinkPredictor Predictor) : IDisposable
    {
        public void Dispose() => (Predictor as IDisposable)?.Dispose();
    }
}
