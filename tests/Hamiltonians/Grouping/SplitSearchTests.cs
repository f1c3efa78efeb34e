using System.Text.Json;
using CsCheck;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Grouping.Splitting;
using Quiver.Hamiltonians.States;
using Quiver.Tests;
using Xunit;

namespace Quiver.Hamiltonians.Tests.Grouping;

public sealed class SplitSearchTests
{
    private static readonly SplitSearchOptions Short = new() { Searches = 6, Steps = 3, FinalRounds = 40 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("h2_631g.fcidump", CommutationRule.FullyCommuting)]
    [InlineData("h2_631g.fcidump", CommutationRule.QubitWise)]
    [InlineData("h4.fcidump", CommutationRule.FullyCommuting)]
    public void Run_Molecule_SplitsEveryCoefficientOverCommutingGroupsForLess(string molecule, CommutationRule rule)
    {
        var (problem, start) = Problem(molecule, rule);
        var result = SplitSearch.Run(problem, start, Short, null, Token);
        var sums = new double[problem.Terms.Count];
        foreach (var group in result.Groups)
        {
            foreach (var (i, part) in group)
            {
                sums[i] += part;
                Assert.All(group, other => Assert.True(other.Term == i || Compatible(problem, i, other.Term)));
            }
        }

        Assert.All(sums.Index(), s => Assert.Equal(problem.Terms.Coefficients[s.Index], s.Item, 1e-12));
        Assert.Equal(Cost(problem, result), result.Epsilon2M[^1], 1e-9);
        Assert.True(result.Epsilon2M[^1] < CoefficientSplitting.Split(problem, start, 20, Token).Epsilon2M[^1]);
    }

    [Fact]
    public void Run_H4_FindsLessThanHalfOfTheSplitOfSortedInsertion()
    {
        var (problem, start) = Problem("h4.fcidump", CommutationRule.FullyCommuting);

        // Sorted insertion split over its extended groups: 0.7055.
        Assert.InRange(SplitSearch.Run(problem, start, null, null, Token).Epsilon2M[^1], 0.25, 0.31);
    }

    [Fact]
    public void Run_MostGroups_KeepsNoMoreThanTermsNeed()
    {
        var (problem, start) = Problem("h4.fcidump", CommutationRule.FullyCommuting);
        Assert.InRange(SplitSearch.Run(problem, start, Short with { MaximumGroups = 15 }, null, Token).Groups.Count, 2, 20);
    }

    [Fact]
    public void Run_SameProblemTwice_GivesTheSameBits()
    {
        var (problem, start) = Problem("h2_631g.fcidump", CommutationRule.FullyCommuting);
        Assert.Equal(
            SplitSearch.Run(problem, start, Short, null, Token).Groups.SelectMany(static g => g),
            SplitSearch.Run(problem, start, Short, null, Token).Groups.SelectMany(static g => g));
    }

    [Fact]
    public void Design_AnyShares_ReachesTheLeastVarianceOfAllSplits()
    {
        // The slow twin: at fixed shares no change of the parts that keeps the sums lowers sum w'Cw / m.
        var (problem, start) = Problem("h2_631g.fcidump", CommutationRule.FullyCommuting);
        var bare = new BareCovariance(problem);
        var coefficients = problem.Terms.Coefficients.ToArray();
        const double ridge = 0.01;
        var design = new SplitDesign(bare, coefficients, ridge);
        design.Add(CoefficientSplitting.Extend(problem, start), 1);
        design.Improve(3, 0, Token);
        design.Solve(true, Token);
        var parts = design.Parts();
        var least = Variance(bare, design, parts, ridge);
        Assert.Equal(design.Cost, least, 1e-9 * least);
        var (one, other) = (0, 1);
        var shared = design.Groups[one].Intersect(design.Groups[other]).ToArray();
        Assert.NotEmpty(shared);
        foreach (var i in shared)
        {
            foreach (var shift in new[] { -1e-3, 1e-3 })
            {
                var changed = parts.Select(static w => (double[])w.Clone()).ToArray();
                changed[one][Array.IndexOf(design.Groups[one], i)] += shift;
                changed[other][Array.IndexOf(design.Groups[other], i)] -= shift;
                Assert.True(Variance(bare, design, changed, ridge) > least);
            }
        }
    }

