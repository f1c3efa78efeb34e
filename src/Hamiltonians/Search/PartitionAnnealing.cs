using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// The whole search on two cores: a population of chains, half by each schedule, of which the better half goes on twice at every mark, and
/// a last part that fills the front of cost against groups. Progress is counted in work, so the result depends on seed and budget only;
/// where the machine is several times too slow for that the clock takes over and the outcome says so.
/// </summary>
internal sealed partial class PartitionAnnealing
{
    private const int Chains = 2;
    private const int MovesPerStep = 2000;

    /// <summary>Share of the time for the front where nothing else is asked for.</summary>
    public const double UsualFrontShare = 0.2;

    private readonly PartitionWeights weights;
    private readonly int seed;
    private readonly Action<string, double, double>? progress;
    private readonly double seconds;
    private int chainsMade;
    private int stages;
    private double spent;

    /// <param name="weights">The Hamiltonian.</param>
    /// <param name="seconds">Time budget, on the reference machine.</param>
    /// <param name="seed">Fixes every random choice.</param>
    /// <param name="progress">Told the phase, the share of the budget that is used, and the best S.</param>
    public PartitionAnnealing(PartitionWeights weights, double seconds, int seed, Action<string, double, double>? progress = null)
    {
        this.weights = weights;
        this.seconds = seconds;
        this.seed = seed;
        this.progress = progress;
    }

    /// <summary>Price of one group, in units of the starting S: see <see cref="PriceOf"/>.</summary>
    public double GroupPrice { get; init; }

    /// <summary>Most groups of the partition sought.</summary>
    public int MaxGroups { get; init; } = int.MaxValue;

    /// <summary>Share of the time for the front.</summary>
    public double FrontShare { get; init; } = UsualFrontShare;

    /// <summary>Which ejections are worked out, and how often one is tried; null for all, half of the time.</summary>
    public EjectionFilter? Filter { get; init; }

    /// <summary>Told of every accepted ejection by either chain: see <see cref="PartitionChain.Accepted"/>.</summary>
    public Action<double, int, double>? Accepted { get; init; }

    /// <summary>Gives a partition with few groups, from which the front is filled; null for the one met.</summary>
    public Func<int[]>? Fewest { get; init; }

    /// <summary>What a run that was stopped has behind it; by default nothing is kept.</summary>
    public UnitJournal Journal { get; init; } = UnitJournal.None;

    /// <summary>Whether the clock cut the work short, so that another run may differ.</summary>
    public bool ClockBound { get; private set; }

    /// <summary>The best partition met for every number of groups.</summary>
    public ParetoArchive Archive { get; } = new();

    /// <summary>The price of one group in units of S: -beta log(S^2) - gamma G falls by gamma per group where S grows by
    /// S gamma / (2 beta).</summary>
    public static double PriceOf(double beta, double gamma) => gamma / (2 * Math.Max(beta, 1e-9));

    /// <summary>Searches.</summary>
    /// <param name="start">Group of every term in a valid partition of at most <see cref="MaxGroups"/> groups.</param>
    /// <param name="cancellationToken">Ends the search early, keeping what was found.</param>
    /// <param name="starts">One or two partitions whose arrangement of the largest terms is kept; null to search whole.</param>
    /// <returns>The best partition under S + price (groups), and the front.</returns>
    public SearchOutcome Run(int[] start, CancellationToken cancellationToken, IReadOnlyList<int[]>? starts = null)
    {
        start = weights.FromProblem(start);
        var state = new PartitionState(weights);
        state.Load(start);
        var scale = state.Cost > 0 ? state.Cost : 1;
        Archive.Offer(state.GroupCount, state.Cost, start);
        var main = (1 - FrontShare) * seconds;
        if (starts is not null)
        {
            Follow(starts, main, scale, cancellationToken);
        }
        else if (MaxGroups < weights.Count)
        {
            Capped(start, main, scale, cancellationToken);
        }
        else
        {
            Free(start, main, scale, cancellationToken);
        }

        if (FrontShare > 0 && !cancellationToken.IsCancellationRequested)
        {
            FillFront(Best(scale), scale, cancellationToken);
        }

        var labels = Best(scale);
        var front = Archive.Front().Where(f => f.Groups <= MaxGroups).Select(f => weights.ToProblem(f.Labels));
        return new SearchOutcome(weights.ToProblem(labels), [.. front], ClockBound);
    }

