using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Tests.Grouping;

namespace Quiver.Hamiltonians.Tests.Search;

public sealed class AnnealingGrouperTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Search_FewTerms_FindsTheBestOfAllPartitions(int seed, bool withState)
    {
        var problem = Problem(3, 9, seed, withState);
        var best = AllPartitions.Of(problem).Min(p => Cost(problem, MeasurementGrouping.FromLabels(p)));
        Assert.Equal(best, Cost(problem, Find(problem, 0.2, seed).Grouping), 1e-9 * best);
    }

    [Fact]
    public void Search_FewTerms_FrontIsTheBestForEveryNumberOfGroups()
    {
        var problem = Problem(3, 9, 5, withState: true);
        var all = AllPartitions.Of(problem).ConvertAll(p => MeasurementGrouping.FromLabels(p));
        foreach (var grouping in Find(problem, 0.5, 1).Front)
        {
            var best = all.Where(g => g.Count <= grouping.Count).Min(g => Cost(problem, g));
            Assert.Equal(best, Cost(problem, grouping), 1e-9 * best);
        }
    }

    [Fact]
    public void Search_WithACap_KeepsToIt()
    {
        var problem = Problem(5, 60, 2, withState: true);
        var fewest = new RecursiveLargestFirstGrouper().Group(problem).Grouping.Count;
        for (var cap = fewest; cap < fewest + 4; cap++)
        {
            var outcome = Find(problem, 0.1, 1, cap);
            Assert.InRange(outcome.Grouping.Count, 1, cap);
            Assert.All(outcome.Front, g => Assert.InRange(g.Count, 1, cap));
        }

        var error = Assert.Throws<InputException>(() => Find(problem, 0.1, 1, 1));
        Assert.Contains("at most 1 groups", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_SameSeedAndTime_SameGroupingAndFront()
    {
        var problem = Problem(5, 80, 3, withState: true);
        var first = Find(problem, 0.3, 7);
        var second = Find(problem, 0.3, 7);

        // A machine too slow for the budgeted work says so; then nothing is promised.
        Assert.SkipWhen(first.ClockBound || second.ClockBound, "the machine was too busy for the budgeted work");
        Assert.Equal(first.Grouping.Assignment.ToArray(), second.Grouping.Assignment.ToArray());
        Assert.Equal(first.Front.Select(g => Cost(problem, g)), second.Front.Select(g => Cost(problem, g)));
    }

    [Fact]
    public void Search_WithAPrice_NeverEndsAboveTheStart()
    {
        var problem = Problem(5, 60, 9, withState: true);
        var start = new SortedInsertionGrouper().Group(problem).Grouping;
        double Objective(MeasurementGrouping g) => Math.Log(Cost(problem, g)) + 0.1 * g.Count;
        for (var seed = 0; seed < 5; seed++)
        {
            var found = new AnnealingGrouper(new GrouperOptions { Budget = TimeSpan.FromSeconds(0.02), Seed = seed, Gamma = 0.1, Beta = 1 }).Group(problem).Grouping;
            Assert.True(Objective(found) <= Objective(start) + 1e-9);
        }
    }

    private static GroupingResult Find(GroupingProblem problem, double seconds, int seed, int maxGroups = int.MaxValue) =>
        new AnnealingGrouper(new GrouperOptions { Budget = TimeSpan.FromSeconds(seconds), Seed = seed, MaxGroups = maxGroups })
            .Group(problem, cancellationToken: TestContext.Current.CancellationToken);

    private static double Cost(GroupingProblem problem, MeasurementGrouping grouping)
    {
        var cost = GroupingCost.Of(problem, grouping);
        return cost.Epsilon2M ?? cost.ShotBound;
    }

    private static GroupingProblem Problem(int qubits, int terms, int seed, bool withState)
    {
        var sum = RandomPauli.Sum(qubits, terms, seed);
        if (!withState)
        {
            return new GroupingProblem(sum, CommutationRule.FullyCommuting);
        }

        var state = RandomPauli.State(qubits, seed, real: true);
        var basis = state.Keys.Order().ToArray();
        return new GroupingProblem(sum, CommutationRule.FullyCommuting, new CovarianceBuilder(sum, basis, [.. basis.Select(b => state[b].Real)], null).Build(CancellationToken.None));
    }
}
