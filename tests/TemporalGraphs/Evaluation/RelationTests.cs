using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Ranking;

namespace Quiver.TemporalGraphs.Tests.Evaluation;

/// <summary>Every relation of a stream as a graph of its own, beside streams that were parted by hand and ranks counted by hand.</summary>
public sealed class RelationTests
{
    private static readonly Freshness[] All = [Freshness.PerEvent, Freshness.PerBatch(5), Freshness.PerSnapshot(4)];

    private static readonly string[] Models = ["lr>gp", "edgebank-tw", "cn>gr", "decay:power=1,popularity=0.01,tau=2"];

    private static readonly Gen<(int Source, int Destination, int Step, int Relation)[]> Rows =
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 6], Gen.Int[0, 2], Gen.Int[0, 3]).Array[30, 90];

    [Fact]
    public void Ranks_OfRelations_AreThoseOfStreamsPartedByHand() =>
        Gen.Select(Rows, Gen.Int[0, 2], Gen.Int[0, Models.Length - 1]).Sample((rows, kind, which) =>
        {
            var model = Models[which];
            var (split, relations) = Of(rows);
            var graphs = RelationGraphs.Of(split, relations);
            var found = RelationEvaluation.Run(graphs, All[kind], [Model(model)], trace: true, cancellationToken: TestContext.Current.CancellationToken);
            var (validation, test) = (new List<(double, double)>(), new List<(double, double)>());
            var (ofRepeats, repeats) = (0.0, 0L);
            Assert.Equal(rows.GroupBy(r => r.Relation).Select(g => g.Count()).OrderDescending(), found.Relations.Select(r => r.Counts.Events));
            foreach (var result in found.Relations)
            {
                var mine = Enumerable.Range(0, rows.Length).Where(i => rows[i].Relation == result.Counts.Relation).ToArray();
                var training = mine.Count(i => i < split.ValidationStart);
                if (training == 0 || training == mine.Length)
                {
                    Assert.Empty(result.Scores);
                    continue;
                }

                var parted = new EventStream(
                    Array.ConvertAll(mine, i => rows[i].Source), Array.ConvertAll(mine, i => rows[i].Destination),
                    Array.ConvertAll(mine, i => split.Times[i])).Split(TestContext.Current.CancellationToken);
                var twin = new LinkSplit(parted.Events, training, mine.Count(i => i < split.TestStart), parted.Candidates, parted.Nodes);
                var protocol = new TgbProtocol(twin, All[kind]);
                var ranks = LinkEvaluation.Run(Model(model)(protocol, default), protocol, true, TestContext.Current.CancellationToken);
                validation.AddRange(ranks.Validation.Trace);
                test.AddRange(ranks.Test.Trace);
                var summary = ranks.Test.Summary();
                repeats += summary.Repeats ?? 0;
                ofRepeats += (summary.RepeatMrr ?? 0) * (summary.Repeats ?? 0);
                Assert.Equal((twin.Candidates.Count, twin.Bipartite), (result.Candidates, result.Bipartite));
                var score = Assert.Single(result.Scores);
                Assert.Equal(ranks.Validation.Count == 0 ? (double?)null : ranks.Validation.Mrr, score.Validation);
                Assert.Equal(ranks.Test.Count == 0 ? (double?)null : ranks.Test.Mrr, score.Test);
            }

            var total = Assert.Single(found.Total);
            Assert.Equal(validation, total.Validation.Trace);
            Assert.Equal(test, total.Test.Trace);
            Assert.Equal(test.Count, total.Test.Count);
            Assert.Equal(test.Count == 0 ? 0 : test.Average(t => t.Item2), total.Test.Mrr, 1e-12);
            Assert.Equal(test.Count == 0 ? (long?)null : repeats, total.Test.Summary().Repeats);
            Assert.True(Near(repeats == 0 ? null : ofRepeats / repeats, total.Test.Summary().RepeatMrr));
        }, iter: 150);

    [Fact]
    public void Ranks_OfTimesMet_AreThoseCountedByHandFromTheRows() => Rows.Sample(rows =>
    {
        // A score that needs no stream: how often source and destination met in the relation at earlier times.
        var (split, relations) = Of(rows);
        var times = split.Times.ToArray();
        var graphs = RelationGraphs.Of(split, relations);
        var found = RelationEvaluation.Run(graphs, Freshness.PerEvent, [Model("lp")], true, cancellationToken: TestContext.Current.CancellationToken);
        var (reciprocal, again) = (new List<double>(), 0L);
        foreach (var relation in graphs.All.Where(r => r.IsAsked))
        {
            var mine = Enumerable.Range(0, rows.Length).Where(i => rows[i].Relation == relation.Relation).ToArray();
            foreach (var q in mine.Where(i => i >= split.TestStart))
            {
                var also = mine.Where(i => i >= split.TestStart && times[i] == times[q] && rows[i].Source == rows[q].Source)
                    .Select(i => rows[i].Destination).ToHashSet();
                int Met(int d) => mine.Count(i => times[i] < times[q] && rows[i].Source == rows[q].Source && rows[i].Destination == d);
                var own = Met(rows[q].Destination);
                var others = mine.Select(i => rows[i].Destination).Distinct().Where(d => !also.Contains(d)).Select(Met).ToArray();
                reciprocal.Add(1 / (1 + others.Count(o => o > own) + (0.5 * others.Count(o => o == own))));
                again += own > 0 ? 1 : 0;
            }
        }

        Assert.Equal(reciprocal, found.Total[0].Test.Trace.Select(t => t.Reciprocal));
        Assert.Equal(reciprocal.Count == 0 ? (long?)null : again, found.Total[0].Test.Summary().Repeats);
    }, iter: 150);

    [Fact]
    public void AveragePrecision_OfAllRelations_IsThatOfAllTheirScores() => Rows.Sample(rows =>
    {
        var (split, relations) = Of(rows);
        var graphs = RelationGraphs.Of(split, relations);
        var total = RelationEvaluation.Run(graphs, Freshness.PerEvent, [static (protocol, _) => new Counts(protocol.Split.Candidates)], cancellationToken: TestContext.Current.CancellationToken).Total[0];
        var (own, other) = (new List<float>(), new List<float>());
        foreach (var relation in graphs.All.Where(r => r.IsAsked))
        {
            var protocol = new TgbProtocol(graphs.Graph(relation), Freshness.PerEvent);
            var counts = new Counts(protocol.Split.Candidates);
            foreach (var batch in protocol.Queries(true, false))
            {
                counts.Observe(protocol.Split.Events, batch.Known);
                foreach (var query in batch.Queries.ToArray())
                {
                    if (RankedQuery.Of(Ranks.Scores(counts, [query.Source], [query.Time]), counts.Candidates, query) is { False: { } lesser } ranked)
                    {
                        own.Add(ranked.True);
                        other.Add(lesser);
                    }
                }
            }
        }

        var (precision, area) = own.Count == 0 ? (0, 0) : RankingScores.OfScores([.. own], [.. other]);
        Assert.Equal((precision, area), (total.Test.Summary().AveragePrecision, total.Test.Summary().Auc));
    }, iter: 100);

    [Fact]
    public void Graphs_OfAShop_HaveCandidatesOfTheirOwn()
    {
        // Users 1 and 2 view items 10 to 12 and buy 11 alone; they follow each other.
        (int, int, int, int)[] rows =
        [
            (1, 10, 1, 0), (2, 11, 1, 0), (1, 11, 1, 1), (1, 2, 1, 2), (2, 12, 1, 0), (2, 11, 1, 1), (2, 1, 1, 2), (1, 11, 1, 0), (1, 11, 1, 1), (1, 2, 1, 2),
        ];
        var split = new LinkSplit(new EventStream([.. rows.Select(r => r.Item1)], [.. rows.Select(r => r.Item2)], [.. rows.Select((_, i) => (double)i)]), 6, 8);
        Assert.False(split.Bipartite);
        var graphs = RelationGraphs.Of(split, new EventRelations([.. rows.Select(r => r.Item4)], ["view", "buy", "follow"]));
        Assert.Equal<RelationCounts>([new(0, "view", 3, 1, 0), new(1, "buy", 2, 0, 1), new(2, "follow", 1, 1, 1)], graphs.All);
        var result = RelationEvaluation.Run(graphs, Freshness.PerEvent, [Model("lp")], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([(3, true), (1, true), (2, false)], result.Relations.Select(r => (r.Candidates, r.Bipartite)));
        Assert.Equal(1, result.Relations[1].Scores[0].Test);
        Assert.Null(result.Relations[1].Scores[0].Validation);
        Assert.Null(result.Relations[0].Scores[0].Test);
        Assert.Equal((2, 2), (result.Total[0].Validation.Count, result.Total[0].Test.Count));
        Assert.Equal([11, 1, 2], [graphs.Graph(graphs.All[1]).IdOf(2), .. ((int[])[0, 1]).Select(graphs.Graph(graphs.All[2]).IdOf)]);
    }

    [Fact]
    public void Relations_OfFewEvents_AreRankedByWhatIsFittedAndTrained() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 2], Gen.Int[0, 3].Select(r => r * r)).Array[20, 50].Sample(
            rows =>
            {
                // Many relations have one event, or one time, before validation.
                var (split, relations) = Of(rows);
                var graphs = RelationGraphs.Of(split, relations);
                var found = RelationEvaluation.Run(
                    graphs, Freshness.PerEvent,
                    [
                        static (protocol, cancel) => new DecayPredictor(DecayFit.Run(protocol, cancellationToken: cancel).Score, protocol.Split),
                        static (protocol, cancel) => LearnedRanker.Train(protocol.Split, new RankerOptions { Epochs = 1, Hidden = 4 }, protocol, null, cancel).Predictor,
                    ],
                    true, cancellationToken: TestContext.Current.CancellationToken);
                Assert.All(found.Total, t => Assert.Equal(
                    (graphs.All.Where(r => r.IsAsked).Sum(r => r.Validation), graphs.All.Where(r => r.IsAsked).Sum(r => r.Test)), ((int)t.Validation.Count, (int)t.Test.Count)));
                Assert.All(found.Total.SelectMany(t => t.Test.Trace), t => Assert.InRange(t.Reciprocal, 1.0 / 5, 1));
            },
            iter: 15);

    [Fact]
    public void Relation_WithoutTraining_IsCountedAndNotAsked()
    {
        var split = new LinkSplit(new EventStream([1, 1, 1, 1, 2], [5, 6, 5, 6, 5], [0, 1, 2, 3, 3]), 2, 3);
        var graphs = RelationGraphs.Of(split, new EventRelations([0, 0, 1, 1, 1], ["old", "new", "never"]));
        Assert.Equal<RelationCounts>([new(1, "new", 0, 1, 2), new(0, "old", 2, 0, 0)], graphs.All);
        Assert.All(graphs.All, r => Assert.False(r.IsAsked));
        var result = RelationEvaluation.Run(graphs, Freshness.PerEvent, [Model("lp")], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([2, 2], result.Relations.Select(r => r.Candidates));
        Assert.All(result.Relations, r => Assert.Empty(r.Scores));
        Assert.Equal(0, result.Total[0].Queries);
    }

    [Fact]
    public void Graphs_OfTenThousandRelations_CostWhatTheirEventsCost()
    {
        const int Relations = 10_000;
        const int Nodes = 2_000_000;
        var order = Enumerable.Range(0, 4 * Relations).ToArray();
        var split = new LinkSplit(
            new EventStream(
                Array.ConvertAll(order, i => (int)(i * 7919L % Nodes)), Array.ConvertAll(order, i => (int)(i * 104_729L % Nodes)),
                Array.ConvertAll(order, i => (double)i)),
            2 * Relations, 3 * Relations, new NodeRange(0, Nodes));
        var graphs = RelationGraphs.Of(split, new EventRelations(Array.ConvertAll(order, i => i % Relations), [.. Enumerable.Range(0, Relations).Select(r => $"r{r}")]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.All(graphs.All, r => Assert.InRange(graphs.Graph(r).NodeCount, 1, 8));

        // A copy of all nodes for each would be 8 MB.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Relations, 1, 50_000);
        var total = RelationEvaluation.Run(graphs, Freshness.PerEvent, [Model("lr>gp")], cancellationToken: TestContext.Current.CancellationToken).Total[0];
        Assert.Equal((Relations, Relations), (total.Validation.Count, total.Test.Count));
    }

    [Fact]
    public void Error_OfOneRelation_NamesIt()
    {
        var (split, relations) = Of([.. Enumerable.Range(0, 40).Select(i => (i % 3, i % 4, 1, i % 2))]);
        var error = Assert.Throws<InputException>(() => RelationEvaluation.Run(
            RelationGraphs.Of(split, relations), Freshness.PerEvent, [static (_, _) => throw new InputException("no.")], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("Relation r0: no.", error.Message);
        Assert.Throws<ArgumentException>(() => RelationGraphs.Of(split, new EventRelations([0], ["a"])));
        Assert.Throws<ArgumentException>(() => new EventRelations([0, 1], ["a"]));
        Assert.Throws<ArgumentException>(() => new EventRelations([-1], ["a"]));
    }

    private static Func<LinkProtocol, CancellationToken, ILinkPredictor> Model(string text) => text.StartsWith("decay", StringComparison.Ordinal)
        ? (protocol, _) => new DecayPredictor(DecayScore.Parse(text), protocol.Split)
        : (protocol, _) => new HeuristicPredictor(LexicographicScore.Parse(text), protocol.Split);

    private static (LinkSplit Split, EventRelations Relations) Of((int Source, int Destination, int Step, int Relation)[] rows)
    {
        var times = rows.Select((r, i) => (double)rows.Take(i + 1).Sum(x => x.Step)).ToArray();
        var events = new EventStream(Array.ConvertAll(rows, r => r.Source), Array.ConvertAll(rows, r => r.Destination), times);
        return (new LinkSplit(events, rows.Length / 2, rows.Length * 3 / 4), new EventRelations(Array.ConvertAll(rows, r => r.Relation), [.. Enumerable.Range(0, 10).Select(r => $"r{r}")]));
    }

    private static bool Near(double? a, double? b) => (a is null) == (b is null) && (a is not { } x || Math.Abs(x - b!.Value) < 1e-12);

    // How often a source went to each candidate, as one number.
    private sealed class Counts(NodeRange candidates) : ILinkPredictor
    {
        private readonly Dictionary<(int, int), int> met = [];

        public string Name => "counts";

        public NodeRange Candidates => candidates;

        public int Observed { get; private set; }

        public void Reset()
        {
            met.Clear();
            Observed = 0;
        }

        public void Observe(EventStream events, int to)
        {
            for (; Observed < to; Observed++)
            {
                var pair = (events.Sources[Observed], events.Destinations[Observed]);
                met[pair] = met.GetValueOrDefault(pair) + 1;
            }
        }

        public void Scores(ReadOnlySpan<int> sources, ReadOnlySpan<double> times, Span<float> scores)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = met.GetValueOrDefault((sources[i / candidates.Count], candidates.First + (i % candidates.Count)));
            }
        }
    }
}
