using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Tests.Search;

public sealed class PartitionStateTests
{
    [Fact]
    public void Moves_AgainstRecomputation_KeepCostAndConflicts()
    {
        var sum = RandomPauli.Sum(4, 50, 7);
        var state = RandomPauli.State(4, 7, real: true);
        var basis = state.Keys.Order().ToArray();
        var covariance = new CovarianceBuilder(sum, basis, [.. basis.Select(b => state[b].Real)], null).Build(CancellationToken.None);
        var problem = new GroupingProblem(sum, CommutationRule.FullyCommuting, covariance);
        var weights = new PartitionWeights(problem);
        var partition = new PartitionState(weights);
        partition.Load(Enumerable.Range(0, sum.Count).ToArray());
        var random = new Random(1);

        // A field is off by at most half a step of 1/32767 for every correlation, and by what float32 sums lose.
        double Rounding(ReadOnlySpan<int> members, int term)
        {
            double sum = 0;
            foreach (var m in members)
            {
                sum += weights.Deviation(m);
            }

            return weights.Deviation(term) * sum / short.MaxValue + 1e-6;
        }

        for (var move = 0; move < 2000; move++)
        {
            var term = random.Next(sum.Count);
            var own = weights.Diagonal(term);
            var source = partition.Group[term];
            var left = partition.Sizes[source] == 1 ? 0 : partition.Variances[source] - 2 * partition.Field(source, term) - own;
            var lost = partition.RemovalCost(term);
            Assert.Equal(Math.Sqrt(Math.Max(0, left)) - partition.Deviations[source], lost, 1e-12);
            partition.Remove(term);
            Assert.Equal(left, partition.Variances[source], Rounding(partition.Members(source), term));
            var slots = Enumerable.Range(0, partition.Slots).Where(s => partition.Accepts(s, term)).ToArray();
            var slot = slots[random.Next(slots.Length)];
            var joined = partition.Variances[slot] + 2 * partition.Field(slot, term) + own;
            var gained = partition.InsertionCost(term, slot);
            Assert.Equal(Math.Sqrt(Math.Max(0, joined)) - partition.Deviations[slot], gained, 1e-12);
            var rounding = Rounding(partition.Members(slot), term);
            partition.Insert(term, slot);
            Assert.Equal(joined, partition.Variances[slot], rounding);
        }

        var grouping = MeasurementGrouping.FromLabels(partition.Group);
        var expected = GroupingCost.Of(problem, grouping).Epsilon2M!.Value;
        Assert.Equal(expected, Math.Pow(partition.Cost * weights.Unit, 2), 1e-6);
        for (var s = 0; s < partition.Slots; s++)
        {
            for (var i = 0; i < sum.Count; i++)
            {
                var members = partition.Members(s).ToArray();
                Assert.Equal(members.Count(m => !CommutationRelation.Compatible(sum, i, m, CommutationRule.FullyCommuting)), partition.Conflicts(s, i));
            }
        }
    }
}
