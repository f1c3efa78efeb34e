using CsCheck;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Tests.Search;

public sealed class DelegationPlanTests
{
    private const int LeastTerms = 200;
    private static readonly GroupingProblem Problem = new(RandomPauli.Sum(10, 3000, 1), CommutationRule.FullyCommuting);
    private static readonly GroupingProblem InState =
        GroupingProblem.InState(Problem.Terms, CommutationRule.FullyCommuting, QuantumState.BasisState(10, 3));

    [Fact]
    public void Of_AnyMemory_ItsTablesFit() => Gen.Select(Gen.Double[1, 1000], Gen.Double[1, 1000], Gen.Bool).Sample((megabytes, seconds, hasState) =>
    {
        var options = new GrouperOptions { Memory = (long)(1e6 * megabytes), Budget = TimeSpan.FromSeconds(seconds) };
        var plan = DelegationPlan.Of(hasState ? InState : Problem, options);
        var most = Math.Max(options.Memory, AnnealingGrouper.TableBytes(LeastTerms));
        Assert.True(AnnealingGrouper.TableBytes(plan.MainTerms) <= most, $"{plan.MainTerms} terms in {most} bytes");
        Assert.True(AnnealingGrouper.TableBytes(plan.BlockTerms) <= most, $"{plan.BlockTerms} terms in {most} bytes");
        Assert.InRange(plan.BlockTerms, LeastTerms, DelegationPlan.MostBlockTerms);
        Assert.True(plan.Passes >= 1);
        Assert.InRange(plan.MainSeconds + (plan.Passes * plan.PassSeconds), 0.39 * seconds, 1.000001 * seconds);
    });

    [Fact]
    public void Of_StatesBeyondSumsOverAHull_CovariancesOfAllBlocksLeaveTwoFifthsToTheSearches() => Gen.Double[30, 3000].Sample(seconds =>
    {
        var terms = RandomPauli.Sum(34, 5000, 1);
        var problem = GroupingProblem.InState(terms, CommutationRule.FullyCommuting, QuantumState.BasisState(34, 3));
        var plan = DelegationPlan.Of(problem, new GrouperOptions { Memory = 1L << 32, Budget = TimeSpan.FromSeconds(seconds) }, mainTerms: 300, blockTerms: 5000);
        Assert.Equal(0, plan.MainTerms);
        Assert.True(plan.Passes > 1);

        // 0.1 microseconds a pair of a whole Hamiltonian, twice that in blocks.
        Assert.InRange(plan.Passes * 2e-7 * 5000 * 5000, 0, 0.6 * seconds);
        Assert.InRange(plan.Passes * plan.PassSeconds, 0.39 * seconds, seconds);
    }, iter: 20);

    [Fact]
    public void Blocks_AnyPass_DealOutEveryGroupOnceAndFitTheirSize() => Gen.Select(Gen.Int[1, 3000], Gen.Int[0, 5], Gen.Int).Sample((most, pass, seed) =>
    {
        var groups = new SortedInsertionGrouper().Group(Problem).Grouping.ToArrays();
        var known = new DelegatedBlock(groups, [.. groups.Select(g => Math.Sqrt(Problem.GroupVariance(g)))], false);
        var blocks = new DelegationPlan(0, 0, most, 1, 1).Blocks(known, seed, pass);
        Assert.Equal(Enumerable.Range(0, groups.Length), blocks.SelectMany(static b => b).Order());
        Assert.All(blocks, b => Assert.True(b.Length == 1 || b.Sum(g => groups[g].Length) <= most));
    }, iter: 30);

    [Fact]
    public void Blocks_OfTwoPasses_AreOthers()
    {
        var groups = new SortedInsertionGrouper().Group(Problem).Grouping.ToArrays();
        var known = new DelegatedBlock(groups, [.. groups.Select(g => Math.Sqrt(Problem.GroupVariance(g)))], false);
        var plan = new DelegationPlan(0, 0, 300, 2, 1);
        string Text(int pass) => string.Join('|', plan.Blocks(known, 7, pass).Select(static b => string.Join(' ', b)));
        Assert.Equal(Text(1), Text(1));
        Assert.NotEqual(Text(0), Text(1));
        Assert.NotEqual(Text(1), Text(2));
    }

    [Fact]
    public void TableBytes_OfASearch_HoldWhatItMakes()
    {
        // Covariances are eight bytes a pair; what two chains hold besides is made on this thread.
        var problem = InState.Part([.. Enumerable.Range(0, 1500)], TestContext.Current.CancellationToken);
        var count = problem.Terms.Count;
        Assert.Equal(count, problem.Covariance!.Row(0).Length);
        var labels = new SortedInsertionGrouper().Group(problem).Grouping.Assignment.ToArray();
        var start = GC.GetAllocatedBytesForCurrentThread();
        var weights = new PartitionWeights(problem, byDeviation: true);
        var chains = new[] { new PartitionState(weights), new PartitionState(weights) };
        Array.ForEach(chains, c => c.Load(weights.FromProblem(labels)));
        var besides = GC.GetAllocatedBytesForCurrentThread() - start;
        Assert.InRange(besides, 1, AnnealingGrouper.TableBytes(count) - (8.0 * count * count));
        GC.KeepAlive(chains);
    }
}
