using CsCheck;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Tests;
using Quiver.Hamiltonians.Validation;
using Quiver.Tests;

namespace Quiver.LearnedGrouping.Tests;

/// <summary>A method with a budget returns nothing worse than the heuristics it starts from, however small the budget.</summary>
[Collection(TorchCollection.Name)]
public sealed class NeverWorseTests
{
    private const double Tiny = 0.01;

    [Fact]
    public void Methods_TinyBudgetAnyHamiltonian_AreNeverWorseThanTheirStart() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[1, 40], Gen.Bool, Gen.Bool, Gen.Int[0, 100_000]).Sample(
            (qubits, terms, qubitWise, withState, seed) =>
            {
                var sum = RandomPauli.Sum(qubits, Math.Min(terms, (1 << (2 * qubits)) - 1), seed);
                var covariance = withState ? GroundState.Find(sum).State.Covariance(sum) : null;
                AssertNotWorse(new GroupingProblem(sum, qubitWise ? CommutationRule.QubitWise : CommutationRule.FullyCommuting, covariance), seed);
            },
            iter: 12,
            threads: 1);

    /// <summary>Twenty-two qubits as in LiH 6-31G: a budget that does not pay for a single gradient step.</summary>
    [Fact]
    public void Methods_ManyTerms_AreNeverWorseThanTheirStart()
    {
        var (integrals, _) = RandomMolecule.Create(11, 4, 0, seed: 3, irrepBits: 3);
        var fermions = FermionOperator.FromIntegrals(integrals);
        var sum = new FermionEncoding(FermionMapping.JordanWigner, fermions.Modes).Encode(fermions);
        var terms = sum.WithoutIdentity(out _);
        var sector = new ElectronSector(FermionMapping.JordanWigner, SpinOrder.Interleaved, 2, 2);
        var state = ReferenceStates.Cisd(sum, sector, TestContext.Current.CancellationToken).State;
        Assert.InRange(terms.Count, 2000, 9000);
        AssertNotWorse(new GroupingProblem(terms, CommutationRule.FullyCommuting, state.Covariance(terms, TestContext.Current.CancellationToken)), 1);
    }

    private static void AssertNotWorse(GroupingProblem problem, int seed)
    {
        var si = new SortedInsertionGrouper().Group(problem).Grouping;
        var start = Cost(problem, si);
        var slack = 1e-9 * start;
        Assert.InRange(Cost(problem, new AnnealingGrouper(new() { Budget = TimeSpan.FromSeconds(Tiny), Seed = seed }).Group(problem).Grouping), 0, start + slack);
        foreach (var share in new[] { 0, 0.2 })
        {
            var learned = new GFlowNetGrouper(new GFlowNetGroupingOptions { Budget = TimeSpan.FromSeconds(Tiny), Seed = seed, TrainingShare = share }).Group(problem).Grouping;
            Assert.True(GroupingValidator.Check(problem.Terms, learned.ToArrays(), problem.Rule, null).Valid);
            Assert.InRange(Cost(problem, learned), 0, Math.Min(start, Cost(problem, new VarianceSortedInsertionGrouper().Group(problem).Grouping)) + slack);
        }

        if (problem.Covariance is not null)
        {
            var split = CoefficientSplitting.Split(problem, si, cancellationToken: TestContext.Current.CancellationToken).Epsilon2M;
            Assert.Equal(start, split[0], slack);
            Assert.Equal(split.OrderDescending(), split);
        }
    }

    private static double Cost(GroupingProblem problem, MeasurementGrouping grouping)
    {
        var cost = GroupingCost.Of(problem, grouping);
        return cost.Epsilon2M ?? cost.ShotBound;
    }
}