    [Fact]
    public void PositiveFactor_AnyMatrix_SolvesAndInverts()
    {
        Gen.Int[1, 130].Select(Gen.Int[0, 1000]).Sample((n, seed) =>
        {
            var random = new Random(seed);
            var root = new double[n * n];
            for (var k = 0; k < root.Length; k++)
            {
                root[k] = random.NextDouble() - 0.5;
            }

            var matrix = new double[n * n];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    matrix[(i * n) + j] = i == j ? 0.1 : 0;
                    for (var k = 0; k < n; k++)
                    {
                        matrix[(i * n) + j] += root[(i * n) + k] * root[(j * n) + k];
                    }
                }
            }

            var wanted = Enumerable.Range(0, n).Select(_ => random.NextDouble()).ToArray();
            double[] Times(double[] a, double[] x) => [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Sum(j => a[(i * n) + j] * x[j]))];
            var right = Times(matrix, wanted);
            var factor = new PositiveFactor((double[])matrix.Clone(), n);
            var inverse = factor.Inverse();
            var solved = (double[])right.Clone();
            factor.Solve(solved);
            Assert.All(Enumerable.Range(0, n), i => Assert.Equal(wanted[i], solved[i], 1e-9));
            Assert.All(Times(inverse, right).Zip(wanted), p => Assert.Equal(p.Second, p.First, 1e-9));
        }, iter: 30);
    }

    [Fact]
    public void Run_FromAStateOfAnEarlierRun_EndsWithTheSameBytes()
    {
        var (problem, start) = Problem("h4.fcidump", CommutationRule.FullyCommuting);
        var kept = new List<SplitSearchState>();
        var whole = SplitSearch.Run(problem, start, Short, null, kept.Add, null, Token);
        Assert.Equal(SplitSearch.Run(problem, start, Short, null, Token).Epsilon2M, whole.Epsilon2M);
        Assert.True(kept.Count > 3, $"{kept.Count} states");
        foreach (var state in new[] { kept[0], kept[2], kept[^1] })
        {
            // By way of a file.
            var read = JsonSerializer.Deserialize<SplitSearchState>(JsonSerializer.Serialize(state))!;
            var resumed = SplitSearch.Run(problem, start, Short, read, null, null, Token);
            Assert.Equal(whole.Epsilon2M, resumed.Epsilon2M);
            Assert.Equal(whole.Groups, resumed.Groups);
        }

        var (other, otherStart) = Problem("h2_631g.fcidump", CommutationRule.QubitWise);
        Assert.Throws<ArgumentException>(() => SplitSearch.Run(
            other, otherStart, Short, kept[0] with { Multipliers = kept[0].Multipliers[1..] }, null, null, Token));
    }

    private static (GroupingProblem Problem, MeasurementGrouping Start) Problem(string molecule, CommutationRule rule)
    {
        var file = HamiltonianReader.Read(SharedData.Molecule(molecule));
        var (_, state) = GroundState.Find(file.Sum, file.StateSector, Token);
        var terms = file.Sum.WithoutIdentity(out _);
        var problem = new GroupingProblem(terms, rule, state.Covariance(terms));
        return (problem, new SortedInsertionGrouper().Group(problem, null, Token).Grouping);
    }

    private static bool Compatible(GroupingProblem problem, int i, int j) =>
        (problem.Graph.Conflicts(i, new ulong[problem.Graph.RowWords])[j >> 6] >> (j & 63) & 1) == 0;

    private static double Cost(GroupingProblem problem, OverlappingGrouping grouping)
    {
        var c = problem.Terms.Coefficients;
        double sum = 0;
        foreach (var group in grouping.Groups)
        {
            double variance = 0;
            foreach (var (i, wi) in group)
            {
                foreach (var (j, wj) in group)
                {
                    variance += wi / c[i] * (wj / c[j]) * problem.Covariance!.Row(i)[j];
                }
            }

            sum += Math.Sqrt(Math.Max(0, variance));
        }

        return sum * sum;
    }

    private static double Variance(BareCovariance bare, SplitDesign design, double[][] parts, double ridge)
    {
        double sum = 0;
        for (var a = 0; a < parts.Length; a++)
        {
            var (block, n) = (bare.Block(design.Groups[a]), parts[a].Length);
            for (var j = 0; j < n; j++)
            {
                for (var k = 0; k < n; k++)
                {
                    sum += parts[a][j] * parts[a][k] * (block[(j * n) + k] + (j == k ? ridge : 0)) / design.Shares[a];
                }
            }
        }

        return sum;
    }
}
