using Quiver.Core.Runs;
using Quiver.Hamiltonians.Search;

namespace Quiver.LearnedGrouping.Population;

/// <summary>
/// The whole search of a population on a card: one half of the chains follows each schedule, and at every mark the better half takes the
/// place of the others. Progress is counted in work, as on the CPU (<see cref="WorkClock"/>).
/// </summary>
internal sealed class PopulationSearch(PartitionWeights weights, PartitionKernels kernels, double seconds)
{
    // Rounds that end a part with its terms in place.
    private const int LastRounds = 64;
    private ulong launches;
    private double spent;
    private int[] best = [];
    private double bestValue = double.PositiveInfinity;

    /// <summary>How the time is spent.</summary>
    public PopulationPlan Plan { get; init; } = new();

    /// <summary>Price of one group in units of the starting S.</summary>
    public double GroupPrice { get; init; }

    /// <summary>Told the phase, the share of the time behind it, and the best S.</summary>
    public Action<string, double, double>? Progress { get; init; }

    /// <summary>What a run that was stopped has behind it.</summary>
    public UnitJournal Journal { get; init; } = UnitJournal.None;

    /// <summary>The best partition met for every number of groups.</summary>
    public ParetoArchive Archive { get; } = new();

    /// <summary>Whether the clock cut the work short, so that another run may differ.</summary>
    public bool ClockBound { get; private set; }

    /// <summary>Searches.</summary>
    /// <param name="start">Group of every term in a valid partition, numbered from 0.</param>
    /// <param name="cancellationToken">Ends the search early, keeping what was found.</param>
    /// <returns>Group of every term in the best partition under S + price (groups).</returns>
    public int[] Run(int[] start, CancellationToken cancellationToken)
    {
        var scale = weights.Cost(weights.ToProblem(start));
        if (scale <= 0)
        {
            return start;
        }

        Offer([start], scale);
        var chains = Enumerable.Range(0, kernels.Chains).ToArray();
        var all = AnnealingSchedule.All;
        var population = new Population([.. chains.SelectMany(_ => start)], [.. chains.Select(i => i % all.Count)]);
        var (from, part, left) = (double.PositiveInfinity, 0, seconds);
        foreach (var to in Plan.Marks.Append(0))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            // Schedules differ in what lies behind a mark: whoever is left shares the time that is left.
            var name = FormattableString.Invariant($"part-{part++}");
            AnnealingSchedule[] schedules = [.. population.Schedules.Select(k => all[k])];
            var share = schedules.Sum(s => s.ShareAt(to) - s.ShareAt(from)) / schedules.Sum(s => 1 - s.ShareAt(from));
            var time = share * left;
            left -= time;
            population = Journal.Once(
                name, () => Part(population, schedules, from, to, time, scale, cancellationToken), Write, Read, cancellationToken);
            from = to;
        }

