using CsCheck;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Ranking;

namespace Quiver.TemporalGraphs.Tests.Ranking;

/// <summary>Every feature of the ranker by its definition over all past events, in double precision.</summary>
public sealed class RankerFeatureTests
{
    private const double Small = 1e-3;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Features_OfAnyQuery_AreThoseOfTheirDefinitions(bool bipartite) =>
        Gen.Select(Gen.Select(Gen.Int[0, 4], Gen.Int[0, 5], Gen.Int[0, 3]).Array[10, 60], Gen.Int[0, 60], Gen.Int[0, 4], Gen.Int[0, 20]).Sample((rows, known, source, later) =>
        {
            var times = rows.Select((r, i) => (double)rows.Take(i + 1).Sum(x => x.Item3)).ToArray();
            if (times[^1] == times[0])
            {
                return;
            }

            var shift = bipartite ? 5 : 0;
            var split = new LinkSplit(
                new EventStream(Array.ConvertAll(rows, r => r.Item1), Array.ConvertAll(rows, r => r.Item2 + shift), times),
                rows.Length, rows.Length, new NodeRange(shift, 6));
            known %= rows.Length + 1;
            var shape = RankerShape.Of(split, new Quiver.TemporalGraphs.Heuristics.DecayScore { Power = 1.5, Reverse = bipartite ? 0 : 0.5, Unit = 2, Tau = 3, Popularity = 0.01 });
            var (features, twin) = (new RankerFeatures(shape), new Twin(split, shape, known, source, (known == 0 ? times[0] : times[known - 1]) + later));
            features.Observe(split.Events, 0, known);
            var (dense, query, met, pairs) = (new float[shape.DenseWidth * 6], new float[shape.QueryWidth], new List<int>(), new List<float>());
            features.Fill(source, twin.Time, dense, query, met, pairs);
            for (var c = 0; c < 6; c++)
            {
                Close(twin.Dense(c), [.. Enumerable.Range(0, shape.DenseWidth).Select(f => dense[(f * 6) + c])], $"candidate {c}");
            }

            Close(twin.Query(), query, "query");
            Assert.Equal(twin.Met(), met);
            for (var m = 0; m < met.Count; m++)
            {
                Close(twin.Pair(met[m]), [.. pairs.Skip(m * RankerFeatures.PairWidth).Take(RankerFeatures.PairWidth)], $"pair with {met[m]}");
            }
        }, iter: 300);

    [Theory]
    [InlineData(0)]
    [InlineData(0.003)]
    public void Prior_OfPairsThatAreManyDecayTimesOld_KeepsTheirOrder(double popularity)
    {
        var decay = new DecayScore { Power = 0, Exponential = 1, Reverse = 0, Popularity = popularity, Tau = 1 };
        var shape = new RankerShape(6, new NodeRange(1, 5), true, 0, 1, 1, 2, 3, decay);
        var prior = new DecayedPrior(shape);
        foreach (var (destination, time) in new[] { (1, 0.0), (2, 5000), (3, 9000), (4, 9971.5), (5, 9972.5) })
        {
            prior.Observe(0, destination, time);
        }

        var plain = new float[5];
        prior.Fill(10_000, plain);
        prior.Visit(0, 10_000);
        var sums = Enumerable.Range(0, 5).Select(c => plain[c] + prior.Added(c, plain[c])).ToArray();
        for (var c = 0; c < 4; c++)
        {
            Assert.True(sums[c + 1] > sums[c] && sums[c] > DecayedPrior.Least, string.Join(' ', sums));
        }

        // A single event 27.5 decay times ago; with popularity its own small part besides.
        Assert.Equal(-27.5, sums[4], 0.1);
    }

    [Fact]
    public void Joint_OfMoreCandidatesThanAreKept_IsNothing()
    {
        var joint = new JointNeighborhoods(3, most: 2);
        joint.Join(0, 1);
        joint.Move(0, 1);
        joint.SetUsers(1, 1);
        var (sum, last, moves) = (new float[3], new float[3], new float[3]);
        joint.FillJoint(new Queue<int>([0]), sum, last);
        joint.FillMoves(0, 1, moves);
        Assert.All([.. sum, .. last, .. moves], v => Assert.Equal(FeatureColumns.LogSmall, v));
    }

