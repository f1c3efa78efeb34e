using MathNet.Numerics.Statistics;

namespace Quiver.Hamiltonians.Search;

/// <summary>Scouts: short annealings that say which schedule suits the Hamiltonian.</summary>
internal sealed partial class PartitionAnnealing
{
    // Length of a scout as a share of the time and in seconds per term, the most of a schedule's pairs, their usual share of the time,
    // and the share that one pair of every schedule may take.
    private const double ScoutLength = 0.01;
    private const double ScoutSecondsPerTerm = 1e-4;
    private const int MostScouts = 3;
    private const double ScoutShare = 0.1;
    private const double MostScoutShare = 0.2;

    /// <summary>Short annealings by every schedule, where the time allows them.</summary>
    private Scouts Scout(Func<AnnealingSchedule, PartitionChain> make, double time, double scale, CancellationToken cancellationToken)
    {
        var all = AnnealingSchedule.All;
        var length = Math.Max(ScoutLength * time, ScoutSecondsPerTerm * weights.Count);
        if (all.Count * length > MostScoutShare * time)
        {
            return new Scouts(all[0], 0);
        }

        var pairs = (int)Math.Clamp(ScoutShare * time / (all.Count * length), 1, MostScouts);
        var found = all.Select(schedule => (Schedule: schedule, Costs: Enumerable.Range(0, pairs)
            .SelectMany(_ => Pair(make, schedule, length, scale, "scouting", cancellationToken))
            .Select(end => Value(end, scale)).ToArray())).ToArray();
        var best = found.MinBy(static f => f.Costs.Mean());
        return new Scouts(best.Schedule, pairs * all.Count * length);
    }

    /// <summary>Two chains side by side from hot to cold.</summary>
    private ChainEnd[] Pair(
        Func<AnnealingSchedule, PartitionChain> make, AnnealingSchedule schedule, double time, double scale, string phase,
        CancellationToken cancellationToken) =>
        Anneal([.. Enumerable.Range(0, Chains).Select(_ => make(schedule))], time, scale, schedule, phase, cancellationToken);

    /// <summary>S + price (groups) of an end, or, with terms outside the cap, what they cost at the last price besides.</summary>
    private double Value(ChainEnd end, double scale)
    {
        var labels = end.OutsideCount > 0 ? end.Group : end.BestLabels;
        var grouping = weights.ToProblem(labels);
        return weights.Cost(grouping) + GroupPrice * scale * grouping.Count
            + end.OutsideCount * LastOutside * Unit(scale);
    }

    /// <summary>What scouts found.</summary>
    /// <param name="Schedule">The better schedule, or the usual one where there was no time for scouts.</param>
    /// <param name="Spent">Seconds they took in all.</param>
    private readonly record struct Scouts(AnnealingSchedule Schedule, double Spent);
}
