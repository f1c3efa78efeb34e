using Quiver.Core.Runs;
using Quiver.GFlowNet.Tests.Kernels;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Tests;
using Quiver.Hamiltonians.Tests.Grouping;
using Quiver.LearnedGrouping.Population;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.LearnedGrouping.Tests;

/// <summary>The kernels of the population, compiled for the CPU, against sums from scratch and exact distributions.</summary>
[Collection(TorchCollection.Name)]
public sealed class PopulationKernelTests
{
    [Theory]
    [InlineData(5, 90, CommutationRule.FullyCommuting, true, false)]
    [InlineData(5, 200, CommutationRule.FullyCommuting, true, true)]
    [InlineData(5, 120, CommutationRule.QubitWise, true, true)]
    [InlineData(4, 60, CommutationRule.Anticommuting, true, true)]
    [InlineData(5, 150, CommutationRule.FullyCommuting, false, true)]
    public void Anneal_LaunchByLaunch_LeavesValidPartitionsAndTheirCosts(int qubits, int terms, CommutationRule rule, bool withState, bool shared)
    {
        var problem = Problem(qubits, terms, rule, withState, seed: terms);
        var weights = new PartitionWeights(problem, byDeviation: true);
        var start = Start(problem, weights);
        var scale = weights.Cost(weights.ToProblem(start));
        const int Chains = 3;
        using var kernels = Kernels(weights, Chains, start, shared ? 200_000 : 40_000, seed: 7);
        kernels.WriteLabels([.. Enumerable.Repeat(start, Chains).SelectMany(l => l)]);
        for (var launch = 0; launch < 12; launch++)
        {
            var temperature = scale / weights.Count * Math.Pow(10, 1 - (launch / 4.0));
            var active = launch < 4 ? weights.Count / 2 : weights.Count;
            var outcomes = kernels.Anneal([.. Enumerable.Repeat(new ChainSettings(temperature, 0.6 * temperature, active), Chains)], 40, (ulong)launch);
            foreach (var (labels, outcome) in kernels.ReadLabels().Chunk(weights.Count).Zip(outcomes))
            {
                Assert.Equal(0, outcome.Unplaced);
                Assert.All(labels.Take(active), l => Assert.InRange(l, 0, 1000));
                Assert.All(labels.Skip(active), l => Assert.Equal(-1, l));
                AssertValid(weights, labels);
                var state = new PartitionState(weights);
                state.Load(labels, active);
                Assert.Equal(state.GroupCount, outcome.Groups);
                Assert.Equal(state.Cost, outcome.Cost, 2e-5 * scale);
                Assert.True(outcome.Moves > 0);
            }
        }
    }

    /// <summary>Whoever misjudges a change takes a move that raises S where it is cold.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Anneal_NextToNoTemperature_NeverRaisesTheCost(int seed)
    {
        var problem = Problem(6, 400, CommutationRule.FullyCommuting, true, seed);
        var weights = new PartitionWeights(problem, byDeviation: true);
        var start = Start(problem, weights);
        var scale = weights.Cost(weights.ToProblem(start));
        using var kernels = Kernels(weights, 2, start, 200_000, (ulong)seed);
        kernels.WriteLabels([.. start, .. start]);
        double[] before = [scale, scale];
        long moves = 0;
        for (var launch = 0; launch < 60; launch++)
        {
            var outcomes = kernels.Anneal([.. Enumerable.Repeat(new ChainSettings(1e-7 * scale, 1e-7 * scale, weights.Count), 2)], 2, (ulong)launch);
            var labels = kernels.ReadLabels().Chunk(weights.Count).ToArray();
            for (var i = 0; i < 2; i++)
            {
                var cost = weights.Cost(weights.ToProblem(labels[i]));
                Assert.InRange(cost, 0, before[i] + (3e-5 * scale));
                before[i] = cost;
                moves += outcomes[i].Moves;
            }
        }

        Assert.InRange(moves, 50, long.MaxValue);
        Assert.True(before.Max() < 0.95 * scale, $"{before[0] / scale} {before[1] / scale}");
    }

    /// <summary>One proposal at a time, terms alone: the stationary distribution is Boltzmann's over all partitions.</summary>
    [Fact]
    public void Anneal_OneProposalAtATime_DrawsByBoltzmannsDistribution()
    {
        var problem = Problem(3, 6, CommutationRule.FullyCommuting, true, 11);
        var weights = new PartitionWeights(problem, byDeviation: true);
        var all = AllPartitions.Of(problem);
        var start = Start(problem, weights);
        var scale = weights.Cost(weights.ToProblem(start));
        const int Chains = 20_000;
        var temperature = 0.3 * scale;
        var exact = all.Select(l => Math.Exp(-weights.Cost(MeasurementGrouping.FromLabels(l)) / temperature)).ToArray();
        var sum = exact.Sum();
        using var kernels = Kernels(weights, Chains, start, 200_000, 5, proposals: 1, ejections: 0);
        kernels.WriteLabels([.. Enumerable.Repeat(start, Chains).SelectMany(l => l)]);
        _ = kernels.Anneal([.. Enumerable.Repeat(new ChainSettings(temperature, temperature, weights.Count), Chains)], 100, 1);
        var seen = kernels.ReadLabels().Chunk(weights.Count)
            .GroupBy(l => string.Join(' ', weights.ToProblem(l).Assignment.ToArray())).ToDictionary(g => g.Key, g => g.Count() / (double)Chains);
        var distance = all.Select((l, i) =>
            Math.Abs((exact[i] / sum) - seen.GetValueOrDefault(string.Join(' ', MeasurementGrouping.FromLabels(l).Assignment.ToArray())))).Sum() / 2;
        Assert.InRange(all.Count, 5, 300);
        Assert.InRange(distance, 0, 0.03);
    }