    /// <summary>The best partition met of at most <see cref="MaxGroups"/> groups.</summary>
    private int[] Best(double scale) =>
        Archive.Front().Where(f => f.Groups <= MaxGroups).MinBy(f => f.Cost + GroupPrice * scale * f.Groups).Labels;

    /// <summary>A population from hot to cold.</summary>
    private void Free(int[] start, double time, double scale, CancellationToken cancellationToken)
    {
        PartitionChain Make(int[] labels, AnnealingSchedule schedule, double done, ulong seed) =>
            Chain(labels, scale, ActiveAt(done, scale, schedule), int.MaxValue, double.PositiveInfinity, seed);
        Populate(Make, start, time, scale, cancellationToken);
    }

    /// <summary>Two chains from one or two partitions of other geometries, of which the largest terms' arrangement is kept.</summary>
    private void Follow(IReadOnlyList<int[]> starts, double time, double scale, CancellationToken cancellationToken)
    {
        int[][] from = [weights.FromProblem(starts[0]), weights.FromProblem(starts[^1])];
        foreach (var labels in from)
        {
            var known = weights.ToProblem(labels);
            Archive.Offer(known.Count, weights.Cost(known), labels);
        }

        var schedule = AnnealingSchedule.Mild;
        var chains = from.Select(labels => MaxGroups < weights.Count
            ? CappedChain(labels, scale, MaxGroups, schedule) : Chain(labels, scale, schedule)).ToArray();
        Anneal(chains, time, scale, schedule, "annealing", cancellationToken);
    }

    /// <summary>A chain in which the terms take part that matter at the first temperature.</summary>
    private PartitionChain Chain(ReadOnlySpan<int> start, double scale, AnnealingSchedule schedule) =>
        Chain(start, scale, weights.AtLeast(schedule.LeastDeviation * schedule.First * Unit(scale)), int.MaxValue, double.PositiveInfinity);

    private PartitionChain Chain(
        ReadOnlySpan<int> start, double scale, int active, int maxGroups, double outsidePrice, ulong? seed = null) =>
        new(weights, start, seed ?? NextSeed(), active)
        {
            MaxGroups = maxGroups,
            GroupPrice = GroupPrice * scale,
            OutsidePrice = outsidePrice,
            Scale = scale,
            Filter = Filter,
            Accepted = Accepted,
            EjectionRate = Filter?.EjectionRate ?? PartitionChain.UsualEjectionRate,
        };

    /// <summary>The unit of temperatures, S / N.</summary>
    private double Unit(double scale) => scale / Math.Max(1, weights.Count);

    private ulong NextSeed() => unchecked((ulong)seed * 0x100000001UL + (ulong)chainsMade++);

