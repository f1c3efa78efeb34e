using CsCheck;
using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Tests.Evaluation;

public sealed class RankingScoresTests
{
    [Fact]
    public void Rank_IsTheMeanOfTheOptimisticAndThePessimisticOne()
    {
        var scores = new RankingScores();
        scores.Add(0, 0);
        scores.Add(0, 1);
        scores.Add(2, 2);
        scores.Add(9, 0);
        Assert.Equal((1 + (1 / 1.5) + (1 / 4.0) + (1 / 10.0)) / 4, scores.Mrr, 1e-12);
        Assert.Equal((0.25, 0.5, 1.0), scores.Hits);
    }

    [Fact]
    public void Auc_IsTheShareOfPairsInOrder() =>
        Gen.Select(Gen.Int[0, 5].Array[1, 20], Gen.Int[0, 5].Array[1, 20]).Sample((positives, negatives) =>
        {
            var expected = positives.SelectMany(_ => negatives, (p, n) => p > n ? 1.0 : p == n ? 0.5 : 0).Average();
            var (_, auc) = RankingScores.OfScores(Array.ConvertAll(positives, p => (float)p), Array.ConvertAll(negatives, n => (float)n));
            return Math.Abs(auc - expected) < 1e-12;
        });

    [Fact]
    public void AveragePrecision_OfAPerfectAndAWrongOrder()
    {
        Assert.Equal(1, RankingScores.OfScores([3, 2], [1, 0]).AveragePrecision, 1e-12);

        // Order N P N P: precision 1/2 at the first, 2/4 at the second.
        Assert.Equal(0.5, RankingScores.OfScores([3, 1], [4, 2]).AveragePrecision, 1e-12);
    }

    [Fact]
    public void AveragePrecision_OfAnyScores_IsThatOfItsThresholds() =>
        Gen.Select(Gen.Int[0, 6].Array[1, 25], Gen.Int[0, 6].Array[1, 25]).Sample((positives, negatives) =>
        {
            // The definition: precision at every threshold, weighted by the recall that it adds.
            var (sum, recall) = (0.0, 0.0);
            foreach (var threshold in positives.Concat(negatives).Distinct().OrderDescending())
            {
                var (hits, wrong) = (positives.Count(p => p >= threshold), negatives.Count(n => n >= threshold));
                sum += ((hits / (double)positives.Length) - recall) * hits / (hits + wrong);
                recall = hits / (double)positives.Length;
            }

            Assert.Equal(sum, Figures(positives, negatives).AveragePrecision, 1e-12);
        });

    [Fact]
    public void Figures_OfScores_DependOnTheirOrderAlone() =>
        Gen.Select(Gen.Int[-9, 9].Array[1, 25], Gen.Int[-9, 9].Array[1, 25], Gen.Int).Sample((positives, negatives, seed) =>
        {
            var plain = Figures(positives, negatives);
            Assert.Equal(plain, Figures(positives, negatives, x => (7 * x * x * x) - 300));
            var random = new Random(seed);
            random.Shuffle(positives);
            random.Shuffle(negatives);
            Assert.Equal(plain, Figures(positives, negatives));
            var turned = Figures(negatives, positives, x => -x);
            Assert.Equal(plain.Auc, turned.Auc, 1e-12);
        });

    [Fact]
    public void Summary_OfAnyRanks_IsThatOfTheirDefinition() =>
        Gen.Select(Gen.Long[0, 12], Gen.Long[0, 4], Gen.Int[0, 3], Gen.Int[0, 3]).Array[0, 30].Sample(rows =>
        {
            var scores = new RankingScores { KeepTrace = true };
            foreach (var (i, (greater, ties, own, other)) in rows.Index())
            {
                scores.Add(new RankedQuery(greater, ties, own, other == 3 ? null : other), i);
            }

            var ranks = rows.Select(r => (1 + r.Item1 + 1 + r.Item1 + r.Item2) / 2.0).ToArray();
            var summary = scores.Summary();
            Assert.Equal(rows.Length, summary.Count);
            Assert.Equal(ranks.Length == 0 ? 0 : ranks.Average(r => 1 / r), summary.Mrr, 1e-12);
            double Share(double most) => ranks.Length == 0 ? 0 : ranks.Count(r => r <= most) / (double)ranks.Length;
            Assert.Equal((Share(1), Share(3), Share(10)), (summary.Hits1, summary.Hits3, summary.Hits10));
            Assert.Equal(ranks.Select((r, i) => ((double)i, 1 / r)), scores.Trace);
            var compared = rows.Where(r => r.Item4 != 3).ToArray();
            var wanted = compared.Length == 0 ? (0, 0) : Figures([.. compared.Select(r => r.Item3)], [.. compared.Select(r => r.Item4)]);
            Assert.Equal(wanted, (summary.AveragePrecision, summary.Auc));
        });

    [Fact]
    public void Figures_WithoutOneKindOfLink_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => { RankingScores.OfScores([], [1]); });
        Assert.Throws<ArgumentException>(() => { RankingScores.OfScores([1], []); });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RankingScores().Add(-1, 0));
        Assert.Equal(default, new RankingScores().Summary());
    }

    [Theory]
    [InlineData("event", FreshnessKind.Event, 0)]
    [InlineData("batch", FreshnessKind.Batch, 200)]
    [InlineData("batch:50", FreshnessKind.Batch, 50)]
    [InlineData("snapshot:1h", FreshnessKind.Snapshot, 3600)]
    [InlineData("snapshot:2.5", FreshnessKind.Snapshot, 2.5)]
    public void Freshness_IsReadByName(string text, FreshnessKind kind, double size) => Assert.Equal(new Freshness(kind, size), Freshness.Parse(text));

    [Theory]
    [InlineData("events")]
    [InlineData("batch:0")]
    [InlineData("snapshot")]
    [InlineData("snapshot:-1h")]
    [InlineData("event:1")]
    public void Freshness_ThatIsNone_IsRefused(string text) => Assert.Throws<FormatException>(() => { Freshness.Parse(text); });

    private static (double AveragePrecision, double Auc) Figures(int[] positives, int[] negatives, Func<float, float>? change = null) =>
        RankingScores.OfScores(
            Array.ConvertAll(positives, p => change is null ? p : change(p)), Array.ConvertAll(negatives, n => change is null ? n : change(n)));
}
