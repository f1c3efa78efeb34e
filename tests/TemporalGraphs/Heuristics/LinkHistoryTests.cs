using CsCheck;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Tests.Evaluation;

namespace Quiver.TemporalGraphs.Tests.Heuristics;

/// <summary>What the training-free scores keep, against lists of all events.</summary>
public sealed class LinkHistoryTests
{
    private static readonly Gen<(int Source, int Destination, int Time)[]> Events = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6], Gen.Int[0, 20])
        .Array[1, 60].Select(rows => rows.OrderBy(r => r.Item3).ToArray());

    [Fact]
    public void Tree_OfAnyKeys_CountsThoseAbove() =>
        Gen.Select(Gen.OneOf(Gen.Int[1, 20], Gen.Int[1, 9000]).Array[0, 60], Gen.Int[0, 9001].Array[1, 10]).Sample((keys, asked) =>
        {
            var (tree, kept) = (new FenwickTree(), new List<int>());
            foreach (var key in keys)
            {
                // Every third time a key that is there goes away again.
                if (kept.Count > 0 && key % 3 == 0)
                {
                    tree.Add(kept[^1], -1);
                    kept.RemoveAt(kept.Count - 1);
                }

                tree.Add(key, 1);
                kept.Add(key);
                Assert.All(asked, a => Assert.Equal(kept.Count(k => k > a), tree.Above(a)));
            }

            Assert.Equal(0, tree.Above(int.MaxValue));
            Assert.Equal(kept.Count, tree.Above(0));
        });

    [Fact]
    public void History_OfAnyEvents_IsThatOfTheSlowTwin() =>
        Gen.Select(Events, Gen.Bool, Gen.Int[0, 60]).Sample((rows, recency, early) =>
        {
            var history = new LinkHistory(7, LexicographicScore.Parse(recency ? "cn>lr>gr" : "cn>lp>gp"));
            for (var i = 0; i < rows.Length; i++)
            {
                history.Observe(rows[i].Source, rows[i].Destination, rows[i].Time);
                if (i >= early)
                {
                    // From the first question on, counts go along with the events.
                    Check(history, rows[..(i + 1)], recency);
                }
            }

            Check(history, rows, recency);
        });

    [Fact]
    public void Scores_OfEveryKey_OrderCandidatesAsTheirDefinitions() =>
        Gen.Select(Events, Gen.Int[0, 6], Gen.Int[0, LexicographicScore.KeyNames.Count - 1].Select(i => LexicographicScore.KeyNames[i])).Sample((rows, source, key) =>
        {
            var split = new LinkSplit(
                new EventStream([.. rows.Select(r => r.Source)], [.. rows.Select(r => r.Destination)], [.. rows.Select(r => (double)r.Time)]),
                rows.Length, rows.Length, new NodeRange(0, 7));
            var predictor = new HeuristicPredictor(LexicographicScore.Parse(key), split);
            predictor.Observe(split.Events, split.Count);
            var window = rows[^1].Time - (0.15 * (rows[^1].Time - rows[0].Time));
            int[] Around(int node) => [.. rows.Where(r => r.Source == node).Select(r => r.Destination)
                .Concat(rows.Where(r => r.Destination == node).Select(r => r.Source)).Where(n => n != node).Distinct()];
            double Wanted(int d)
            {
                var (here, anywhere) = (rows.Where(r => r.Source == source && r.Destination == d), rows.Where(r => r.Destination == d));
                return key switch
                {
                    "edgebank" => here.Any() ? 1 : 0,
                    "edgebank-tw" => here.Any(r => r.Time >= window) ? 1 : 0,
                    "lr" => here.Select(r => r.Time + 1).DefaultIfEmpty(0).Max(),
                    "lp" => here.Count(),
                    "cn" => d == source ? 0 : Around(source).Intersect(Around(d)).Count(),
                    "gr" => anywhere.Select(r => r.Time + 1).DefaultIfEmpty(0).Max(),
                    _ => anywhere.Count(),
                };
            }

            var wanted = Enumerable.Range(0, 7).Select(Wanted).ToArray();
            var places = wanted.Distinct().Order().ToList();
            Assert.Equal(wanted.Select(w => (float)places.IndexOf(w)), Ranks.Scores(predictor, [source], [rows[^1].Time]));
        });

    [Fact]
    public void Ranks_AgainstNegatives_AreThoseOfTheScores() =>
        Gen.Select(Events, Gen.Int[0, 6], Gen.Int[0, 6], Gen.Int[0, 6].Array[1, 8], Gen.Int[0, 4]).Sample((rows, source, own, negatives, which) =>
        {
            string[] names = ["lr>gr", "cn>lp>gp", "edgebank-tw", "decay:walks=1,reverse=0.5", "decay:exp=2,popularity=0"];
            var split = new LinkSplit(
                new EventStream([.. rows.Select(r => r.Source)], [.. rows.Select(r => r.Destination)], [.. rows.Select(r => (double)r.Time)]),
                rows.Length, rows.Length, new NodeRange(0, 7));
            IQueryRanker predictor = names[which].StartsWith("decay", StringComparison.Ordinal)
                ? new DecayPredictor(DecayScore.Parse(names[which]), split) : new HeuristicPredictor(LexicographicScore.Parse(names[which]), split);
            predictor.Observe(split.Events, split.Count);
            var (fast, slow) = (new RankingScores(), new RankingScores());
            var query = new LinkQuery(0, source, own, rows[^1].Time + 1, Negatives: negatives);
            predictor.Rank([query], fast);
            slow.Add(RankedQuery.Of(Ranks.Scores(predictor, [source], [query.Time]), split.Candidates, query));
            Assert.Equal(slow.Mrr, fast.Mrr);
        });

    [Fact]
    public void Names_OfAnyKeysInOrder_AreReadAsTheSame() =>
        Gen.Select(Gen.Shuffle(Enumerable.Range(0, 5).ToArray()), Gen.Int[0, 5], Gen.Int[0, 2], Gen.Bool).Sample((order, count, global, plus) =>
        {
            var keys = order[..count].Select(k => LexicographicScore.KeyNames[k]).ToList();
            if (global > 0 || keys.Count == 0)
            {
                keys.Add(global == 2 ? "gr" : "gp");
            }

            var score = LexicographicScore.Parse(string.Join(plus ? " + " : ">", keys));
            Assert.Equal(string.Join('>', keys), score.Name);
            Assert.Equal(score.Name, LexicographicScore.Parse(score.Name).Name);
            Assert.Equal(keys.Count, score.Local.Count + (score.Global is null ? 0 : 1));
        });

    [Fact]
    public void DecayNames_OfAnyConstants_AreReadAsTheSame()
    {
        var value = Gen.OneOf(Gen.Double[1e-6, 1e6], Gen.Int[-300, 300].Select(e => Math.Pow(10, e)));
        var zero = Gen.OneOf(value, Gen.Const(0.0));
        Gen.Select(zero, value, zero, zero, value, Gen.Select(zero, zero, zero, value), value).Sample((power, exp, reverse, popularity, tau, rest, unit) =>
        {
            var (walks, reply, activity, activityTau) = rest;
            // Where a power decays, the other constant is of no meaning and has no name.
            var score = new DecayScore
            {
                Power = power,
                Exponential = power > 0 ? new DecayScore().Exponential : exp,
                Reverse = reverse,
                Popularity = popularity,
                Tau = tau,
                Walks = walks,
                Reply = reply,
                Activity = activity,
                ActivityTau = activity > 0 ? activityTau : new DecayScore().ActivityTau,
                Unit = unit,
            };
            Assert.Equal(score, DecayScore.Parse(score.Name));
        });
    }

    private static void Check(LinkHistory history, (int Source, int Destination, int Time)[] rows, bool recency)
    {
        var order = rows.Select(r => r.Time).Distinct().Order().ToList();
        int Key(int node) => recency
            ? order.IndexOf(rows.Where(r => r.Destination == node).Select(r => r.Time).DefaultIfEmpty(-1).Max()) + 1 : rows.Count(r => r.Destination == node);
        Assert.Equal(rows[^1].Time, history.Now);
        Assert.Equal(rows.Select(r => r.Destination).Distinct().Count(), history.SeenDestinations);
        for (var node = 0; node < 7; node++)
        {
            Assert.Equal(recency ? Key(node) : rows.Count(r => r.Destination == node), recency ? history.LastRank(node) : history.Count(node));
            Assert.Equal(
                (Enumerable.Range(0, 7).Count(n => Key(n) > Key(node)), Key(node) == 0 ? 0 : Enumerable.Range(0, 7).Count(n => Key(n) == Key(node))),
                history.Globally(node));
            var met = rows.Where(r => r.Source == node).Select(r => r.Destination).Distinct().ToArray();
            Assert.Equal(met, history.Of(node).ToArray().Select(r => r.Destination));
            var around = met.Concat(rows.Where(r => r.Destination == node).Select(r => r.Source)).Where(n => n != node).Distinct();
            Assert.Equal(around.Order(), history.Neighbors(node).ToArray().Order());
            for (var other = 0; other < 7; other++)
            {
                var (record, pair) = (history.Of(node, other), rows.Where(r => r.Source == node && r.Destination == other).ToArray());
                Assert.Equal(pair.Length, record.Count);
                Assert.Equal(pair.Length == 0 ? 0 : order.IndexOf(pair[^1].Time) + 1, record.LastRank);
                Assert.Equal(pair.Length == 0 ? double.NegativeInfinity : pair[^1].Time, record.LastTime);
            }
        }
    }
}