        Offer([.. population.Labels.Chunk(weights.Count)], scale);
        return best;
    }

    private void Write(BinaryWriter writer, Population population)
    {
        writer.Write(ClockBound);
        writer.Write(launches);
        writer.Write(spent);
        writer.WriteArray<int>(population.Labels);
        writer.WriteArray<int>(population.Schedules);
    }

    private Population Read(BinaryReader reader)
    {
        (ClockBound, launches, spent) = (reader.ReadBoolean(), reader.ReadUInt64(), reader.ReadDouble());
        return new Population(reader.ReadArray<int>(), reader.ReadArray<int>());
    }

    /// <summary>Anneals all chains from one mark to the next; the better half takes the place of the others there.</summary>
    private Population Part(
        Population population, AnnealingSchedule[] schedules, double from, double to, double time, double scale,
        CancellationToken cancellationToken)
    {
        kernels.WriteLabels(population.Labels);
        var outcomes = Anneal(schedules, from, to, time, scale, cancellationToken);
        var ends = kernels.ReadLabels();
        if (to <= 0)
        {
            return population with { Labels = ends };
        }

        var chains = Enumerable.Range(0, outcomes.Length).ToArray();
        double Value(int i) => outcomes[i].Cost + (GroupPrice * scale * outcomes[i].Groups);
        var better = chains.OrderBy(Value).Take((chains.Length + 1) / 2).ToArray();
        int Place(int i) => better[i % better.Length];
        return new Population(
            [.. chains.SelectMany(i => ends.AsSpan(Place(i) * weights.Count, weights.Count).ToArray())],
            [.. chains.Select(i => population.Schedules[Place(i)])]);
    }

    /// <summary>Anneals all chains from one temperature to the next, each at the pace of its schedule.</summary>
    /// <returns>What they came to.</returns>
    private ChainOutcome[] Anneal(
        AnnealingSchedule[] schedules, double from, double to, double time, double scale, CancellationToken cancellationToken)
    {
        var unit = scale / weights.Count;
        double At(AnnealingSchedule s, double done) => s.ShareAt(from) + (done * (s.ShareAt(to) - s.ShareAt(from)));
        ChainSettings Settings(AnnealingSchedule s, double before, double after) => new(
            unit * s.At(before), unit * s.At(after), weights.AtLeast(s.LeastDeviationAt(after, unit)));
        var clock = new WorkClock(time);
        double done = 0, step = 0, work = 0;
        while (done < 1 && !cancellationToken.IsCancellationRequested)
        {
            Progress?.Invoke("annealing", spent + (done * time), bestValue * weights.Unit);
            var next = Math.Min(1, done + step);
            work += Launch([.. schedules.Select(s => Settings(s, At(s, done), At(s, next)))], Plan.RoundsPerLaunch).Work;
            var now = clock.Done(work);
            (step, done) = (now - done, now);
        }

        // Costs are compared: all chains end with the same terms, and one that was cut short with all of them.
        var stopped = cancellationToken.IsCancellationRequested;
        ClockBound |= clock.Led;
        spent += time;
        return Launch([.. schedules.Select(s => Settings(s, At(s, 1), stopped ? 1 : At(s, 1)))], LastRounds).Outcomes;
    }

    private (ChainOutcome[] Outcomes, double Work) Launch(ChainSettings[] settings, int rounds)
    {
        var outcomes = kernels.Anneal(settings, rounds, launches++);
        return (outcomes, PopulationWork.Nanoseconds(outcomes, settings.Max(static s => s.Active)));
    }

    /// <summary>Keeps partitions, complete and summed anew.</summary>
    private void Offer(IReadOnlyList<int[]> ends, double scale)
    {
        var complete = new (double Cost, int Groups, int[] Labels)[ends.Count];
        Parallel.For(0, ends.Count, i =>
        {
            var labels = Completed(ends[i]);
            var grouping = weights.ToProblem(labels);
            complete[i] = (weights.Cost(grouping), grouping.Count, labels);
        });
        foreach (var (cost, groups, labels) in complete)
        {
            Archive.Offer(groups, cost, labels);
            if (cost + (GroupPrice * scale * groups) is var value && value < bestValue)
            {
                (bestValue, best) = (value, labels);
            }
        }
    }

    /// <summary>A partition in which terms that found no place stand where S grows least.</summary>
    private int[] Completed(int[] labels)
    {
        if (!labels.Contains(-1))
        {
            return labels;
        }

        var state = new PartitionState(weights);
        state.Load(labels);
        for (var t = 0; t < labels.Length; t++)
        {
            if (labels[t] < 0)
            {
                state.Place(t);
            }
        }

        return state.Group;
    }

    /// <summary>All chains between two parts.</summary>
    /// <param name="Labels">Group of every term in each, [chains, terms].</param>
    /// <param name="Schedules">Which schedule each follows.</param>
    private sealed record Population(int[] Labels, int[] Schedules);
}
