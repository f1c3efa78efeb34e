using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Grouping;

/// <summary>
/// Group counts and costs computed independently for the public files (STO-3G, 1 angstrom, exact ground state). Ties:
/// stable, in the order in which the Jordan-Wigner transform of the fermionic file produces the terms.
/// </summary>
public sealed class GoldenNumberTests
{
    public static TheoryData<string, int, double, int, double> FullyCommuting => new()
    {
        { "h2", 2, 0.1364, 2, 0.1364 },
        { "lih", 40, 1.874, 42, 0.8816 },
        { "beh2", 33, 3.929, 36, 1.1113 },
        { "h2o", 44, 57.49, 50, 7.589 },
        { "nh3", 124, 46.14, 122, 18.751 },
        { "n2", 67, 48.97, 74, 8.831 },
    };

    [Theory]
    [MemberData(nameof(FullyCommuting))]
    public void LargestFirstAndSortedInsertion_FullyCommuting_GiveTheGoldenNumbers(string name, int lf, double lfCost, int si, double siCost)
    {
        var problem = Problem(name, CommutationRule.FullyCommuting);
        AssertGrouping(problem, new LargestFirstGrouper(), lf, lfCost);
        AssertGrouping(problem, new SortedInsertionGrouper(), si, siCost);
    }

    [Theory]
    [InlineData("h2", 5, 0.1364, 5, 0.1364)]
    [InlineData("lih", 154, 2.974, 168, 0.9523)]
    [InlineData("beh2", 208, 12.51, 210, 5.965)]
    public void LargestFirstAndSortedInsertion_QubitWise_GiveTheGoldenNumbers(string name, int lf, double lfCost, int si, double siCost)
    {
        var problem = Problem(name, CommutationRule.QubitWise);
        AssertGrouping(problem, new LargestFirstGrouper(), lf, lfCost);
        AssertGrouping(problem, new SortedInsertionGrouper(), si, siCost);
    }

    [Theory]
    [InlineData("lih", 26, 0.926, 25, 1.080)]
    [InlineData("beh2", 26, 3.500, 31, 3.548)]
    [InlineData("h2o", 39, 25.87, 47, 28.99)]
    public void RlfAndDsatur_FullyCommuting_GiveTheReferenceNumbers(string name, int rlf, double rlfCost, int dsatur, double dsaturCost)
    {
        var problem = Problem(name, CommutationRule.FullyCommuting);
        AssertGrouping(problem, new RecursiveLargestFirstGrouper(), rlf, rlfCost);
        AssertGrouping(problem, new DsaturGrouper(), dsatur, dsaturCost);
    }

    [Theory]
    [InlineData("H2_6-31G_8qubits", 46, 34, 34)]
    [InlineData("LiH_STO3g_12qubits", 136, 165, 211)]
    [InlineData("BeH2_STO3g_14qubits", 140, 177, 193)]
    [InlineData("H2O_STO3g_14qubits", 224, 260, 303)]
    [InlineData("NH3_STO3g_16qubits", 618, 720, 729)]
    public void LargestFirst_QubitWiseOnTheHadfieldFiles_MatchesTheShippedCounts(string folder, int jw, int parity, int bk)
    {
        foreach (var (mapping, expected) in new[] { ("jw", jw), ("parity", parity), ("bk", bk) })
        {
            var terms = HamiltonianReader.Read(SharedData.Require("hamiltonians", "adaptiveshadows", folder, mapping + ".txt")).Sum.WithoutIdentity(out _);
            var problem = new GroupingProblem(terms, CommutationRule.QubitWise);
            Assert.Equal(expected, new LargestFirstGrouper().Group(problem, null, TestContext.Current.CancellationToken).Grouping.Count);
        }
    }

