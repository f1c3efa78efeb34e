using Quiver.Circuits.Measurement;
using Quiver.Circuits.Measurement.Joint;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Validation;
using Quiver.Tests;
using Xunit;

namespace Quiver.Circuits.Tests.Measurement;

public sealed class JointSearchTests
{
    private static readonly JointSearchOptions Short = new() { Moves = 3_200, MovesPerChain = 200, Seed = 1 };

    [Fact]
    public void Run_EveryPoint_IsAValidPartitionWithItsOwnCosts_AndNoneCoversAnother()
    {
        var (file, problem) = Problem("h4.fcidump");
        var found = JointSearch.Run(problem, [], Short, null, TestContext.Current.CancellationToken);
        Assert.True(found.Count > 5, $"{found.Count} points");
        foreach (var point in found)
        {
            Assert.True(GroupingValidator.Check(problem.Terms, point.Grouping.ToArrays(), CommutationRule.FullyCommuting, null).Valid);
            Assert.Equal(GroupingCost.Of(problem, point.Grouping).Epsilon2M!.Value, point.Epsilon2M, 1e-9);
            Assert.Equal(new MeasurementPlan(problem.Terms, point.Grouping, Short.Circuits, TestContext.Current.CancellationToken).TwoQubitGates, point.TwoQubitGates);
            Assert.DoesNotContain(found, q => !ReferenceEquals(q, point)
                && q.Epsilon2M <= point.Epsilon2M && q.Groups <= point.Groups && q.TwoQubitGates <= point.TwoQubitGates);
        }

        // One run spans from no gate at all to the fewest groups.
        Assert.Contains(found, static p => p.TwoQubitGates == 0);
        Assert.Contains(found, static p => p.Groups <= 9);
        Assert.Contains(found, static p => p.TwoQubitGates is > 0 and < 30);
    }

    [Fact]
    public void Run_AnyPreference_IsServedNoWorseThanByTheStarts()
    {
        var (_, problem) = Problem("h4.fcidump");
        var si = new SortedInsertionGrouper().Group(problem, null, TestContext.Current.CancellationToken).Grouping;
        var start = JointSearch.Run(problem, [si], Short with { Moves = 0 }, null, TestContext.Current.CancellationToken);
        var found = JointSearch.Run(problem, [si], Short, null, TestContext.Current.CancellationToken);
        var better = 0;
        foreach (var weights in new[] { (1.0, 0.0, 0.0), (0, 1, 0), (0, 0, 1), (1, 1, 1), (1, 0.1, 0.1), (0.2, 0.1, 1), (0.1, 1, 0.3) })
        {
            var preference = new JointPreference(weights.Item1, weights.Item2, weights.Item3);
            double Best(IEnumerable<JointPoint> points) => points.Min(p => preference.Cost(p.Epsilon2M, p.Groups / 9.0, p.TwoQubitGates / 57.0));
            Assert.True(Best(found) <= Best(start));
            better += Best(found) < Best(start) * 0.99 ? 1 : 0;
        }

        Assert.True(better >= 3, $"{better} of 7 preferences gained");
    }

    [Fact]
    public void Run_SameSeed_GivesTheSamePoints_AndAnotherSeedOthers()
    {
        var (_, problem) = Problem("h4.fcidump");
        string Points(int seed) => string.Join('\n', JointSearch.Run(problem, [], Short with { Seed = seed, Moves = 800 }, null, TestContext.Current.CancellationToken)
            .Select(static p => $"{p.Epsilon2M:R} {p.Groups} {p.TwoQubitGates}"));
        Assert.Equal(Points(3), Points(3));
        Assert.NotEqual(Points(3), Points(4));
    }

    [Fact]
    public void Run_WithoutCovariances_IsRefused() => Assert.Throws<ArgumentException>(() => JointSearch.Run(
        new GroupingProblem(Problem("h2.fcidump").Problem.Terms, CommutationRule.FullyCommuting), [], Short, null, TestContext.Current.CancellationToken));

    private static (HamiltonianFile File, GroupingProblem Problem) Problem(string molecule)
    {
        var file = HamiltonianReader.Read(SharedData.Molecule(molecule));
        var (_, state) = GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken);
        var terms = file.Sum.WithoutIdentity(out _);
        return (file, new GroupingProblem(terms, CommutationRule.FullyCommuting, state.Covariance(terms)));
    }
}
