using CsCheck;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Tests.Search;

/// <summary>The slow twin of the search: after every single move the partition is checked and its cost summed from scratch.</summary>
public sealed class PartitionChainTests
{
    private static readonly CommutationRule[] Rules = [CommutationRule.FullyCommuting, CommutationRule.QubitWise, CommutationRule.Anticommuting];

    [Fact]
    public void Run_MoveByMove_AgreesWithTheCostFromScratch() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[1, 45], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 100_000], Gen.Bool, Gen.Bool).Sample(
            (qubits, terms, rule, withState, seed, capped, priced) =>
            {
                var problem = Problem(qubits, Math.Min(terms, (1 << (2 * qubits)) - 1), Rules[rule], withState, seed);
                var weights = new PartitionWeights(problem);
                var start = new SortedInsertionGrouper().Group(problem).Grouping;
                var scale = weights.Cost(start);
                var price = priced ? 0.01 * scale : 0;
                var chain = new PartitionChain(weights, start.Assignment, (ulong)seed) { EjectionRate = 0.7, GroupPrice = price, MaxGroups = capped ? start.Count : int.MaxValue };
                var before = scale + price * start.Count;
                var best = before;
                for (var move = 0; move < 400; move++)
                {
                    chain.Run(1, scale * Math.Pow(10, -1 - 4 * move / 400.0));
                    var grouping = MeasurementGrouping.FromLabels(chain.State.Group);
                    var exact = weights.Cost(grouping) + price * grouping.Count;
                    Assert.True(Valid(problem, grouping));
                    Assert.True(!capped || grouping.Count <= start.Count);
                    Assert.Equal(grouping.Count, chain.State.GroupCount);
                    Assert.Equal(exact, chain.Energy, 1e-5 * scale);
                    best = Math.Min(best, exact);
                }

                Assert.Equal(best, chain.BestCost, 1e-5 * scale);
                var kept = MeasurementGrouping.FromLabels(chain.BestLabels);
                Assert.Equal(best, weights.Cost(kept) + price * kept.Count, 1e-5 * scale);
                AssertTables(problem, weights, chain.State);
            },
            iter: 60);

    [Fact]
    public void Activate_WhileMoving_KeepsTheTablesOfThoseThatTakePart() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[1, 60], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 100_000]).Sample(
            (qubits, terms, rule, withState, seed) =>
            {
                var problem = Problem(qubits, Math.Min(terms, (1 << (2 * qubits)) - 1), Rules[rule], withState, seed);
                var weights = new PartitionWeights(problem, byDeviation: true);
                var count = weights.Count;
                for (var i = 1; i < count; i++)
                {
                    Assert.True(weights.Deviation(i) <= weights.Deviation(i - 1));
                }

                var start = new SortedInsertionGrouper().Group(problem).Grouping;
                var scale = weights.Cost(start);
                var chain = new PartitionChain(weights, weights.FromProblem(start.Assignment), (ulong)seed, count / 3);
                for (var active = count / 3; active <= count; active = active == count ? count + 1 : Math.Min(count, active + 7))
                {
                    chain.Activate(active);
                    chain.Run(40, 0.02 * scale);
                    Assert.Equal(active, chain.State.Active);
                    Assert.All(chain.State.Group[active..], g => Assert.Equal(-1, g));
                    AssertTables(problem, weights, chain.State);
                }

                var grouping = weights.ToProblem(chain.State.Group);
                Assert.True(Valid(problem, grouping));
                Assert.Equal(weights.Cost(grouping), chain.State.Cost, 1e-5 * scale);
                Assert.Equal(weights.Cost(weights.ToProblem(chain.BestLabels)), chain.BestCost, 1e-5 * scale);
            },
            iter: 60);

    [Fact]
    public void Run_SameSeed_SameCourse()
    {
        var problem = Problem(5, 60, CommutationRule.FullyCommuting, withState: true, 4);
        var weights = new PartitionWeights(problem);
        int[] Labels(ulong seed)
        {
            var chain = new PartitionChain(weights, Enumerable.Range(0, 60).ToArray(), seed);
            chain.Run(5000, 0.01);
            return chain.State.Group;
        }

        Assert.Equal(Labels(1), Labels(1));
        Assert.NotEqual(Labels(1), Labels(2));
    }

    [Fact]
    public void Run_WithTermsOutside_AgreesWithTheCostFromScratchAndKeepsToTheCap() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[2, 200], Gen.Bool, Gen.Int[0, 100_000]).Sample(
            (qubits, terms, withState, seed) =>
            {
                var problem = Problem(qubits, Math.Min(terms, (1 << (2 * qubits)) - 1), CommutationRule.FullyCommuting, withState, seed);
                var weights = new PartitionWeights(problem, byDeviation: true);
                var count = weights.Count;
                var scale = Enumerable.Range(0, count).Sum(weights.Deviation);
                var (cap, price) = (1 + seed % 6, 0.03 * scale);
                var chain = new PartitionChain(weights, Enumerable.Range(0, count).ToArray(), (ulong)seed, count / 2) { MaxGroups = cap, OutsidePrice = price };
                chain.KeepToCap();
                for (var move = 0; move < 400; move++)
                {
                    if (move == 200)
                    {
                        chain.Activate(count);
                    }

                    chain.Run(1, scale * Math.Pow(10, -1 - 4 * move / 400.0));
                    var state = chain.State;
                    var occupied = Enumerable.Range(0, state.Slots).Where(s => state.Sizes[s] > 0).ToArray();
                    var outside = occupied.Where(state.IsOutside).ToArray();
                    Assert.Equal(outside.Length, state.OutsideCount);
                    Assert.All(outside, s => Assert.Equal(1, state.Sizes[s]));
                    Assert.InRange(occupied.Length - outside.Length, 1, cap);
                    if (state.Active == count)
                    {
                        var grouping = weights.ToProblem(state.Group);
                        Assert.True(Valid(problem, grouping));
                        Assert.Equal(weights.Cost(grouping) + price * outside.Length, chain.Energy, 1e-5 * scale);
                    }
                }

                AssertTables(problem, weights, chain.State);
            },
            iter: 60);

    private static void AssertTables(GroupingProblem problem, PartitionWeights weights, PartitionState state)
    {
        for (var s = 0; s < state.Slots; s++)
        {
            var members = state.Members(s).ToArray().Select(weights.Term).ToArray();
            for (var i = 0; i < state.Active; i++)
            {
                var t = weights.Term(i);
                var conflicts = members.Count(m => !problem.Graph.Compatible(t, m));
                Assert.Equal(conflicts, state.Conflicts(s, i));
                Assert.Equal(conflicts == 0, (state.Accepting(i)[s >> 6] >> (s & 63) & 1) != 0);
                var field = members.Where(m => m != t && problem.Graph.Compatible(t, m)).Sum(m => problem.Covariance?.Row(t)[m] ?? 0);

                // Off by at most half a step of 1/32767 for every correlation, and by what float32 sums lose.
                var rounding = weights.Deviation(i) * state.Members(s).ToArray().Sum(weights.Deviation) / short.MaxValue + 1e-6;
                Assert.Equal(field, state.Field(s, i) * weights.Unit * weights.Unit, rounding * weights.Unit * weights.Unit);
            }

            Assert.Equal(members.Length > 0 && !state.IsOutside(s), (state.Occupied[s >> 6] >> (s & 63) & 1) != 0);
        }
    }

    private static bool Valid(GroupingProblem problem, MeasurementGrouping grouping) =>
        grouping.ToArrays().All(g => g.All(a => g.All(b => problem.Graph.Compatible(a, b)))) && !grouping.Assignment.Contains(-1);

    private static GroupingProblem Problem(int qubits, int terms, CommutationRule rule, bool withState, int seed)
    {
        var sum = RandomPauli.Sum(qubits, terms, seed);
        if (!withState)
        {
            return new GroupingProblem(sum, rule);
        }

        var state = RandomPauli.State(qubits, seed, real: true);
        var basis = state.Keys.Order().ToArray();
        return new GroupingProblem(sum, rule, new CovarianceBuilder(sum, basis, [.. basis.Select(b => state[b].Real)], null).Build(CancellationToken.None));
    }
}
