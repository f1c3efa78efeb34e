namespace Quiver.Hamiltonians.Search;

/// <summary>Searches under a cap on groups, and the front, which is filled by them.</summary>
internal sealed partial class PartitionAnnealing
{
    // Price of a term outside a cap in units of S / N, at first and at last: at first fewer than ten temperatures, so that terms
    // go in and out; at last more than nearly any place inside costs.
    private const double FirstOutside = 3;
    private const double LastOutside = 30;

    // Share of a capped annealing after which all terms take part: those that cost nothing alone must find room as well.
    private const double CapShare = 0.4;

    // Share of a capped search for its population.
    private const double CappedShare = 0.75;

    // Most caps of the front; seconds that one needs per term to settle; steps down to a cap that an annealing could not keep.
    private const int FrontCaps = 24;
    private const double Settling = 2e-4;
    private const int Descents = 4;

    /// <summary>
    /// A population under a cap, in which terms that find no place stand outside at a rising price. In what is left of the time, where some
    /// still do in all chains, one chain goes down to the cap in steps; besides, the best partition known that keeps to it is annealed
    /// from tepid.
    /// </summary>
    private void Capped(int[] start, double time, double scale, CancellationToken cancellationToken)
    {
        PartitionChain Make(int[] labels, AnnealingSchedule schedule, double done, ulong seed) =>
            CappedChain(labels, scale, MaxGroups, schedule, done, seed);
        var ends = Populate(Make, start, CappedShare * time, scale, cancellationToken);
        var rest = (1 - CappedShare) * time;
        if (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        if (ends.Any(static e => e.Outside == 0))
        {
            Anneal(
                [.. Enumerable.Repeat(Best(scale), Chains).Select(labels => CappedChain(labels, scale, MaxGroups))], rest, scale,
                AnnealingSchedule.FromTepid, "annealing under the cap", cancellationToken);
            return;
        }

        var down = ends.MinBy(static e => e.Outside)!.Labels;
        var kept = Best(scale);
        var excess = Math.Max(0, down.Distinct().Count() - MaxGroups);
        for (var step = Descents - 1; step >= 0; step--)
        {
            var pair = new[] { CappedChain(down, scale, MaxGroups + excess * step / Descents), CappedChain(kept, scale, MaxGroups) };
            down = Anneal(pair, rest / Descents, scale, AnnealingSchedule.FromTepid, "down to the cap", cancellationToken)[0].Group;
            kept = Best(scale);
        }
    }

    /// <summary>
    /// Chains go down from the best partition to ever smaller caps, each pair from what the pair before had, and at the end two go up
    /// from the fewest groups known. What an annealing from hot finds under a cap is no better than what a little warmth finds from the
    /// cap above.
    /// </summary>
    private void FillFront(int[] best, double scale, CancellationToken cancellationToken)
    {
        if (Fewest?.Invoke() is { } found)
        {
            var compact = weights.FromProblem(found);
            var grouping = weights.ToProblem(compact);
            if (grouping.Count <= MaxGroups)
            {
                Archive.Offer(grouping.Count, weights.Cost(grouping), compact);
            }
        }

        // Caps stand closer together where there are few groups: there each one counts most.
        var (fewest, _, compactest) = Archive.Front()[0];
        var largest = best.Distinct().Count();
        var most = Math.Clamp((int)(Chains * FrontShare * seconds / (Settling * weights.Count)), Chains, FrontCaps);
        var caps = Enumerable.Range(1, most)
            .Select(k => fewest + (int)Math.Round((largest - fewest) * Math.Pow(1 - k / (double)most, 1.5)))
            .Where(cap => cap < largest).Distinct().ToArray();
        var pairs = caps.Chunk(Chains).ToArray();
        var time = FrontShare * seconds / (pairs.Length + 1);
        var from = best;
        foreach (var pair in pairs)
        {
            var chains = pair.Select(cap => CappedChain(from, scale, cap)).ToArray();
            var ends = Anneal(chains, time, scale, AnnealingSchedule.FromTepid, "front", cancellationToken);
            from = ends.LastOrDefault(c => c.OutsideCount == 0, ends[0]).Group.ToArray();
        }

        if (caps.Length > 0)
        {
            var lowest = caps.TakeLast(Chains).Select(cap => CappedChain(compactest, scale, cap)).ToArray();
            Anneal(lowest, time, scale, AnnealingSchedule.FromTepid, "front", cancellationToken);
        }
    }

    /// <summary>A chain under a cap, with all terms, or with those that take part at a share of a schedule.</summary>
    private PartitionChain CappedChain(
        ReadOnlySpan<int> start, double scale, int maxGroups, AnnealingSchedule? schedule = null, double done = 0, ulong? seed = null)
    {
        var active = schedule is null ? weights.Count : CappedActive(done, scale, schedule);
        var chain = Chain(start, scale, active, maxGroups, OutsidePriceAt(done, scale, schedule ?? AnnealingSchedule.FromTepid), seed);
        chain.KeepToCap();
        return chain;
    }

    /// <summary>The same under a cap, where those that cost nothing alone must find room as well.</summary>
    private int CappedActive(double done, double scale, AnnealingSchedule schedule) =>
        Math.Max(ActiveAt(done, scale, schedule), (int)(weights.Count * Math.Min(1, schedule.FirmnessAt(done) / CapShare)));

    private double OutsidePriceAt(double done, double scale, AnnealingSchedule schedule) =>
        Unit(scale) * FirstOutside * Math.Pow(LastOutside / FirstOutside, schedule.FirmnessAt(done));
}
