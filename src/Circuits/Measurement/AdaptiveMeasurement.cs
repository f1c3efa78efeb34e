namespace Quiver.Circuits.Measurement;

/// <summary>
/// Measures groups until the energy is certain enough. After every round shots are shared anew by the deviations seen, and Bernstein's
/// inequality with empirical variances (Maurer, Pontil, arXiv:0907.3740, theorem 10) decides whether to go on; the confidence is split over
/// rounds, groups and sides, so it holds for whichever round is the last.
/// </summary>
public static class AdaptiveMeasurement
{
    private const int FirstShots = 10;

    /// <summary>Runs rounds until the bound is reached or the shots are spent.</summary>
    /// <param name="plan">Groups and circuits.</param>
    /// <param name="deviations">What is thought of the groups' deviations, for the first round.</param>
    /// <param name="state">Where shots are taken.</param>
    /// <param name="options">When to end.</param>
    /// <param name="seed">Fixes the outcomes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The estimate with its bound.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range, or there are fewer shots than 10 for each
    /// group.</exception>
    public static async Task<AdaptiveEstimate> RunAsync(
        MeasurementPlan plan, IReadOnlyList<double> deviations, IMeasuredState state, AdaptiveOptions options, int seed,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(deviations);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        var groups = plan.Groups.Length;
        if (!(options.Within > 0) || options.Confidence is not (> 0 and < 1) || !(options.Growth > 1)
            || options.MaximumShots < (long)FirstShots * groups)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options,
                $"A bound and growth above 0 and 1, a confidence between 0 and 1, and at least {FirstShots * groups} shots are needed.");
        }

        if (groups == 0)
        {
            return new(new(plan.Constant, 0, 0, 0), 0, true, 0);
        }

        var ranges = Enumerable.Range(0, groups).Select(g => Range(plan, g)).ToArray();
        var counts = Enumerable.Range(0, groups).Select(static _ => new SortedDictionary<ulong, long>()).ToArray();
        var taken = new long[groups];
        var wanted = Shared(deviations, 2L * FirstShots * groups, taken);
        for (var round = 1; ; round++)
        {
            var added = await state.CountAsync(
                [.. plan.Groups.Select(static g => g.Circuit)], wanted, unchecked(seed + (round * 1_000_003)),
                cancellationToken).ConfigureAwait(false);
            for (var g = 0; g < groups; g++)
            {
                foreach (var (outcome, count) in added[g])
                {
                    counts[g][outcome] = counts[g].GetValueOrDefault(outcome) + count;
                    taken[g] += count;
                }
            }

            var failure = (1 - options.Confidence) / (round * (round + 1.0));
            var certain = new double[groups];
            for (var g = 0; g < groups; g++)
            {
                // Popoviciu: no deviation exceeds half the range.
                var margin = ranges[g] * Math.Sqrt(2 * Math.Log(2 * groups / failure) / (taken[g] - 1));
                certain[g] = Math.Min(ranges[g] / 2, Deviation(plan, g, counts[g]) + margin);
            }

            var bound = Bound(certain, ranges, taken, Math.Log(4 / failure));
            var total = taken.Sum();
            if (bound <= options.Within || total >= options.MaximumShots)
            {
                var estimate = MeasurementDesign.Of(plan, [.. taken.Select(static t => (int)Math.Min(int.MaxValue, t))])
                    .Evaluate([.. counts.Select(static c => (IReadOnlyList<(ulong, long)>)[.. c.Select(static p => (p.Key, p.Value))])]);
                return new(estimate, bound, bound <= options.Within, round);
            }

            wanted = Shared(certain, Math.Min(options.MaximumShots, (long)Math.Ceiling(total * options.Growth)), taken);
        }
    }

    /// <summary>Bernstein's inequality for a sum of independent means: half-width at failure exp(-logarithm) per side.</summary>
    private static double Bound(double[] deviations, double[] ranges, long[] shots, double logarithm)
    {
        double variance = 0, largest = 0;
        for (var g = 0; g < shots.Length; g++)
        {
            variance += deviations[g] * deviations[g] / shots[g];
            largest = Math.Max(largest, ranges[g] / shots[g]);
        }

        var linear = largest * logarithm / 3;
        return linear + Math.Sqrt((linear * linear) + (2 * variance * logarithm));
    }

    // Shots still to take so that all together are shared by the deviations; never fewer than FirstShots in all for a group.
    private static int[] Shared(IReadOnlyList<double> deviations, long total, long[] taken)
    {
        var target = ShotAllocation.Proportional(deviations, total);
        var missing = target.Select((m, g) => Math.Max(Math.Max(m, FirstShots) - taken[g], 0L)).ToArray();
        var free = Math.Max(total - taken.Sum(), 1);
        var share = Math.Min(1, free / (double)Math.Max(1, missing.Sum()));

        // In the first round every group needs its floor, whatever the total.
        return [.. missing.Select((m, g) => (int)Math.Min(int.MaxValue, taken[g] == 0 ? m : (long)Math.Ceiling(m * share)))];
    }

    private static double Range(MeasurementPlan plan, int group)
    {
        double sum = 0;
        foreach (var coefficient in plan.Coefficients(group))
        {
            sum += Math.Abs(coefficient);
        }

        return 2 * sum;
    }

    private static double Deviation(MeasurementPlan plan, int group, SortedDictionary<ulong, long> counts)
    {
        double sum = 0, squares = 0, shots = 0;
        foreach (var (outcome, count) in counts)
        {
            var value = plan.Value(group, outcome);
            sum += count * value;
            squares += count * value * value;
            shots += count;
        }

        return Math.Sqrt(Math.Max(0, squares - (sum * sum / shots)) / Math.Max(1, shots - 1));
    }
}