    [Fact]
    public void Scores_OfBlocks_AreThoseOfSingleQueries()
    {
        // More queries than one block holds, handed over in parts, arrive whole and in order.
        var split = new EventGenerator(9, 40, 400, 0.7, 2).Create().Split();
        using var stop = new CancellationTokenSource();
        var ranker = Evaluation.Ranks.Untrained(split);
        ranker.Observe(split.Events, 200);
        var queries = Enumerable.Range(200, 150).Select(i => new Quiver.TemporalGraphs.Evaluation.LinkQuery(i, split.Sources[i], split.Destinations[i], split.Times[i])).ToArray();
        var blocks = new Quiver.TemporalGraphs.Evaluation.RankingScores { KeepTrace = true };
        foreach (var part in queries.Chunk(37))
        {
            ranker.Rank(part, blocks);
        }

        ranker.Finish();
        var single = new Quiver.TemporalGraphs.Evaluation.RankingScores { KeepTrace = true };
        foreach (var query in queries)
        {
            single.Add(
                Quiver.TemporalGraphs.Evaluation.RankedQuery.Of(Evaluation.Ranks.Scores(ranker, [query.Source], [query.Time]), split.Candidates, query), query.Time);
        }

        Assert.Equal(single.Trace, blocks.Trace);
        Assert.Equal(single.Summary(), blocks.Summary());
    }

    private static void Close(double[] wanted, float[] found, string what)
    {
        Assert.Equal(wanted.Length, found.Length);
        for (var i = 0; i < wanted.Length; i++)
        {
            Assert.True(Math.Abs(wanted[i] - found[i]) < 2e-3 * (1 + Math.Abs(wanted[i])), $"{what}, feature {i}: {wanted[i]} and {found[i]}");
        }
    }

    private sealed class Twin
    {
        private readonly (int Source, int Candidate, double Time)[] past;
        private readonly RankerShape shape;
        private readonly double[] scales;
        private readonly int source;
        private readonly int first;
        private readonly double now;

        public Twin(LinkSplit split, RankerShape shape, int known, int source, double time)
        {
            (this.shape, this.source, first, Time) = (shape, source, split.Candidates.First, time);
            scales = [shape.Short, shape.Middle, shape.Long];
            double Scaled(double t) => (t - shape.Start) / shape.Unit;
            now = Scaled(time);
            past = [.. Enumerable.Range(0, known).Select(i => (split.Sources[i], split.Destinations[i] - first, Scaled(split.Times[i])))];
        }

        public double Time { get; }

        private (int Source, int Candidate, double Time)[] Own => [.. past.Where(e => e.Source == source)];

        public int[] Met() => [.. Own.Select(e => e.Candidate).Concat(past.Where(e => e.Candidate + first == source).Select(e => e.Source - first).Where(c => c is >= 0 and < 6)).Distinct()];

        public double[] Query()
        {
            var (stay, novelty, before) = (0.0, 0.0, new List<int>());
            foreach (var c in Own.Select(e => e.Candidate))
            {
                stay += 0.1 * ((before.Count > 0 && before[^1] == c ? 1 : 0) - stay);
                novelty += 0.1 * ((before.Contains(c) ? 0 : 1) - novelty);
                before.Add(c);
            }

            var (events, distinct) = (before.Count, before.Distinct().Count());
            double[] plain = [events == 0 ? 0 : Log1(now - Own[^1].Time), Log1(events), Log1(distinct), events == 0 ? 0 : distinct / (double)events, events == 0 ? 1 : 0, stay, novelty];
            var received = past.Where(e => e.Candidate + first == source).ToArray();
            return shape.Bipartite ? plain : [.. plain, received.Length == 0 ? 0 : Log1(now - received[^1].Time), Log1(received.Length)];
        }

