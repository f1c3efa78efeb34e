using System.Numerics;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Validation;

namespace Quiver.Hamiltonians.Tests.States;

[Trait("Kernel", "lanes")]
public sealed class TermCovarianceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Build_RandomState_AgreesWithAppliedOperators(bool real)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var sum = RandomPauli.Sum(4, 40, seed);
            var state = RandomPauli.State(4, seed, real);
            var covariance = Covariance(sum, state);
            var problem = new GroupingProblem(sum, CommutationRule.FullyCommuting, covariance);
            foreach (var grouping in new[] { new SortedInsertionGrouper().Group(problem).Grouping, new DsaturGrouper().Group(problem).Grouping })
            {
                var slow = GroupingValidator.Check(sum, grouping.ToArrays(), CommutationRule.FullyCommuting, state);
                Assert.Equal(slow.Epsilon2M!.Value, GroupingCost.Of(problem, grouping).Epsilon2M!.Value, 1e-10);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Build_FewBasisStates_AgreesWithAppliedOperators(bool real)
    {
        // Fewer basis states than masks: their pairs are listed once.
        var sum = RandomPauli.Sum(6, 150, 3);
        var kept = RandomPauli.State(6, 3, real).Where((_, i) => i % 5 == 0).ToArray();
        var norm = Math.Sqrt(kept.Sum(k => k.Value.Magnitude * k.Value.Magnitude));
        var state = kept.ToDictionary(k => k.Key, k => k.Value / norm);
        var problem = new GroupingProblem(sum, CommutationRule.FullyCommuting, Covariance(sum, state));
        var grouping = new SortedInsertionGrouper().Group(problem).Grouping;
        var slow = GroupingValidator.Check(sum, grouping.ToArrays(), CommutationRule.FullyCommuting, state);
        Assert.Equal(slow.Epsilon2M!.Value, GroupingCost.Of(problem, grouping).Epsilon2M!.Value, 1e-10);
    }

    [Fact]
    public void Row_NonCommutingPair_IsZero()
    {
        var sum = RandomPauli.Sum(3, 20, 1);
        var covariance = Covariance(sum, RandomPauli.State(3, 1, real: true));
        for (var i = 0; i < sum.Count; i++)
        {
            for (var j = 0; j < sum.Count; j++)
            {
                if (!CommutationRelation.Compatible(sum, i, j, CommutationRule.FullyCommuting))
                {
                    Assert.Equal(0, covariance.Row(i)[j]);
                }
            }
        }
    }

    private static TermCovariance Covariance(Quiver.Hamiltonians.Pauli.PauliSum sum, Dictionary<ulong, Complex> state)
    {
        var basis = state.Keys.Order().ToArray();
        var re = basis.Select(b => state[b].Real).ToArray();
        var im = basis.Select(b => state[b].Imaginary).ToArray();
        return new CovarianceBuilder(sum, basis, re, im.All(v => v == 0) ? null : im).Build(CancellationToken.None);
    }
}