    [Theory]
    [InlineData("lih", 0.2719, 0.2334)]
    [InlineData("beh2", 0.5185, 0.4608)]
    [InlineData("h2o", 1.6535, 1.3857)]
    public void CoefficientSplitting_FromSortedInsertion_GivesTheReferenceCosts(string name, double first, double fifth)
    {
        var problem = Problem(name, CommutationRule.FullyCommuting);
        var start = new SortedInsertionGrouper().Group(problem, null, TestContext.Current.CancellationToken).Grouping;
        var result = CoefficientSplitting.Split(problem, start, 5, TestContext.Current.CancellationToken);
        Assert.Equal(first, result.Epsilon2M[1], first * 0.02);
        Assert.Equal(fifth, result.Epsilon2M[5], fifth * 0.02);
        var sums = new double[problem.Terms.Count];
        foreach (var (term, coefficient) in result.Groups.SelectMany(g => g))
        {
            sums[term] += coefficient;
        }

        for (var i = 0; i < sums.Length; i++)
        {
            Assert.Equal(problem.Terms.Coefficients[i], sums[i], 1e-9);
        }
    }

    [Fact]
    public void ConflictGraph_OfTheMolecules_HasTheCountedEdges()
    {
        foreach (var (name, fc, qwc) in new[] { ("lih", 76272L, 153192L), ("beh2", 78408L, 162532L), ("h2o", 214056L, 474762L), ("n2", 1272112L, 3642982L) })
        {
            var terms = HamiltonianReader.Read(SharedData.Require("hamiltonians", "gflownet_molecules", $"{name}_sto3g_1A_jw.txt")).Sum.WithoutIdentity(out _);
            Assert.Equal(fc, CommutationGraph.Build(terms, CommutationRule.FullyCommuting).EdgeCount());
            Assert.Equal(qwc, CommutationGraph.Build(terms, CommutationRule.QubitWise).EdgeCount());
            Assert.Equal(fc, CommutationGraph.Build(terms, CommutationRule.FullyCommuting, packedBytes: 0).EdgeCount());
        }
    }

    [Fact]
    public void SortedInsertion_OnHadfieldFiles_GivesTheReferenceRHat()
    {
        foreach (var (folder, fc, qwc) in new[] { ("LiH_STO3g_12qubits", 23.92, 17.13), ("BeH2_STO3g_14qubits", 20.75, 14.30), ("H2O_STO3g_14qubits", 10.66, 8.10) })
        {
            var terms = HamiltonianReader.Read(SharedData.Require("hamiltonians", "adaptiveshadows", folder, "jw.txt")).Sum.WithoutIdentity(out _);
            foreach (var (rule, expected) in new[] { (CommutationRule.FullyCommuting, fc), (CommutationRule.QubitWise, qwc) })
            {
                var problem = new GroupingProblem(terms, rule);
                var cost = GroupingCost.Of(problem, new SortedInsertionGrouper().Group(problem, null, TestContext.Current.CancellationToken).Grouping);
                Assert.Equal(expected, cost.RHat, 0.01 * expected);
            }
        }
    }

    private static void AssertGrouping(GroupingProblem problem, IGrouper grouper, int groups, double cost)
    {
        var grouping = grouper.Group(problem, null, TestContext.Current.CancellationToken).Grouping;
        Assert.Equal(groups, grouping.Count);
        Assert.Equal(cost, GroupingCost.Of(problem, grouping).Epsilon2M!.Value, 6e-4 * cost);
    }

    private static readonly Dictionary<string, (PauliSum Terms, TermCovariance Covariance)> Loaded = [];

    private static GroupingProblem Problem(string name, CommutationRule rule)
    {
        lock (Loaded)
        {
            if (!Loaded.TryGetValue(name, out var known))
            {
                var file = HamiltonianReader.Read(SharedData.Require("hamiltonians", "gflownet_molecules", $"{name}_sto3g_1A_fermion.txt"));
                var state = GroundState.Find(file.Sum, null, TestContext.Current.CancellationToken).State;
                var terms = file.Sum.WithoutIdentity(out _);
                Loaded.Add(name, known = (terms, state.Covariance(terms, TestContext.Current.CancellationToken)));
            }

            return new GroupingProblem(known.Terms, rule, known.Covariance);
        }
    }
}