        public double[] Dense(int c)
        {
            var here = past.Where(e => e.Candidate == c).ToArray();
            var arrivals = here.Where((e, i) => !here.Take(i).Any(o => o.Source == e.Source)).ToArray();
            double Decayed((int, int, double Time)[] events, int scale) => Math.Log(Small + events.Sum(e => Math.Exp((e.Time - now) / scales[scale])));
            double Age((int, int, double Time)[] events) => Log1(events.Length == 0 ? now + 1e9 : now - events[^1].Time);
            var recent = Own.Reverse().Take(10).Select(e => e.Candidate).Distinct().Take(5).ToArray();
            double Share(int d) => Both(d, c) * Root(d) * Root(c);
            var last = Own.Length == 0 ? -1 : Own[^1].Candidate;
            double[] plain =
            [
                Age(here), Log1(here.Length), Decayed(here, 0), Decayed(here, 1), Decayed(here, 2),
                Math.Log(Small + recent.Sum(Share)), Math.Log(Small + recent.Take(1).Sum(Share)),
                Math.Log(Small + (last < 0 ? 0 : Moves(last, c) / (double)past.Count(e => e.Candidate == last))),
                Log1(arrivals.Length), Decayed(arrivals, 1), Decayed(arrivals, 2), Age(arrivals), Prior(c, alone: true),
            ];
            return shape.Bipartite ? plain : [.. plain, .. TwoWay(c + first)];
        }

        public double[] Pair(int c)
        {
            var (own, counts) = (Own.Where(e => e.Candidate == c).ToArray(), past.Where(e => e.Candidate == c).ToArray());
            var features = new List<double>();
            if (own.Length == 0)
            {
                features.AddRange(new double[16]);
            }
            else
            {
                var (last, latest) = (own[^1].Time, Own[^1].Candidate == c);
                var rank = Own.GroupBy(e => e.Candidate).Count(g => g.Last().Time > last);
                var queue = Own.TakeLast(10).Select(e => e.Candidate).ToArray();
                double Sum(int scale) => Math.Log(Small + own.Sum(e => Math.Exp((e.Time - now) / scales[scale])));
                features.AddRange(
                [
                    1, Log1(now - last), Log1(own.Length), 1.0 / (1 + rank), Log1(rank), own.Length / (double)Own.Length, Sum(0), latest ? 1 : 0, Sum(1),
                    latest ? Query()[5] : 0, counts[^1].Source == source ? 1 : 0, Log1(counts.Length - 1 - Array.FindLastIndex(counts, e => e.Source == source)),
                    queue.Count(d => d == c) / 10.0, queue.TakeLast(3).Count(d => d == c) / 3.0, queue.Length > 1 && queue[^2] == c ? 1 : 0,
                    Log1(own.Length > 1 ? last - own[^2].Time : 0),
                ]);
            }

            var back = past.Where(e => e.Source == c + first && e.Candidate + first == source).ToArray();
            var writers = past.Where(e => e.Candidate + first == source).ToArray();
            features.AddRange(back.Length == 0 ? [0, 0, 0, 0] : [1, Log1(now - back[^1].Time), Log1(back.Length), writers[^1].Source == c + first ? 1 : 0]);
            features.AddRange(new[] { 0, 1 }.Select(scale => Math.Log(Small + back.Sum(e => Math.Exp((e.Time - now) / scales[scale])))));
            features.AddRange(OwnOrder(own, Own));
            features.AddRange(Due(own, back, writers));
            features.Add(Prior(c, alone: false) - Prior(c, alone: true));
            return [.. features];
        }

        // Ages in turns of the source: events of one time are one turn.
        private double[] OwnOrder((int Source, int Candidate, double Time)[] pair, (int Source, int Candidate, double Time)[] all)
        {
            if (pair.Length == 0)
            {
                return [Math.Log(Small), Math.Log(Small), Math.Log(Small), 0, 0, Math.Log(Small)];
            }

            double Age(double time) => all.Where(e => e.Time > time).Select(e => e.Time).Distinct().Count();
            double Sum(double turns) => Math.Log(Small + pair.Sum(e => Math.Exp(-Age(e.Time) / turns)));
            var (last, gaps) = (pair[^1].Time, pair.Length - 1);
            var next = all.Zip(all.Skip(1)).Where(m => m.First.Candidate == all[^1].Candidate).Select(m => m.Second.Candidate).ToArray();
            return
            [
                Sum(4), Sum(32), Math.Log(Small + pair.Sum(e => Math.Exp((e.Time - now) / scales[2]))), Log1(Age(last)),
                gaps == 0 ? 0 : Log1(now - last) - Log1((last - pair[0].Time) / gaps),
                Math.Log(Small + (next.Length == 0 ? 0 : next.Count(d => d == pair[0].Candidate) / (double)next.Length)),
            ];
        }

