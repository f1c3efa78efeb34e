using CsCheck;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Heuristics;

namespace Quiver.TemporalGraphs.Tests.Heuristics;

/// <summary>What is kept of pairs and of the order of destinations, against dictionaries and lists.</summary>
public sealed class PairTableTests
{
    [Fact]
    public void Table_OfManyPairs_IsADictionary() =>
        Gen.Select(Gen.Int[0, 30], Gen.OneOf(Gen.Int[0, 5], Gen.Int[0, 100_000])).Array[0, 4000].Sample(pairs =>
        {
            var (table, wanted) = (new PairTable(31), new Dictionary<(int, int), (int Rank, int Count)>());
            for (var i = 0; i < pairs.Length; i++)
            {
                var (source, destination) = pairs[i];
                Assert.Equal(!wanted.ContainsKey(pairs[i]), table.Find(source, destination) < 0);
                Assert.Equal(!wanted.ContainsKey(pairs[i]), table.Add(source, destination, i + 1, i));
                wanted[pairs[i]] = (i + 1, wanted.GetValueOrDefault(pairs[i]).Count + 1);
            }

            foreach (var ((source, destination), (rank, count)) in wanted)
            {
                Assert.Equal(new PairRecord(destination, rank, count, rank - 1), table.Of(source)[table.Find(source, destination)]);
            }

            for (var source = 0; source < 31; source++)
            {
                Assert.Equal(pairs.Where(p => p.Item1 == source).Select(p => p.Item2).Distinct(), table.Of(source).ToArray().Select(r => r.Destination));
            }
        }, iter: 12);

    [Fact]
    public void Set_OfManyPairs_IsASet() =>
        Gen.Select(Gen.Int[0, 300], Gen.OneOf(Gen.Int[0, 5], Gen.Int[0, int.MaxValue])).Array[0, 4000].Sample(pairs =>
        {
            var (set, wanted) = (new PairSet(), new HashSet<(int, int)>());
            foreach (var pair in pairs)
            {
                Assert.Equal(wanted.Contains(pair), set.Contains(pair.Item1, pair.Item2));
                set.Add(pair.Item1, pair.Item2);
                wanted.Add(pair);
            }

            Assert.All(wanted, p => Assert.True(set.Contains(p.Item1, p.Item2)));
        }, iter: 12);

    [Fact]
    public void Order_OverMoreTimesThanItHasPlaces_CountsLaterNodes() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 2]).Array[0, 5000].Sample(moves =>
        {
            // Two of seven nodes have a last time before the order begins, at one rank.
            int[] ranks = [0, 3, 0, 3, 1, 0, 0];
            var (order, rank) = (new RecencyOrder(7), 3);
            order.Begin(ranks);
            for (var i = 0; i < moves.Length; i++)
            {
                rank += moves[i].Item2;
                ranks[moves[i].Item1] = rank;
                order.Move(moves[i].Item1, rank);
                if (i % 97 == 0 || i == moves.Length - 1)
                {
                    for (var node = 0; node < 7; node++)
                    {
                        Assert.Equal((ranks.Count(r => r > ranks[node]), ranks[node] == 0 ? 0 : ranks.Count(r => r == ranks[node])), order.Around(node));
                    }
                }
            }
        }, iter: 8);
}
