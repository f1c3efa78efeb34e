using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Chains that are compared on their way: at every mark the better half goes on twice, the others end. Population annealing in its simplest
/// form (Hukushima and Iba 2003; Machta 2010), with the cut of "go with the winners" (Aldous and Vazirani 1994) in place of weights.
/// </summary>
internal sealed partial class PartitionAnnealing
{
    // The best of two on their way says little, and both would end in one arrangement.
    private const int LeastCompared = 4;
    private const int MostMembers = 64;

    // Seconds of one core that a chain needs for every term before more chains are worth more than longer ones, and how their number
    // grows with the time beyond that.
    private const double SecondsPerTerm = 1.2e-3;
    private const double Growth = 0.7;

    /// <summary>
    /// Temperatures at which chains are compared, in units of S/N: from where a chain's energy says something about its end (rank
    /// correlation .5 at the first, .97 at .1), to where they differ no more.
    /// </summary>
    internal static IReadOnlyList<double> Marks { get; } = [0.5, 0.35, 0.25, 0.18, 0.12, 0.08];

    /// <summary>How many chains the time is best divided among.</summary>
    /// <param name="terms">Number of terms.</param>
    /// <param name="time">Time of two cores.</param>
    /// <returns>A power of two from 4 to 64.</returns>
    internal static int Members(int terms, double time)
    {
        var fitting = Math.Pow(Math.Max(1, Chains * time / (SecondsPerTerm * terms)), Growth);
        return Math.Clamp((int)Math.Pow(2, Math.Round(Math.Log2(fitting))), LeastCompared, MostMembers);
    }

