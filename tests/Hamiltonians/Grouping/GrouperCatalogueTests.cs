using Quiver.Core.Runs;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Validation;

namespace Quiver.Hamiltonians.Tests.Grouping;

public sealed class GrouperCatalogueTests
{
    private static readonly GrouperOptions Short = new() { Budget = TimeSpan.FromSeconds(0.05), Seed = 3 };

    public static TheoryData<string> Names => [.. Groupers.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void ByName_EveryName_MakesAGrouperOfThatNameThatGroups(string name)
    {
        var sum = RandomPauli.Sum(4, 12, 5);
        var problem = new GroupingProblem(sum, CommutationRule.FullyCommuting);
        var grouper = Groupers.ByName(name, Short);
        Assert.Equal(name, grouper.Name);
        Assert.Null(Groupers.Find(name).Obstacle(problem));
        var result = grouper.Group(problem, null, TestContext.Current.CancellationToken);
        Assert.True(GroupingValidator.Check(sum, result.Grouping.ToArrays(), problem.Rule, null).Valid);
    }

    [Fact]
    public void ByName_UnknownName_ListsTheNames()
    {
        var error = Assert.Throws<InputException>(() => Groupers.ByName("sorted"));
        Assert.All(Groupers.Names, n => Assert.Contains(n, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Obstacle_TooManyTerms_SaysSo()
    {
        var problem = new GroupingProblem(RandomPauli.Sum(5, ExactGrouper.MaxTerms + 1, 1), CommutationRule.QubitWise);
        Assert.Equal($"more than {ExactGrouper.MaxTerms} terms", Groupers.Find("exact").Obstacle(problem));
        Assert.Null(Groupers.Find("si").Obstacle(problem));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Group_Cancelled_ThrowsOrReturnsAValidGrouping(string name)
    {
        var sum = RandomPauli.Sum(4, 30, 5);
        var problem = new GroupingProblem(sum, CommutationRule.QubitWise);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        try
        {
            var result = Groupers.ByName(name, Short).Group(problem, null, stop.Token);
            Assert.Equal("annealing", name);
            Assert.True(GroupingValidator.Check(sum, result.Grouping.ToArrays(), problem.Rule, null).Valid);
        }
        catch (OperationCanceledException e)
        {
            Assert.Equal(stop.Token, e.CancellationToken);
        }
    }

    [Fact]
    public void Group_WithProgress_ReportsUpToTheBudget()
    {
        var reports = new List<ProgressReport>();
        var problem = new GroupingProblem(RandomPauli.Sum(4, 30, 5), CommutationRule.QubitWise);
        Groupers.ByName("annealing", Short).Group(problem, new Collector(reports), TestContext.Current.CancellationToken);
        Assert.NotEmpty(reports);
        Assert.All(reports, r => Assert.InRange(r.Done, 0, Short.Budget.TotalSeconds));
    }

    [Fact]
    public void Exact_SmallSum_IsProven() =>
        Assert.True(new ExactGrouper().Group(new GroupingProblem(RandomPauli.Sum(3, 8, 2), CommutationRule.QubitWise), null, TestContext.Current.CancellationToken).IsProven);

    private sealed class Collector(List<ProgressReport> reports) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => reports.Add(value);
    }
}
