using Quiver.Core.Runs;
using Quiver.GFlowNet.Kernels;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using TorchSharp;

namespace Quiver.LearnedGrouping.Population;

/// <summary>
/// The annealing search on a CUDA card: a chain on every multiprocessor, many moves of a chain side by side, and at marks the better half
/// of the chains in the place of the others. Its start, its objective and its moves are those of <see cref="AnnealingGrouper"/>.
/// </summary>
/// <param name="device">A CUDA device.</param>
/// <param name="options">Budget (on an H200), seed and objective; null for the defaults.</param>
public sealed class PopulationGrouper(torch.Device device, GrouperOptions? options = null) : IGrouper
{
    // Share of the card's memory that a population may take.
    private const double MemoryShare = 0.6;
    private readonly GrouperOptions options = options ?? GrouperOptions.Default;

    // QUIVER_PROPOSALS: another number of proposals side by side, 32 to 256; for measurements.
    private static int Proposals => Environment.GetEnvironmentVariable("QUIVER_PROPOSALS") switch
    {
        "32" => 32,
        "64" => 64,
        "256" => 256,
        _ => PartitionShape.UsualProposals,
    };

    /// <inheritdoc/>
    public string Name => "annealing";

    /// <inheritdoc/>
    /// <exception cref="InputException">The device is no card, the driver or NVRTC is missing, the search is one that only the CPU
    /// has (a cap on groups, parts of a large Hamiltonian), or the card's memory is too small.</exception>
    public GroupingResult Group(
        GroupingProblem problem, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (device.type != DeviceType.CUDA)
        {
            throw new InputException($"A population is annealed on a CUDA card, not on {device}: use the grouper 'annealing'.");
        }

        if (options.MaxGroups < problem.Terms.Count)
        {
            throw new InputException("Annealing on a card keeps to no cap on groups: leave out option MaxGroups, or search on the CPU.");
        }

        if (AnnealingGrouper.IsDelegated(problem))
        {
            throw new InputException(
                $"{problem.Terms.Count} terms are searched part by part, which annealing on a card does not: search on the CPU.");
        }

        var start = new SortedInsertionGrouper().Group(problem, null, cancellationToken).Grouping;
        if (start.Count < 2)
        {
            return new GroupingResult(start);
        }

        try
        {
            return Search(problem, start, progress, cancellationToken);
        }
        catch (KernelUnavailableException e)
        {
            throw new InputException("Annealing on a card cannot run here: " + e.Message);
        }
    }

    private GroupingResult Search(
        GroupingProblem problem, MeasurementGrouping start, IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        var index = Math.Max(0, device.index);
        var (_, _, multiprocessors, shared) = CudaDriver.Describe(index);
        var weights = new PartitionWeights(problem, byDeviation: true);
        var shape = Shape(weights, multiprocessors, start.Count, shared, (long)(MemoryShare * CudaDriver.Devices()[index].MemoryBytes));
        var price = PartitionAnnealing.PriceOf(options.Beta, options.Gamma);
        var labels = weights.FromProblem(start.Assignment);
        var seconds = options.Budget.TotalSeconds;
        using var kernels = new PartitionKernels(weights, shape, device, source => new CudaKernels(source, PartitionKernels.Threads, index))
        {
            Seed = (ulong)options.Seed,
            MaxGroups = int.MaxValue,
            GroupPrice = price * weights.Cost(start),
        };
        var search = new PopulationSearch(weights, kernels, seconds)
        {
            GroupPrice = price,
            Journal = options.Journal,
            Progress = (phase, done, cost) =>
                progress?.Report(new ProgressReport(phase, done, seconds, FormattableString.Invariant($"cost {cost * cost:G5}"))),
        };
        var best = weights.ToProblem(search.Run(labels, cancellationToken));
        var compact = new RecursiveLargestFirstGrouper().Group(problem, null, CancellationToken.None).Grouping;
        search.Archive.Offer(compact.Count, weights.Cost(compact), weights.FromProblem(compact.Assignment));
        var front = search.Archive.Front().Select(f => weights.ToProblem(f.Labels));
        return AnnealingGrouper.Best(new SearchOutcome(best, [.. front], search.ClockBound), start, weights, options);
    }

    private static PartitionShape Shape(PartitionWeights weights, int multiprocessors, int groups, int shared, long memory)
    {
        for (var chains = multiprocessors; chains > 0; chains /= 2)
        {
            var shape = new PartitionShape(weights, chains, groups, shared, Proposals);
            if (shape.IsPossible && shape.DeviceBytes <= memory)
            {
                return shape;
            }
        }

        throw new InputException($"{weights.Count} terms in {groups} groups do not fit on this card: search on the CPU.");
    }
}
