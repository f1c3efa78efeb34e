using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;
using Quiver.Tests;
using Quiver.Hamiltonians.Validation;

namespace Quiver.Hamiltonians.Tests.Search;

public class DelegatedSearchTests
{
    [Fact]
    public void Group_InAState_IsValidBetterThanItsStartAndRepeats()
    {
        var file = HamiltonianReader.Read(SharedData.Molecule("n2.fcidump"), new HamiltonianReadOptions { Mapping = FermionMapping.JordanWigner });
        var terms = file.Sum.WithoutIdentity(out _);
        var state = SelectedCi.Find(file.Sum, file.StateSector, new SelectedCiOptions { MaxDeterminants = 60 }).State;
        var problem = GroupingProblem.InState(terms, CommutationRule.FullyCommuting, state);
        var table = new GroupingProblem(terms, CommutationRule.FullyCommuting, state.Covariance(terms));
        var start = new SortedInsertionGrouper().Group(problem).Grouping;
        Assert.Equal(GroupingCost.Of(table, start).Epsilon2M!.Value, GroupingCost.Of(problem, start).Epsilon2M!.Value, 1e-7);

        var options = new GrouperOptions { Budget = TimeSpan.FromSeconds(0.4), Seed = 3 };
        GroupingResult Search() => new DelegatedSearch(options) { MainTerms = 700 }.Group(problem, null, TestContext.Current.CancellationToken);
        var first = Search();
        var found = first.Grouping;
        Assert.True(GroupingValidator.Check(terms, found.ToArrays(), CommutationRule.FullyCommuting, null).Valid);
        Assert.True(GroupingCost.Of(table, found).Epsilon2M < GroupingCost.Of(table, start).Epsilon2M);
        var second = Search();
        Assert.SkipWhen(first.ClockBound || second.ClockBound, "the machine was too busy for the budgeted work");
        Assert.Equal(found.Assignment.ToArray(), second.Grouping.Assignment.ToArray());
    }

    [Fact]
    public void Group_WithoutAState_LowersTheBound()
    {
        var sum = RandomPauli.Sum(9, 3000, 5);
        var problem = new GroupingProblem(sum, CommutationRule.FullyCommuting);
        var start = new SortedInsertionGrouper().Group(problem).Grouping;
        var found = new DelegatedSearch(new GrouperOptions { Budget = TimeSpan.FromSeconds(0.3) }) { MainTerms = 600 }.Group(problem, null, TestContext.Current.CancellationToken).Grouping;
        Assert.True(GroupingValidator.Check(sum, found.ToArrays(), CommutationRule.FullyCommuting, null).Valid);
        Assert.True(GroupingCost.Of(problem, found).ShotBound < GroupingCost.Of(problem, start).ShotBound);
    }
}
