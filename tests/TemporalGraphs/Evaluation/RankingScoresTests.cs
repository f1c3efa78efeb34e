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
        Assert.Equal((1 + (1 / 1.5) + (1 / 4.0) + (1 / 10.0)) / 4, scores.Mrr, 12);
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
        Assert.Equal(1, RankingScores.OfScores([3, 2], [1, 0]).AveragePrecision, 12);

        // Order N P N P: precision 1/2 at the first, 2/4 at the second.
        Assert.Equal(0.5, RankingScores.OfScores([3, 1], [4, 2]).AveragePrecision, 12);
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
}
