using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.Search;

namespace Quiver.Hamiltonians.Tests.Search;

public sealed class ScanGrouperTests
{
    [Fact]
    public void Group_GeometriesThatLackTerms_GivesAValidPartitionOfEach()
    {
        // Geometry k lacks the terms k and k + 5 of the same operator, and its coefficients are a little larger.
        var problems = Enumerable.Range(0, 4).Select(k => Geometry(k)).ToArray();
        var found = new ScanGrouper(new GrouperOptions { Budget = TimeSpan.FromSeconds(0.05), MaxGroups = 20 })
            .Group(problems, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(problems.Length, found.Count);
        foreach (var (problem, result) in problems.Zip(found))
        {
            Assert.Equal(problem.Terms.Count, result.Grouping.Assignment.Length);
            Assert.InRange(result.Grouping.Count, 1, 20);
            Assert.All(result.Grouping.ToArrays(), g => Assert.All(g, a => Assert.All(g, b => Assert.True(problem.Graph.Compatible(a, b)))));
        }
    }

    [Fact]
    public void Group_MoreTermsThanATableHolds_IsRefused()
    {
        var large = new GroupingProblem(RandomPauli.Sum(9, ScanGrouper.MaxTerms + 1, 1), CommutationRule.FullyCommuting);
        var error = Assert.Throws<InputException>(() => new ScanGrouper().Group([large], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("at most 16000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Carried_TermsOfBoth_KeepTheirCompanyAndNewOnesStandAlone()
    {
        var (from, to) = (Geometry(0), Geometry(2));
        var grouping = MeasurementGrouping.FromLabels([.. Enumerable.Range(0, from.Terms.Count).Select(i => i / 3)]);
        var labels = ScanGrouper.Carried(from, grouping, to);
        for (var i = 0; i < labels.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (IndexIn(from, to.Terms.String(i)), IndexIn(from, to.Terms.String(j)));
                Assert.Equal(a >= 0 && b >= 0 && a / 3 == b / 3, labels[i] == labels[j]);
            }
        }
    }

    [Fact]
    public void Group_AnotherNumberOfQubits_IsRefused()
    {
        var other = new GroupingProblem(RandomPauli.Sum(3, 9, 1), CommutationRule.FullyCommuting);
        Assert.Contains("3 qubits", Assert.Throws<InputException>(() => new ScanGrouper().Group([Geometry(0), other])).Message, StringComparison.Ordinal);
    }

    private static int IndexIn(GroupingProblem problem, PauliString term) =>
        Enumerable.Range(0, problem.Terms.Count).FirstOrDefault(i => problem.Terms.String(i).Equals(term), -1);

    private static GroupingProblem Geometry(int k)
    {
        var whole = RandomPauli.Sum(5, 60, 4);
        var builder = new PauliSumBuilder(5);
        foreach (var i in Enumerable.Range(0, whole.Count).Where(i => i != k && i != k + 5))
        {
            builder.Add(whole.String(i), whole.Coefficient(i).Real * (1 + 0.01 * k));
        }

        return new GroupingProblem(builder.Build(-1), CommutationRule.FullyCommuting);
    }
}