        private static double[] Due(
            (int Source, int Candidate, double Time)[] pair, (int Source, int Candidate, double Time)[] back, (int Source, int Candidate, double Time)[] writers) =>
            back.Length == 0 ? [0, 0] :
            [
                pair.Length > 0 && pair[^1].Time >= back[^1].Time ? 0 : 1,
                Log1(writers.Where(e => e.Time > back[^1].Time).Select(e => e.Time).Distinct().Count()),
            ];

        // The sum of decays by its definition: with the pair's own events and those the other way round, or by popularity alone.
        private double Prior(int c, bool alone)
        {
            var (decay, unit) = (shape.Decay, shape.Decay.Unit / shape.Unit);
            double Age(double time) => (now - time) / unit;
            var popularity = decay.Popularity * past.Where(e => e.Candidate == c).Sum(e => Math.Exp(-Age(e.Time) / decay.Tau));
            double Links(int from, int to) => past.Where(e => e.Source == from && e.Candidate + first == to).Sum(e => Math.Pow(Math.Max(1, Age(e.Time)), -decay.Power));
            var pair = alone ? 0 : Links(source, c + first) + (decay.Reverse * Links(c + first, source));
            return Math.Log(pair + Math.Max(popularity, Math.Exp(DecayedPrior.Least)));
        }

        private static double Log1(double x) => Math.Log(1 + x);

        private int Users(int c) => past.Where(e => e.Candidate == c).Select(e => e.Source).Distinct().Count();

        private double Root(int c) => Users(c) == 0 ? 0 : 1 / Math.Sqrt(Users(c));

        private int Both(int a, int b) => a == b ? 0 : past.Select(e => e.Source).Distinct()
            .Count(s => past.Any(e => e.Source == s && e.Candidate == a) && past.Any(e => e.Source == s && e.Candidate == b));

        private int Moves(int from, int to) => from == to ? 0 : past.GroupBy(e => e.Source).Sum(g => g.Zip(g.Skip(1)).Count(p => p.First.Candidate == from && p.Second.Candidate == to));

        private double[] TwoWay(int node)
        {
            // Links of either direction; a self-loop counts once for each end, as it does in the memory.
            IEnumerable<(int Node, double Time)> Around(int n) => past.SelectMany(e => new[] { (From: e.Source, To: e.Candidate + first, e.Time), (From: e.Candidate + first, To: e.Source, e.Time) })
                .Where(l => l.From == n).Select(l => (l.To, l.Time)).TakeLast(64);
            var sent = past.Where(e => e.Source == node).ToArray();
            var (fresh, all) = (new double[3], 0.0);
            foreach (var (middle, time) in node == source ? [] : Around(source))
            {
                var rarity = 1 / Math.Log(2 + Around(middle).Count());
                foreach (var (_, later) in Around(middle).Where(l => l.Node == node))
                {
                    all += rarity;
                    for (var k = 0; k < 3; k++)
                    {
                        fresh[k] += rarity * Math.Exp((time - now) / scales[k]) * Math.Exp((later - now) / scales[k]);
                    }
                }
            }

            return
            [
                Log1(sent.Length == 0 ? now + 1e9 : now - sent[^1].Time), Sent(2),
                Math.Log(Small + fresh[2]), Math.Log(Small + all), Math.Log(1e-4 + Walk(source, node, 3)),
                Sent(0), Sent(1), Math.Log(Small + fresh[0]), Math.Log(Small + fresh[1]),
            ];

            double Sent(int scale) => Math.Log(Small + sent.Sum(e => Math.Exp((e.Time - now) / scales[scale])));

            // The chance that a walk ends in a node, step by step over the last 32 links of each.
            double Walk(int from, int to, int steps)
            {
                if (steps == 0)
                {
                    return from == to ? 1 : 0;
                }

                var links = Around(from).TakeLast(32).Select(l => (l.Node, Weight: Math.Pow(1 + ((now - l.Time) / scales[0]), -2))).ToArray();
                return links.Sum(l => l.Weight / links.Sum(o => o.Weight) * Walk(l.Node, to, steps - 1));
            }
        }
    }
}