    /// <summary>Anneals a population over the whole of a schedule.</summary>
    /// <param name="make">Makes a chain: its partition, its schedule, the share of it that is behind it, its seed.</param>
    /// <param name="start">Where all begin.</param>
    /// <param name="time">Time of two cores for all of them.</param>
    /// <param name="scale">S of the start.</param>
    /// <param name="cancellationToken">Ends the search early.</param>
    /// <returns>What the chains came to.</returns>
    private Member[] Populate(
        Func<int[], AnnealingSchedule, double, ulong, PartitionChain> make, int[] start, double time, double scale,
        CancellationToken cancellationToken)
    {
        var members = Members(weights.Count, time);
        var all = AnnealingSchedule.All;
        var left = time;
        Member[] ends = [.. Enumerable.Range(0, members).Select(i => new Member(0, start, all[i % all.Count]))];
        var from = double.PositiveInfinity;
        foreach (var to in Marks.Append(0))
        {
            // Schedules differ in what lies behind a mark: whoever is left shares the time that is left.
            var each = left / ends.Sum(e => 1 - e.Schedule.ShareAt(from));
            left -= each * ends.Sum(e => e.Schedule.ShareAt(to) - e.Schedule.ShareAt(from));
            ends = Segment(make, ends, (from, to), each, scale, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            if (to > 0)
            {
                var better = ends.OrderBy(static e => e.Energy).Take(members / 2).ToArray();
                ends = [.. Enumerable.Range(0, members).Select(i => better[i % better.Length])];
            }

            from = to;
        }

        return ends;
    }

    /// <summary>All chains of a population from one mark to the next, two at a time, but for those that the journal has.</summary>
    private Member[] Segment(
        Func<int[], AnnealingSchedule, double, ulong, PartitionChain> make, Member[] starts, (double From, double To) marks,
        double timeEach, double scale, CancellationToken cancellationToken)
    {
        var stage = stages++;
        var (before, lowest) = (spent, Archive.Front()[^1].Cost * weights.Unit);
        var parts = starts.Select(m => (From: m.Schedule.ShareAt(marks.From), To: m.Schedule.ShareAt(marks.To))).ToArray();
        var time = timeEach * parts.Sum(static p => p.To - p.From);
        spent += time;
        var seeds = starts.Select(_ => NextSeed()).ToArray();
        var members = new Member[starts.Length];
        var clock = new WorkClock(time);
        var (next, finished) = (-1, 0);

        // The share of its own part that a chain should have behind it, by the clock.
        double Pressure() => ((clock.Pressure * starts.Length) - Volatile.Read(ref finished)) / Chains;
        void Work()
        {
            for (int i; (i = Interlocked.Increment(ref next)) < starts.Length;)
            {
                var (start, part) = (starts[i], parts[i]);
                members[i] = Journal.Once(
                    FormattableString.Invariant($"stage-{stage}-member-{i}"),
                    () => Walk(
                        make(start.Labels, start.Schedule, part.From, seeds[i]), part, Chains * timeEach * (part.To - part.From), scale,
                        start.Schedule, Pressure, cancellationToken),
                    static (writer, m) => m.Write(writer), Member.Read, cancellationToken);
                lock (members)
                {
                    var done = Interlocked.Increment(ref finished) / (double)starts.Length;
                    progress?.Invoke("annealing", before + (done * time), lowest);
                }
            }
        }

        // The first fault as it is, not among others.
        Task.WhenAll(Enumerable.Range(0, Chains).Select(_ => Task.Factory.StartNew(
            Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).GetAwaiter().GetResult();
        foreach (var member in members)
        {
            ClockBound |= member.Pressed;
            Archive.Merge(member.Archive);
        }

        return members;
    }

    /// <summary>One chain over a part of a schedule.</summary>
    private Member Walk(
        PartitionChain chain, (double From, double To) part, double time, double scale, AnnealingSchedule schedule, Func<double> pressure,
        CancellationToken cancellationToken)
    {
        var pressed = false;
        double done = 0;
        while (done < 1 && !cancellationToken.IsCancellationRequested)
        {
            var temperature = Warm(chain, part.From + (done * (part.To - part.From)), scale, schedule);
            chain.Run(MovesPerStep, temperature);
            done = chain.Work / (1e9 * time);
            if (pressure() is var due && due > done)
            {
                (pressed, done) = (true, due);
            }
        }

        // Energies are compared: all chains hold the same terms at a mark. One that was cut short ends with a whole partition.
        var last = Warm(chain, part.To, scale, schedule);
        if (part.To >= 1 || cancellationToken.IsCancellationRequested)
        {
            chain.Activate(weights.Count);
        }

        chain.Run(0, last);
        if (chain.State.Active == weights.Count)
        {
            var found = weights.ToProblem(chain.BestLabels);
            chain.Archive.Offer(found.Count, weights.Cost(found), chain.BestLabels);
        }

        return new Member(chain.Energy, chain.State.Group.ToArray(), schedule)
        {
            Outside = chain.State.OutsideCount,
            Pressed = pressed,
            Archive = chain.Archive,
        };
    }

    /// <summary>A chain of a population, at a mark.</summary>
    /// <param name="Energy">S + price (groups) of its partition.</param>
    /// <param name="Labels">Group of every term; negative for terms that do not take part.</param>
    /// <param name="Schedule">How it cools.</param>
    private sealed record Member(double Energy, int[] Labels, AnnealingSchedule Schedule)
    {
        /// <summary>Terms that stand outside the cap.</summary>
        public int Outside { get; init; }

        /// <summary>Whether the clock cut its work short.</summary>
        public bool Pressed { get; init; }

        /// <summary>What it met with all terms.</summary>
        public ParetoArchive Archive { get; init; } = new();

        public static Member Read(BinaryReader reader)
        {
            var (energy, labels) = (reader.ReadDouble(), reader.ReadArray<int>());
            var member = new Member(energy, labels, AnnealingSchedule.All[reader.ReadInt32()])
            {
                Outside = reader.ReadInt32(),
                Pressed = reader.ReadBoolean(),
            };
            member.Archive.Read(reader);
            return member;
        }

        public void Write(BinaryWriter writer)
        {
            writer.Write(Energy);
            writer.WriteArray<int>(Labels);
            writer.Write(AnnealingSchedule.All.Index().First(s => ReferenceEquals(s.Item, Schedule)).Index);
            writer.Write(Outside);
            writer.Write(Pressed);
            Archive.Write(writer);
        }
    }
}
