using CsCheck;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Tests.Evaluation;

/// <summary>Ranks of single queries against the definition, candidate by candidate.</summary>
public sealed class RankedQueryTests
{
    private static readonly Gen<float[]> Rows = Gen.OneOf(Gen.Int[-2, 2].Select(i => (float)i), Gen.Float[-1e30f, 1e30f]).Array[2, 30];

    [Fact]
    public void Rank_AmongAllCandidates_IsThatOfTheSlowTwin() =>
        Gen.Select(Rows, Gen.Int[0, 1000], Gen.Int[0, 29].Array[0, 6], Gen.Int[0, 100_000], Gen.Int[0, 50]).Sample((row, own, shared, number, first) =>
        {
            own %= row.Length;
            var others = shared.Select(o => o % row.Length).Where(o => o != own).Distinct().ToArray();
            var rivals = Enumerable.Range(0, row.Length).Where(c => c != own && !others.Contains(c)).ToArray();
            var ranked = RankedQuery.Of(row, own, others, number);
            Assert.Equal(rivals.Count(c => row[c] > row[own]), ranked.Greater);
            Assert.Equal(rivals.Count(c => row[c] == row[own]), ranked.Ties);
            Assert.Equal(row[own], ranked.True);
            Assert.Equal(rivals.Length == 0, ranked.False is null);
            Assert.True(ranked.False is not { } drawn || rivals.Any(c => row[c] == drawn));

            // The same query by its nodes, wherever the candidates begin.
            var query = new LinkQuery(number, 0, own + first, 0, Array.ConvertAll(others, o => o + first));
            Assert.Equal(ranked, RankedQuery.Of(row, new NodeRange(first, row.Length), query));
            Assert.Equal(others.Select(o => o + first), query.Others.ToArray());
        });

    [Fact]
    public void Rank_AgainstNegatives_CountsEachOfThem() =>
        Gen.Select(Rows, Gen.Int[0, 1000], Gen.Int[-5, 40].Array[1, 12], Gen.Int[0, 9]).Sample((row, own, negatives, first) =>
        {
            own %= row.Length;
            float Score(int node) => node >= first && node < first + row.Length ? row[node - first] : float.NegativeInfinity;
            var ranked = RankedQuery.Of(row, first, first + own, negatives);
            Assert.Equal(negatives.Count(n => Score(n) > row[own]), ranked.Greater);
            Assert.Equal(negatives.Count(n => Score(n) == row[own]), ranked.Ties);
            Assert.Equal(Score(negatives[0]), ranked.False);
            var query = new LinkQuery(3, 0, first + own, 0, Negatives: negatives);
            Assert.Equal(ranked, RankedQuery.Of(row, new NodeRange(first, row.Length), query));
        });

    [Fact]
    public void Rank_OfAnyOrderOfCandidates_IsTheSame() =>
        Gen.Select(Rows, Gen.Int[0, 1000], Gen.Int).Sample((row, own, seed) =>
        {
            own %= row.Length;
            var order = Enumerable.Range(0, row.Length).ToArray();
            new Random(seed).Shuffle(order);
            var (a, b) = (RankedQuery.Of(row, own, [], 0), RankedQuery.Of(Array.ConvertAll(order, i => row[i]), Array.IndexOf(order, own), [], 0));
            Assert.Equal((a.Greater, a.Ties, a.True), (b.Greater, b.Ties, b.True));
        });

    [Theory]
    [InlineData(7, 3, new int[0])]
    [InlineData(5, 0, new[] { 1, 4 })]
    [InlineData(12, 11, new[] { 0, 1, 2, 3, 4 })]
    public void FalseCandidate_OverManyQueries_IsEveryRivalAndNoOther(int candidates, int own, int[] others)
    {
        var rivals = Enumerable.Range(0, candidates).Where(c => c != own && !others.Contains(c)).ToHashSet();
        const int Draws = 20_000;
        var counts = new int[candidates];
        for (var query = 0; query < Draws; query++)
        {
            counts[RankedQuery.FalseCandidate(query, candidates, own, others)!.Value]++;
        }

        Assert.Equal(rivals, counts.Select((n, c) => (n, c)).Where(p => p.n > 0).Select(p => p.c).ToHashSet());

        // A draw that hits a true one goes to the next, so a rival may be drawn for itself and for those before it.
        Assert.All(rivals, c => Assert.True(counts[c] > 0.8 * Draws / candidates, $"candidate {c}: {counts[c]}"));
        Assert.Equal(
            Enumerable.Range(0, 50).Select(q => RankedQuery.FalseCandidate(q, candidates, own, others)),
            Enumerable.Range(0, 50).Select(q => RankedQuery.FalseCandidate(q, candidates, own, others.Reverse().ToArray())));
    }

    [Fact]
    public void Others_OfAQuery_AreThoseOfItsSourceAndTimeInItsPart() =>
        Gen.Select(Gen.Select(Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 6]).Array[1, 30], Gen.Int[0, 30], Gen.Int[0, 30]).Sample((rows, a, b) =>
        {
            var sorted = rows.OrderBy(r => r.Item3).ToArray();
            var events = new EventStream(
                Array.ConvertAll(sorted, r => r.Item1), Array.ConvertAll(sorted, r => r.Item2), Array.ConvertAll(sorted, r => (double)r.Item3));
            var (from, to) = (Math.Min(a, b) % sorted.Length, sorted.Length);
            var (truths, found) = (new TrueDestinations(events, from, to), new List<int> { 99 });
            foreach (var query in Enumerable.Range(from, to - from).Concat(Enumerable.Range(from, to - from).Reverse()))
            {
                truths.Others(query, found);
                var (source, own, time) = sorted[query];
                var wanted = sorted[from..to].Where(r => r.Item1 == source && r.Item3 == time && r.Item2 != own).Select(r => r.Item2).Distinct();
                Assert.Equal(wanted.Order(), found);
            }
        });
}