    [Fact]
    public void Search_OfASmallPopulation_RepeatsAndComesCloseToAnnealing()
    {
        var problem = Problem(5, 180, CommutationRule.FullyCommuting, true, 21);
        var weights = new PartitionWeights(problem, byDeviation: true);
        var start = Start(problem, weights);
        var scale = weights.Cost(weights.ToProblem(start));
        double[] costs = [.. new[] { 1, 1, 2 }.Select(seed =>
        {
            using var kernels = Kernels(weights, 6, start, 200_000, (ulong)seed);
            var search = new PopulationSearch(weights, kernels, 0.2) { Plan = new PopulationPlan { RoundsPerLaunch = 64 } };
            var found = search.Run(start, TestContext.Current.CancellationToken);
            AssertValid(weights, found);
            Assert.Equal(weights.Cost(weights.ToProblem(found)), search.Archive.Front()[^1].Cost, 1e-9 * scale);
            return weights.Cost(weights.ToProblem(found));
        })];
        var annealed = new AnnealingGrouper(new() { Budget = TimeSpan.FromSeconds(1) }).Group(problem).Grouping;
        Assert.Equal(costs[0], costs[1]);
        Assert.InRange(costs[0], 0, 1.03 * weights.Cost(annealed));
        Assert.InRange(costs[2], 0, 1.03 * weights.Cost(annealed));
    }

    [Fact]
    public void Search_ResumedAfterAnyStage_EndsTheSame()
    {
        var problem = Problem(4, 60, CommutationRule.FullyCommuting, true, 2);
        var weights = new PartitionWeights(problem, byDeviation: true);
        var start = Start(problem, weights);
        using var folder = new TemporaryFolder();
        var run = RunIdentity.Create("population", [], new { Seed = 4 });
        var journal = UnitJournal.In(folder.Path, run, TimeSpan.Zero);
        (int[] Labels, double Cost) Run()
        {
            using var kernels = Kernels(weights, 4, start, 200_000, 4);
            var search = new PopulationSearch(weights, kernels, 0.06) { Plan = new PopulationPlan { RoundsPerLaunch = 32 }, Journal = journal };
            var labels = search.Run(start, TestContext.Current.CancellationToken);
            return (labels, search.Archive.Front()[^1].Cost);
        }

        var whole = Run();
        var stages = Directory.GetFiles(folder.Path).Select(f => Path.GetFileName(f).Split(".unit")[0]).Order().Reverse().ToArray();
        Assert.Equal(1 + new PopulationPlan().Marks.Count, stages.Length);
        foreach (var lost in new[] { 0, 1, 3, stages.Length })
        {
            Array.ForEach(stages[..lost], journal.Forget);
            var again = Run();
            Assert.Equal(whole.Labels, again.Labels);
            Assert.Equal(whole.Cost, again.Cost);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Source_ForTheDevice_PassesClangsSyntaxCheck(bool shared)
    {
        var clang = HostKernels.Find("clang++");
        Assert.SkipWhen(clang is null, "this machine has no clang++");
        var problem = Problem(5, 90, CommutationRule.FullyCommuting, true, 1);
        var weights = new PartitionWeights(problem, byDeviation: true);
        var source = new PartitionShape(weights, 2, 30, shared ? 200_000 : 40_000).Source;
        Assert.Equal("", HostKernels.CheckForDevice(clang!, source, "-Wall", "-Wno-unused-variable", "-Werror"));
    }

    private static PartitionKernels Kernels(
        PartitionWeights weights, int chains, int[] start, int shared, ulong seed, int proposals = PartitionShape.UsualProposals, double ejections = 0.5)
    {
        Assert.SkipWhen(HostKernels.Compiler is null, "needs g++ or clang++");
        var shape = new PartitionShape(weights, chains, start.Max() + 1, shared, proposals);
        Assert.True(shape.IsPossible);
        return new PartitionKernels(weights, shape, CPU, source => new HostKernels(source)) { Seed = seed, MaxGroups = int.MaxValue, EjectionRate = ejections };
    }

    internal static GroupingProblem Problem(int qubits, int terms, CommutationRule rule, bool withState, int seed)
    {
        var sum = RandomPauli.Sum(qubits, terms, seed);
        return new GroupingProblem(sum, rule, withState ? GroundState.Find(sum).State.Covariance(sum) : null);
    }

    internal static int[] Start(GroupingProblem problem, PartitionWeights weights) =>
        weights.FromProblem(new SortedInsertionGrouper().Group(problem).Grouping.Assignment);

    internal static void AssertValid(PartitionWeights weights, int[] labels)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.True(labels[i] < 0 || labels[i] != labels[j] || !weights.Conflicts(i, j), $"{i} and {j} conflict");
            }
        }
    }
}
