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
        for (var move = 0; move < 2000; move++)
        {
            var term = random.Next(sum.Count);
            var before = partition.Cost;
            var predicted = partition.RemovalCost(term);
            partition.Remove(term);
            var slots = Enumerable.Range(0, partition.Slots).Where(s => partition.Accepts(s, term)).ToArray();
            var slot = slots[random.Next(slots.Length)];
            predicted += partition.InsertionCost(term, slot);
            partition.Insert(term, slot);
            Assert.Equal(before + predicted, partition.Cost, 1e-6);
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