    /// <summary>Anneals chains side by side, each over the whole time; what the journal knows of it is not done again.</summary>
    private ChainEnd[] Anneal(
        PartitionChain[] chains, double time, double scale, AnnealingSchedule schedule, string phase, CancellationToken cancellationToken)
    {
        var name = FormattableString.Invariant($"stage-{stages++}");
        var before = spent;
        spent += time;
        if (Journal.Exists(name))
        {
            return Journal.Read(name, ReadStage);
        }

        var clock = new WorkClock(time);
        Task.WaitAll([.. chains.Select((chain, i) => Task.Factory.StartNew(
            () => Anneal(
                chain, clock, scale, schedule, FormattableString.Invariant($"{name}-chain-{i}"),
                i == 0 ? (done, cost) => progress?.Invoke(phase, before + (done * time), cost) : null, cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))], CancellationToken.None);
        ClockBound |= clock.Led;
        foreach (var chain in chains)
        {
            Archive.Merge(chain.Archive);
            var found = weights.ToProblem(chain.BestLabels);
            Archive.Offer(found.Count, weights.Cost(found), chain.BestLabels);
        }

        ChainEnd[] ends = [.. chains.Select(static c => new ChainEnd(c.BestLabels.ToArray(), c.State.Group, c.State.OutsideCount))];
        if (Journal.IsKept && !cancellationToken.IsCancellationRequested)
        {
            Journal.Write(name, w => WriteStage(w, ends));
            for (var i = 0; i < chains.Length; i++)
            {
                Journal.Forget(FormattableString.Invariant($"{name}-chain-{i}"));
            }
        }

        return ends;
    }

    private void Anneal(
        PartitionChain chain, WorkClock clock, double scale, AnnealingSchedule schedule, string name, Action<double, double>? report,
        CancellationToken cancellationToken)
    {
        var unit = Unit(scale);
        double done = 0;
        if (Journal.Exists(name))
        {
            done = Journal.Read(name, r => ReadChain(r, chain, clock));
        }

        void Save() => Journal.Write(name, w =>
        {
            w.Write(done);
            w.Write(clock.Led);
            chain.Write(w);
        });
        var due = Journal.Clock();
        while (done < 1 && !cancellationToken.IsCancellationRequested)
        {
            report?.Invoke(done, chain.BestCost * weights.Unit);
            var temperature = Warm(chain, done, scale, schedule);
            chain.Run(MovesPerStep, temperature);
            done = clock.Done(chain.Work);
            if (due())
            {
                Save();
            }
        }

        // A stage that begins after the search was stopped begins from what was cut short: it leaves nothing.
        if (done > 0 && cancellationToken.IsCancellationRequested)
        {
            Save();
        }

        // Also a chain that was cut short ends with a whole partition.
        chain.Activate(weights.Count);
        chain.Run(0, unit * schedule.Last);
    }

    /// <summary>Brings a chain's price and terms to a share of a schedule.</summary>
    /// <returns>The temperature there, in units of S.</returns>
    private double Warm(PartitionChain chain, double done, double scale, AnnealingSchedule schedule)
    {
        var capped = double.IsFinite(chain.OutsidePrice);
        if (capped)
        {
            chain.OutsidePrice = OutsidePriceAt(done, scale, schedule);
        }

        if (chain.State.Active < weights.Count)
        {
            chain.Activate(capped ? CappedActive(done, scale, schedule) : ActiveAt(done, scale, schedule));
        }

        return Unit(scale) * schedule.At(done);
    }

    /// <summary>Number of terms that take part at a share of a schedule; the last ones come in towards its end.</summary>
    private int ActiveAt(double done, double scale, AnnealingSchedule schedule) =>
        weights.AtLeast(schedule.LeastDeviationAt(done, Unit(scale)));

    private static double ReadChain(BinaryReader reader, PartitionChain chain, WorkClock clock)
    {
        var done = reader.ReadDouble();
        clock.Led |= reader.ReadBoolean();
        chain.Read(reader);
        return done;
    }

    private void WriteStage(BinaryWriter writer, ChainEnd[] ends)
    {
        writer.Write(ClockBound);
        Archive.Write(writer);
        writer.Write(ends.Length);
        foreach (var end in ends)
        {
            writer.WriteArray<int>(end.BestLabels);
            writer.WriteArray<int>(end.Group);
            writer.Write(end.OutsideCount);
        }
    }

    private ChainEnd[] ReadStage(BinaryReader reader)
    {
        ClockBound = reader.ReadBoolean();
        Archive.Read(reader);
        var ends = new ChainEnd[reader.ReadInt32()];
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = new ChainEnd(reader.ReadArray<int>(), reader.ReadArray<int>(), reader.ReadInt32());
        }

        return ends;
    }

    /// <summary>What a chain leaves to the stages after it.</summary>
    /// <param name="BestLabels">The best partition that it met.</param>
    /// <param name="Group">The one that it ended with.</param>
    /// <param name="OutsideCount">Terms of that which stand outside the cap.</param>
    private sealed record ChainEnd(int[] BestLabels, int[] Group, int OutsideCount);
}
