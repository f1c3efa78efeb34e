using Quiver.Core.Runs;
using Quiver.Hamiltonians.Search;

namespace Quiver.LearnedGrouping.Population;

/// <summary>
/// The whole search of a population: chains from hot to cold by the schedule that suits the Hamiltonian, then generations of children of
/// the best. Progress is counted in work, as on the CPU (<see cref="WorkClock"/>).
/// </summary>
internal sealed class PopulationSearch(PartitionWeights weights, PartitionKernels kernels, double seconds, int seed)
{
    // Share of an annealing's end in which the last terms come in, as on the CPU, and rounds that end a stage with all terms in place.
    private const double LastShare = 0.1;
    private const int LastRounds = 64;

    // Partitions whose costs agree to this are one.
    private const double Same = 1e-9;
    private readonly SearchRandom random = new((ulong)seed);
    private readonly List<(double Value, int[] Labels)> pool = [];
    private ulong launches;
    private double spent;

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
        var schedule = Stage("scouts", () =>
        {
            kernels.WriteLabels([.. Enumerable.Range(0, chains).SelectMany(_ => start)]);
            AnnealingSchedule[] mixed = [.. Enumerable.Range(0, chains).Select(i => all[i % all.Count])];
            var costs = Offer(Anneal("scouting", mixed, Plan.ScoutShare, scale, cancellationToken), scale);
            double Mean(int k) => costs.Where((_, i) => i % all.Count == k).DefaultIfEmpty(double.MaxValue).Average();
            return Enumerable.Range(0, all.Count).MinBy(Mean);
        }, cancellationToken);
        Stage("parents", () =>
        {
            kernels.WriteLabels([.. Enumerable.Range(0, chains).SelectMany(_ => start)]);
            var same = Enumerable.Repeat(all[schedule], chains).ToArray();
            Offer(Anneal("annealing", same, Plan.ParentShare - Plan.ScoutShare, scale, cancellationToken), scale);
            return 0;
        }, cancellationToken);
        var warm = new AnnealingSchedule(AnnealingSchedule.FromWarm.LeastDeviation, (Plan.Warm, 0), (AnnealingSchedule.FromWarm.Last, 1));
        for (var g = 0; g < Plan.Generations && !cancellationToken.IsCancellationRequested; g++)
        {
            Stage(FormattableString.Invariant($"generation-{g}"), () =>
            {
                Breed();
                var share = (1 - Plan.ParentShare) / Plan.Generations;
                Offer(Anneal("annealing children", [.. Enumerable.Repeat(warm, chains)], share, scale, cancellationToken), scale);
                return 0;
            }, cancellationToken);
        }

        return pool[0].Labels;
    }

    /// <summary>A stage, unless the journal has it.</summary>
    private int Stage(string name, Func<int> work, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? 0 : Journal.Once(name, work, WriteStage, ReadStage, cancellationToken);

    private void WriteStage(BinaryWriter writer, int result)
    {
        writer.Write(result);
        writer.Write(ClockBound);
        writer.Write(launches);
        writer.Write(spent);
        random.Write(writer);
        Archive.Write(writer);
        writer.Write(pool.Count);
        foreach (var (value, labels) in pool)
        {
            writer.Write(value);
            writer.WriteArray<int>(labels);
        }
    }

    private int ReadStage(BinaryReader reader)
    {
        var result = reader.ReadInt32();
        (ClockBound, launches, spent) = (reader.ReadBoolean(), reader.ReadUInt64(), reader.ReadDouble());
        random.Read(reader);
        Archive.Read(reader);
        pool.Clear();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            pool.Add((reader.ReadDouble(), reader.ReadArray<int>()));
        }

        return result;
    }

    /// <summary>Every chain becomes a child of two of the best.</summary>
    private void Breed()
    {
        var chains = kernels.Chains;
        var elite = Math.Clamp((int)(Plan.EliteShare * chains), Math.Min(2, pool.Count), pool.Count);
        kernels.WriteLabels([.. Enumerable.Range(0, chains).SelectMany(i => pool[i % pool.Count].Labels)]);
        var pairs = new (int, int)[chains];
        for (var i = 0; i < chains; i++)
        {
            var first = random.Next(elite);
            var second = elite > 1 ? random.Next(elite - 1) : first;
            pairs[i] = (first, elite > 1 && second >= first ? second + 1 : second);
        }

        kernels.Cross(pairs);
    }

    /// <summary>Anneals all chains over a share of the time.</summary>
    private int[][] Anneal(string phase, AnnealingSchedule[] schedules, double share, double scale, CancellationToken cancellationToken)
    {
        var unit = scale / weights.Count;
        var time = share * seconds;
        var clock = new WorkClock(time);
        double done = 0, step = 0, work = 0;
        while (done < 1 && !cancellationToken.IsCancellationRequested)
        {
            Progress?.Invoke(phase, spent + (done * time), pool[0].Value * weights.Unit);
            var next = Math.Min(1, done + step);
            var end = Math.Min(1, (1 - next) / LastShare);
            ChainSettings Settings(AnnealingSchedule s) =>
                new(unit * s.At(done), unit * s.At(next), Active(s.LeastDeviation * unit * s.At(next) * end));
            work += Launch([.. schedules.Select(Settings)], Plan.RoundsPerLaunch);
            var now = clock.Done(work);
            (step, done) = (now - done, now);
        }

        Launch([.. schedules.Select(s => new ChainSettings(unit * s.Last, unit * s.Last, weights.Count))], LastRounds);
        ClockBound |= clock.Led;
        spent += time;
        return [.. kernels.ReadLabels().Chunk(weights.Count)];
    }

    private double Launch(ChainSettings[] settings, int rounds)
    {
        var outcomes = kernels.Anneal(settings, rounds, launches++);
        var active = settings.Max(static s => s.Active);
        var work = PopulationWork.Nanoseconds(outcomes, active);
        Launched?.Invoke(outcomes, work, active);
        return work;
    }

    /// <summary>Takes partitions over into the pool, complete and summed anew.</summary>
    /// <returns>S + price (groups) of each.</returns>
    private double[] Offer(IReadOnlyList<int[]> ends, double scale)
    {
        var complete = new (double Value, double Cost, int Groups, int[] Labels)[ends.Count];
        Parallel.For(0, ends.Count, i =>
        {
            var labels = Completed(ends[i]);
            var grouping = weights.ToProblem(labels);
            var cost = weights.Cost(grouping);
            complete[i] = (cost + (GroupPrice * scale * grouping.Count), cost, grouping.Count, labels);
        });
        foreach (var (value, cost, groups, labels) in complete)
        {
            Archive.Offer(groups, cost, labels);
            pool.Add((value, labels));
        }

        var sorted = pool.OrderBy(static p => p.Value).ToArray();
        pool.Clear();
        foreach (var p in sorted)
        {
            if (pool.Count < kernels.Chains && (pool.Count == 0 || p.Value - pool[^1].Value > Same * p.Value))
            {
                pool.Add(p);
            }
        }

        return [.. complete.Select(static c => c.Value)];
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
