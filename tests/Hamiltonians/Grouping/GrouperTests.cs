using CsCheck;
using QuikGraph.Algorithms.VertexColoring;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.Validation;

namespace Quiver.Hamiltonians.Tests.Grouping;

public sealed class GrouperTests
{
    private static readonly IGrouper[] Groupers =
    [
        new LargestFirstGrouper(), new DsaturGrouper(), new RecursiveLargestFirstGrouper(), new IndependentSetGrouper(),
        new SortedInsertionGrouper(), new VarianceSortedInsertionGrouper(), new AnnealingGrouper(new() { Budget = TimeSpan.FromSeconds(0.02), Seed = 1 }),
    ];

    [Theory]
    [InlineData(CommutationRule.FullyCommuting)]
    [InlineData(CommutationRule.QubitWise)]
    [InlineData(CommutationRule.Anticommuting)]
    public void Group_RandomSums_AreValidPartitions(CommutationRule rule) =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 12], Gen.Int[0, 1000]).Sample(
            (qubits, terms, seed) =>
            {
                var sum = RandomPauli.Sum(qubits, Math.Min(terms, (1 << (2 * qubits)) - 1), seed);
                var problem = new GroupingProblem(sum, rule);
                foreach (var grouper in Groupers)
                {
                    var grouping = grouper.Group(problem).Grouping;
                    var report = GroupingValidator.Check(sum, grouping.ToArrays(), rule, null);
                    Assert.True(report.Valid, $"{grouper.Name}: {string.Join("; ", report.Problems)}");
                }
            },
            iter: 15);

    [Theory]
    [InlineData(70, 64)]
    [InlineData(200, 40)]
    public void Group_ManyQubits_AreValidPartitions(int qubits, int terms)
    {
        var sum = RandomPauli.Sum(qubits, terms, 3);
        foreach (var rule in new[] { CommutationRule.FullyCommuting, CommutationRule.QubitWise })
        {
            var grouping = new SortedInsertionGrouper().Group(new GroupingProblem(sum, rule)).Grouping;
            Assert.True(GroupingValidator.Check(sum, grouping.ToArrays(), rule, null).Valid);
        }
    }

    [Fact]
    public void SortedInsertion_AgainstMemberByMemberFirstFit_IsEqual()
    {
        var sum = RandomPauli.Sum(4, 60, 11);
        foreach (var rule in Enum.GetValues<CommutationRule>())
        {
            var labels = new int[sum.Count];
            Array.Fill(labels, -1);
            foreach (var term in TermOrder.ByCoefficient(sum))
            {
                var group = 0;
                while (Enumerable.Range(0, sum.Count).Any(j => labels[j] == group && !CommutationRelation.Compatible(sum, term, j, rule)))
                {
                    group++;
                }

                labels[term] = group;
            }

            var expected = MeasurementGrouping.FromLabels(labels);
            var actual = new SortedInsertionGrouper().Group(new GroupingProblem(sum, rule)).Grouping;
            Assert.Equal(expected.Assignment.ToArray(), actual.Assignment.ToArray());
        }
    }

    [Theory]
    [InlineData(CommutationRule.FullyCommuting, 7)]
    [InlineData(CommutationRule.FullyCommuting, 70)]
    [InlineData(CommutationRule.QubitWise, 7)]
    [InlineData(CommutationRule.QubitWise, 70)]
    [InlineData(CommutationRule.Anticommuting, 7)]
    [InlineData(CommutationRule.Anticommuting, 70)]
    public void SortedInsertion_ManyBlocks_EqualsPairwiseFirstFit(CommutationRule rule, int qubits)
    {
        var sum = RandomPauli.Sum(qubits, 1500, 11);
        var actual = new SortedInsertionGrouper().Group(new GroupingProblem(sum, rule)).Grouping;
        Assert.Equal(PairwiseFirstFit(sum, rule).Assignment.ToArray(), actual.Assignment.ToArray());
        Assert.True(actual.Count > 2);
    }

    [Theory]
    [InlineData(CommutationRule.FullyCommuting, 20)]
    [InlineData(CommutationRule.FullyCommuting, 66)]
    [InlineData(CommutationRule.QubitWise, 20)]
    [InlineData(CommutationRule.Anticommuting, 66)]
    public void SortedInsertion_ProductsOfFewMajoranaOperators_EqualsPairwiseFirstFit(CommutationRule rule, int qubits)
    {
        var sum = FewMajoranas(qubits, 4000, 5);
        var actual = new SortedInsertionGrouper().Group(new GroupingProblem(sum, rule)).Grouping;
        Assert.Equal(PairwiseFirstFit(sum, rule).Assignment.ToArray(), actual.Assignment.ToArray());
    }

    [Theory]
    [InlineData(CommutationRule.FullyCommuting)]
    [InlineData(CommutationRule.Anticommuting)]
    public void SortedInsertion_MoreGroupsThanABlockHolds_EqualsPairwiseFirstFit(CommutationRule rule)
    {
        var sum = RandomPauli.Sum(24, 7000, 3);
        var actual = new SortedInsertionGrouper().Group(new GroupingProblem(sum, rule)).Grouping;
        Assert.True(actual.Count > GroupRows.Block);
        Assert.Equal(PairwiseFirstFit(sum, rule).Assignment.ToArray(), actual.Assignment.ToArray());
    }

    [Theory]
    [InlineData(CommutationRule.FullyCommuting)]
    [InlineData(CommutationRule.QubitWise)]
    [InlineData(CommutationRule.Anticommuting)]
    public void GroupTable_AskedFromAnyGroupOn_AnswersAsMembersDo(CommutationRule rule) =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 1000]).Sample(
            (qubits, seed) =>
            {
                var sum = (seed & 1) == 0 ? RandomPauli.Sum(qubits, Math.Min(60, (1 << (2 * qubits)) - 1), seed) : FewMajoranas(qubits, 60, seed);
                var table = new GroupTable(sum, rule);
                var groups = new List<List<int>>();
                for (var t = 0; t < sum.Count; t++)
                {
                    bool[] accepts = [.. groups.Select(members => members.TrueForAll(m => CommutationRelation.Compatible(sum, m, t, rule)))];
                    for (var from = 0; from <= groups.Count; from++)
                    {
                        var expected = Array.IndexOf(accepts, true, from);
                        Assert.Equal(expected < 0 ? groups.Count : expected, table.FirstAccepting(t, from));
                    }

                    // Every third term opens a group of its own: gaps that others may fill.
                    var found = new int[1];
                    table.FirstAccepting([t], found);
                    var chosen = t % 3 == 0 ? groups.Count : found[0];
                    if (chosen == groups.Count)
                    {
                        groups.Add([]);
                    }

                    groups[chosen].Add(t);
                    table.Add(t, chosen);
                }
            },
            iter: 20);

    [Fact]
    public void ConflictGraph_AgainstQuikGraphColouring_NeedsNoMoreColours()
    {
        // Largest first and QuikGraph's greedy colouring (operator order) both are proper; the oracle bounds the exact optimum.
        var sum = RandomPauli.Sum(4, 30, 5);
        var problem = new GroupingProblem(sum, CommutationRule.FullyCommuting);
        var oracle = new VertexColoringAlgorithm<int, QuikGraph.SEdge<int>>(QuikGraphAdapter.ToQuikGraph(problem.Graph));
        oracle.Compute();
        var colours = oracle.Colors.Values.Max()!.Value + 1;
        var labels = Enumerable.Range(0, sum.Count).Select(i => oracle.Colors[i]!.Value).ToArray();
        var grouping = MeasurementGrouping.FromLabels(labels);
        Assert.True(GroupingValidator.Check(sum, grouping.ToArrays(), CommutationRule.FullyCommuting, null).Valid);
        Assert.Equal(grouping.Assignment.ToArray(), FirstFit.Group(problem, [.. Enumerable.Range(0, sum.Count)]).Assignment.ToArray());
        Assert.True(new ExactGrouper().Group(problem).Grouping.Count <= colours);
    }

    [Fact]
    public void Exact_AgainstAllPartitions_IsSmallest()
    {
        var sum = RandomPauli.Sum(3, 8, 2);
        var problem = new GroupingProblem(sum, CommutationRule.FullyCommuting);
        var smallest = AllPartitions.Of(problem).Min(p => p.Max() + 1);
        Assert.Equal(smallest, new ExactGrouper().Group(problem).Grouping.Count);
    }

    [Fact]
    public void Annealing_SameSeed_SameGrouping()
    {
        var problem = new GroupingProblem(RandomPauli.Sum(4, 40, 9), CommutationRule.FullyCommuting);
        GroupingResult Group(int seed) => new AnnealingGrouper(new() { Budget = TimeSpan.FromSeconds(0.05), Seed = seed }).Group(problem);
        var (first, second) = (Group(4), Group(4));

        // A machine too slow for the budgeted work says so; then nothing is promised.
        Assert.SkipWhen(first.ClockBound || second.ClockBound, "the machine was too busy for the budgeted work");
        Assert.Equal(first.Grouping.Assignment.ToArray(), second.Grouping.Assignment.ToArray());
        Assert.Equal(first.Front.Select(g => string.Join(' ', g.Assignment.ToArray())), second.Front.Select(g => string.Join(' ', g.Assignment.ToArray())));
    }

    [Fact]
    public void Problem_WithIdentity_IsRefused()
    {
        var builder = new PauliSumBuilder(2);
        builder.Add(PauliString.Identity(2), 1);
        Assert.Throws<ArgumentException>(() => new GroupingProblem(builder.Build(), CommutationRule.QubitWise));
    }

    /// <summary>First fit by descending coefficient, every pair by its letters.</summary>
    private static MeasurementGrouping PairwiseFirstFit(PauliSum sum, CommutationRule rule)
    {
        var labels = new int[sum.Count];
        var groups = new List<List<int>>();
        foreach (var t in TermOrder.ByCoefficient(sum))
        {
            var g = groups.FindIndex(members => members.TrueForAll(m => CommutationRelation.Compatible(sum, m, t, rule)));
            if (g < 0)
            {
                g = groups.Count;
                groups.Add([]);
            }

            groups[g].Add(t);
            labels[t] = g;
        }

        return MeasurementGrouping.FromLabels(labels);
    }

    /// <summary>Distinct products of one to four Majorana operators by Jordan and Wigner, multiplied letter by letter.</summary>
    private static PauliSum FewMajoranas(int qubits, int count, int seed)
    {
        var random = new Random(seed);
        var known = new HashSet<string>();
        var builder = new PauliSumBuilder(qubits);
        for (var attempt = 0; attempt < 2 * count && known.Count < count; attempt++)
        {
            var letters = new int[qubits];
            for (var k = random.Next(1, 5); k > 0; k--)
            {
                var own = random.Next(qubits);
                for (var q = 0; q < own; q++)
                {
                    letters[q] ^= 2;
                }

                letters[own] ^= random.Next(2) == 0 ? 1 : 3;
            }

            var text = string.Concat(letters.Select(l => "IXZY"[l]));
            if (text.Any(c => c != 'I') && known.Add(text))
            {
                builder.Add(PauliString.Parse(text), random.NextDouble() - 0.5);
            }
        }

        return builder.Build(-1);
    }
}
