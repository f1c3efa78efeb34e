using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Torch;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Search;
using Quiver.LearnedGrouping.Population;
using Quiver.Tests;
using TorchSharp;

namespace Quiver.LearnedGrouping.Tests;

/// <summary>The population's kernels on a card, against sums from scratch and against the same kernels on the CPU; skipped without one.</summary>
[Collection(TorchCollection.Name)]
[Trait("Category", "GPU")]
public sealed class PopulationCudaTests
{
    [Theory]
    [InlineData(1_000_000, 128)]
    [InlineData(1_000_000, 256)]
    [InlineData(60_000, 128)]
    public void Anneal_OnCuda_LeavesValidPartitionsAndTheirCosts(int most, int proposals)
    {
        var (device, multiprocessors, shared) = Cuda();
        var problem = PopulationKernelTests.Problem(6, 900, CommutationRule.FullyCommuting, true, 4);
        var weights = new PartitionWeights(problem, byDeviation: true);
        var start = PopulationKernelTests.Start(problem, weights);
        var scale = weights.Cost(weights.ToProblem(start));
        var shape = new PartitionShape(weights, multiprocessors, start.Max() + 1, Math.Min(most, shared), proposals);
        using var kernels = new PartitionKernels(weights, shape, device, source => new CudaKernels(source, PartitionKernels.Threads, 0)) { Seed = 3, MaxGroups = int.MaxValue };
        kernels.WriteLabels([.. Enumerable.Repeat(start, multiprocessors).SelectMany(l => l)]);
        for (var launch = 0; launch < 10; launch++)
        {
            var temperature = scale / weights.Count * Math.Pow(10, 1 - (launch / 4.0));
            var active = launch < 4 ? weights.Count / 2 : weights.Count;
            var outcomes = kernels.Anneal([.. Enumerable.Repeat(new ChainSettings(temperature, 0.6 * temperature, active), multiprocessors)], 60, (ulong)launch);
            var ends = kernels.ReadLabels().Chunk(weights.Count).ToArray();
            foreach (var (labels, outcome) in ends.Zip(outcomes).Take(8))
            {
                Assert.Equal(0, outcome.Unplaced);
                PopulationKernelTests.AssertValid(weights, labels);
                var state = new PartitionState(weights);
                state.Load(labels, active);
                Assert.Equal(state.GroupCount, outcome.Groups);
                Assert.Equal(state.Cost, outcome.Cost, 2e-5 * scale);
            }

            Assert.True(ends.Select(l => string.Join(' ', l)).Distinct().Count() > multiprocessors / 2);
        }
    }

    [Fact]
    public void Group_OnCuda_RepeatsAndIsFarBelowItsStart()
    {
        var (device, _, _) = Cuda();
        var problem = PopulationKernelTests.Problem(6, 900, CommutationRule.FullyCommuting, true, 4);
        var weights = new PartitionWeights(problem, byDeviation: true);
        var options = new GrouperOptions { Budget = TimeSpan.FromSeconds(2), Seed = 5 };
        var first = new PopulationGrouper(device, options).Group(problem);
        var second = new PopulationGrouper(device, options).Group(problem);
        var annealed = new AnnealingGrouper(options).Group(problem);
        Assert.Equal(first.Grouping.Assignment.ToArray(), second.Grouping.Assignment.ToArray());
        Console.WriteLine($"  population {weights.Cost(first.Grouping):F5}, two cores {weights.Cost(annealed.Grouping):F5}");
        Assert.InRange(weights.Cost(first.Grouping), 0, 1.02 * weights.Cost(annealed.Grouping));
    }

    private static (torch.Device Device, int Multiprocessors, int Shared) Cuda()
    {
        Assert.SkipUnless(torch.TryInitializeDeviceType(DeviceType.CUDA) && torch.cuda.is_available(), "this machine has no CUDA device");
        var device = TorchDevice.Select("cuda");
        using var first = torch.zeros(1, device: device);
        var (_, _, multiprocessors, shared) = CudaDriver.Describe(0);
        return (device, multiprocessors, shared);
    }
}
