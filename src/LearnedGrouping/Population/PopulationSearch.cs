using Quiver.Core.Runs;
using Quiver.Hamiltonians.Search;

namespace Quiver.LearnedGrouping.Population;

/// <summary>
/// The whole search of a population on a card: one half of the chains tries each schedule, then all follow the one that suits the
/// Hamiltonian, and at every mark the better half takes the place of the others. Progress is counted in work, as on the CPU
/// (<see cref="WorkClock"/>).
/// </summary>
internal sealed class PopulationSearch(PartitionWeights weights, PartitionKernels kernels, double seconds)
{
    // Share of an annealing's end in which the last terms come in, as on the CPU, and rounds that end it with all terms in place.
    private const double LastShare = 0.1;
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

    /// <summary>Told of every launch: what each chain came to, nominal nanoseconds, terms that took part; for calibration.</summary>
    public Action<IReadOnlyList<ChainOutcome>, double, long>? Launched { get; init; }

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
        var chains = kernels.Chains;
        var all = AnnealingSchedule.All;
        int[] Everywhere() => [.. Enumerable.Range(0, chains).SelectMany(_ => start)];
        AnnealingSchedule[] mixed = [.. Enumerable.Range(0, chains).Select(i => all[i % all.Count])];
        var labels = Stage(
            "scouts", Everywhere(), cancellationToken,
            () => Anneal("scouting", mixed, (0, 1), Plan.ScoutShare, scale, cancellationToken));
        var costs = Offer([.. labels.Chunk(weights.Count)], scale);
        double Mean(int k) => costs.Where((_, i) => i % all.Count == k).DefaultIfEmpty(double.MaxValue).Average();
        var schedule = all[Enumerable.Range(0, all.Count).MinBy(Mean)];
        AnnealingSchedule[] same = [.. Enumerable.Repeat(schedule, chains)];
        labels = Everywhere();
        var (from, part) = (0.0, 0);
        foreach (var to in Plan.Marks.Select(schedule.Share).Append(1))
        {
            labels = Stage(
                FormattableString.Invariant($"part-{part++}"), labels, cancellationToken,
                () => Anneal("annealing", same, (from, to), 1 - Plan.ScoutShare, scale, cancellationToken),
                to < 1 ? o => o.Cost + (GroupPrice * scale * o.Groups) : null);
            from = to;
        }

        Offer([.. labels.Chunk(weights.Count)], scale);
        return best;
    }

    /// <summary>All chains over a part of the search, unless the journal has what they came to.</summary>
    /// <param name="name">Name of the part.</param>
    /// <param name="labels">Where they begin.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="work">The work.</param>
    /// <param name="energy">By what the better half is found that takes the place of the others; null to keep all.</param>
    /// <returns>The partitions of all chains after it.</returns>
    private int[] Stage(
        string name, int[] labels, CancellationToken cancellationToken, Func<ChainOutcome[]> work,
        Func<ChainOutcome, double>? energy = null) =>
        cancellationToken.IsCancellationRequested ? labels : Journal.Once(
            name,
            () =>
            {
                kernels.WriteLabels(labels);
                var outcomes = work();
                var ends = kernels.ReadLabels();
                if (energy is null)
                {
                    return ends;
                }

                var chains = Enumerable.Range(0, outcomes.Length);
                var better = chains.OrderBy(i => energy(outcomes[i])).Take((outcomes.Length + 1) / 2).ToArray();
                return [.. chains.SelectMany(i => ends.AsSpan(better[i % better.Length] * weights.Count, weights.Count).ToArray())];
            },
            (writer, result) =>
            {
                writer.Write(ClockBound);
                writer.Write(launches);
                writer.Write(spent);
                writer.WriteArray<int>(result);
            },
            reader =>
            {
                (ClockBound, launches, spent) = (reader.ReadBoolean(), reader.ReadUInt64(), reader.ReadDouble());
                return reader.ReadArray<int>();
            },
            cancellationToken);

    /// <summary>Anneals all chains over a part of their schedules.</summary>
    /// <returns>What they came to: with the terms that take part at the end of it, in all of them the same.</returns>
    private ChainOutcome[] Anneal(
        string phase, AnnealingSchedule[] schedules, (double From, double To) part, double share, double scale,
        CancellationToken cancellationToken)
    {
        var unit = scale / weights.Count;
        var time = share * seconds * (part.To - part.From);
        var clock = new WorkClock(time);
        double done = 0, step = 0, work = 0;
        double At(double local) => part.From + (local * (part.To - part.From));
        ChainSettings Settings(AnnealingSchedule s, double from, double to) =>
            new(unit * s.At(from), unit * s.At(to), Active(s.LeastDeviation * unit * s.At(to) * Math.Min(1, (1 - to) / LastShare)));
        while (done < 1 && !cancellationToken.IsCancellationRequested)
        {
            Progress?.Invoke(phase, spent + (done * time), bestValue * weights.Unit);
            var next = Math.Min(1, done + step);
            work += Launch([.. schedules.Select(s => Settings(s, At(done), At(next)))], Plan.RoundsPerLaunch).Work;
            var now = clock.Done(work);
            (step, done) = (now - done, now);
        }

        // Also a part that was cut short ends with all terms, so that its partitions are whole.
        var end = cancellationToken.IsCancellationRequested ? 1 : part.To;
        ClockBound |= clock.Led;
        spent += time;
        return Launch([.. schedules.Select(s => Settings(s, part.To, end))], LastRounds).Outcomes;
    }

    private (ChainOutcome[] Outcomes, double Work) Launch(ChainSettings[] settings, int rounds)
    {
        var outcomes = kernels.Anneal(settings, rounds, launches++);
        var active = settings.Max(static s => s.Active);
        var work = PopulationWork.Nanoseconds(outcomes, active);
        Launched?.Invoke(outcomes, work, active);
        return (outcomes, work);
    }

    /// <summary>Keeps partitions, complete and summed anew.</summary>
    /// <returns>S + price (groups) of each.</returns>
    private double[] Offer(IReadOnlyList<int[]> ends, double scale)
    {
        var complete = new (double Cost, int Groups, int[] Labels)[ends.Count];
        Parallel.For(0, ends.Count, i =>
        {
            var labels = Completed(ends[i]);
            var grouping = weights.ToProblem(labels);
            complete[i] = (weights.Cost(grouping), grouping.Count, labels);
        });
        var values = new double[ends.Count];
        foreach (var (i, (cost, groups, labels)) in complete.Index())
        {
            values[i] = cost + (GroupPrice * scale * groups);
            Archive.Offer(groups, cost, labels);
            if (values[i] < bestValue)
            {
                (bestValue, best) = (values[i], labels);
            }
        }

        return values;
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

    /// <summary>Number of terms that take part where they must have a deviation; never none.</summary>
    private int Active(double deviation)
    {
        var active = weights.Count;
        while (weights.Sorted && active > 0 && weights.Deviation(active - 1) < deviation)
        {
            active--;
        }

        return Math.Min(weights.Count, ((active / 64) + 1) * 64);
    }
}
