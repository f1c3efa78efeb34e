namespace Quiver.Hamiltonians.Grouping.Search;

/// <summary>
/// Runs chains side by side, each cooling geometrically over its share of work. Progress is counted in work, so the
/// result depends on the seed only; where the machine is too slow for that the clock takes over and the run says so.
/// </summary>
internal sealed class AnnealingSchedule
{
    private const int MovesPerStage = 8192;
    private readonly double seconds;

    /// <param name="seconds">Time budget of the whole, on the reference machine.</param>
    public AnnealingSchedule(double seconds)
    {
        this.seconds = seconds;
    }

    /// <summary>Whether the clock cut the work short, so that another run may differ.</summary>
    public bool ClockBound { get; private set; }

    /// <summary>Lowest temperature, in units of the starting S.</summary>
    public double Coldest { get; init; } = 5e-6;

    /// <summary>The starting temperature that suits a chain's number of moves per term, in units of the starting S.</summary>
    public static double Hottest(int terms, double seconds)
    {
        var moves = seconds * 1e9 / (Math.Max(1, terms) * (40 + 0.2 * terms));
        return 1e-4 * Math.Clamp(Math.Pow(moves / 9000, 1.2), 1, 30);
    }

    /// <summary>Anneals every chain.</summary>
    /// <param name="chains">The chains; they run on as many cores as there are.</param>
    /// <param name="hottest">Starting temperature, in units of <paramref name="scale"/>.</param>
    /// <param name="scale">The S that temperatures are relative to.</param>
    /// <param name="progress">Told the share done and the best S so far.</param>
    /// <param name="cancellation">Ends the search early, keeping what was found.</param>
    public void Run(IReadOnlyList<PartitionSearch> chains, double hottest, double scale, Action<double, double>? progress, CancellationToken cancellation)
    {
        var clock = new WorkClock(seconds);
        var start = chains.Select(c => c.Work).ToArray();

        // With more chains than cores each gets its share of the time.
        var parallel = Math.Min(chains.Count, Math.Max(1, Environment.ProcessorCount));
        Parallel.For(0, chains.Count, new ParallelOptions { MaxDegreeOfParallelism = parallel }, i =>
        {
            var chain = chains[i];
            while (!cancellation.IsCancellationRequested)
            {
                var done = clock.Done(chain.Work - start[i]);
                if (done >= 1)
                {
                    break;
                }

                if (i == 0)
                {
                    progress?.Invoke(done, chain.BestCost);
                }

                chain.Run(MovesPerStage, scale * hottest * Math.Pow(Coldest / hottest, done));
            }
        });
        ClockBound = clock.Led;
    }
}
