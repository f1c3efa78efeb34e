using CsCheck;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Tests;
using Quiver.Hamiltonians.Validation;
using Quiver.Tests;

namespace Quiver.LearnedGrouping.Tests;

[Collection(TorchCollection.Name)]
public sealed class GFlowNetGrouperTests
{
    [Theory]
    [InlineData(CommutationRule.FullyCommuting)]
    [InlineData(CommutationRule.QubitWise)]
    [InlineData(CommutationRule.Anticommuting)]
    public void Group_RandomSums_AreValidPartitions(CommutationRule rule) =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 12], Gen.Int[0, 1000]).Sample(
            (qubits, terms, seed) =>
            {
                var sum = RandomPauli.Sum(qubits, Math.Min(terms, (1 << (2 * qubits)) - 1), seed);
                var grouper = new GFlowNetGrouper(new GFlowNetGroupingOptions { Budget = TimeSpan.FromSeconds(0.05), TrainingShare = 0 });
                var grouping = grouper.Group(new GroupingProblem(sum, rule)).Grouping;
                var report = GroupingValidator.Check(sum, grouping.ToArrays(), rule, null);
                Assert.True(report.Valid, string.Join("; ", report.Problems));
            },
            iter: 15);

    [Fact]
    public void Group_EveryScreen_IsReproducibleAndTheFixedOneAnnealing()
    {
        var sum = RandomPauli.Sum(6, 200, 3);
        var problem = new GroupingProblem(sum, CommutationRule.FullyCommuting, GroundState.Find(sum).State.Covariance(sum));
        var budget = TimeSpan.FromSeconds(0.1);
        double Cost(EjectionScreen screen) => GroupingCost.Of(problem, new GFlowNetGrouper(
            new GFlowNetGroupingOptions { Budget = budget, Seed = 2, Ejections = screen }).Group(problem).Grouping).Epsilon2M!.Value;
        foreach (var screen in Enum.GetValues<EjectionScreen>())
        {
            Assert.Equal(Cost(screen), Cost(screen));
        }

        var annealing = new AnnealingGrouper(new GrouperOptions { Budget = budget, Seed = 2 }).Group(problem).Grouping;
        Assert.Equal(GroupingCost.Of(problem, annealing).Epsilon2M!.Value, Cost(EjectionScreen.Fixed), 1e-9);
    }
}
