using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Quiver.Hamiltonians.Search;

/// <summary>The tournament of schedules.</summary>
internal sealed partial class PartitionAnnealing
{
    // The tournament: length of a scout as a share of the time and in seconds per term, the most pairs of them and their share of the
    // time; how many schedules go on, and their share of what is left.
    private const double ScoutLength = 0.01;
    private const double ScoutSecondsPerTerm = 1e-4;
    private const int MostScouts = 3;
    private const double ScoutShare = 0.25;
    private const int Finalists = 2;
    private const double FinalShare = 0.2;

    // Share of the costs' spread that a doubling of the length takes away, as a power of two.
    private const double SpreadLoss = 0.25;

    /// <summary>
    /// Scouts: pairs of short annealings for every schedule; finalists: a longer pair for the best two. What lengthening has brought,
    /// against what the best of several draws would, decides whether the rest goes into one long pair or into many shorter ones.
    /// </summary>
    /// <returns>The best two ends met.</returns>
    private ChainEnd[] Tournament(
        Func<AnnealingSchedule, PartitionChain> make, double time, double scale, string phase, CancellationToken cancellationToken)
    {
        var ends = new List<ChainEnd>();
        double[] Pairs(AnnealingSchedule schedule, int count, double each, string name)
        {
            var costs = new List<double>();
            for (var i = 0; i < count && !cancellationToken.IsCancellationRequested; i++)
            {
                var pair = Enumerable.Range(0, Chains).Select(_ => make(schedule)).ToArray();
                var found = Anneal(pair, each, scale, schedule, name, cancellationToken);
                costs.AddRange(found.Select(e => Value(e, scale)));
                ends.AddRange(found);
            }

            return [.. costs];
        }

        var length = Math.Max(ScoutLength * time, ScoutSecondsPerTerm * weights.Count);
        var scouts = (int)Math.Min(MostScouts, ScoutShare * time / (AnnealingSchedule.All.Count * length));
        if (scouts == 0)
        {
            Pairs(AnnealingSchedule.Brief, 1, time, phase);
        }
        else
        {
            var finalists = AnnealingSchedule.All.Select(s => (Schedule: s, Costs: Pairs(s, scouts, length, phase + ", scouts")))
                .OrderBy(static r => r.Costs.Mean()).Take(Finalists).ToArray();
            var left = time - scouts * AnnealingSchedule.All.Count * length;
            var longer = FinalShare * left / Finalists;
            var (chosen, early, late) = finalists
                .Select(f => (f.Schedule, f.Costs, Late: Pairs(f.Schedule, 1, longer, phase + ", finalists")))
                .MinBy(static f => f.Late.Mean());
            left -= Finalists * longer;
            var pairs = cancellationToken.IsCancellationRequested ? 0 : Pairings(left, length, early, longer, late);
            Pairs(chosen, pairs, left / Math.Max(1, pairs), phase);
        }

        return [.. ends.OrderBy(e => Value(e, scale)).Take(Chains)];
    }

    /// <summary>Into how many pairs the rest of the time is best divided.</summary>
    /// <param name="left">Time that is left.</param>
    /// <param name="early">Length of the scouts.</param>
    /// <param name="earlyCosts">Their costs.</param>
    /// <param name="late">Length of the finalists.</param>
    /// <param name="lateCosts">Their costs.</param>
    internal static int Pairings(double left, double early, double[] earlyCosts, double late, double[] lateCosts)
    {
        // Costs fall by the same amount with every doubling, and scatter less: both are seen on all molecules measured.
        var (mean, spread) = (earlyCosts.Mean(), earlyCosts.StandardDeviation());
        var gain = Math.Max(0, (mean - lateCosts.Mean()) / Math.Log2(late / early));
        double Expected(int pairs)
        {
            var doublings = Math.Log2(left / pairs / early);
            var draws = Chains * pairs;
            return mean - gain * doublings - spread * Math.Pow(2, -SpreadLoss * doublings) * BestOf(draws);
        }

        var most = Math.Max(1, (int)(left / early));
        return Enumerable.Range(0, 1 + (int)Math.Log2(most)).Select(static k => 1 << k).MinBy(Expected);
    }

    /// <summary>How many standard deviations the smallest of so many normal draws lies below the mean (Blom's approximation).</summary>
    private static double BestOf(int draws) => -Normal.InvCDF(0, 1, (1 - 0.375) / (draws + 0.25));

    /// <summary>S + price (groups) of an end, or, with terms outside the cap, what they cost at the last price besides.</summary>
    private double Value(ChainEnd end, double scale)
    {
        var labels = end.OutsideCount > 0 ? end.Group : end.BestLabels;
        var grouping = weights.ToProblem(labels);
        return weights.Cost(grouping) + GroupPrice * scale * grouping.Count
            + end.OutsideCount * LastOutside * scale / Math.Max(1, weights.Count);
    }
}
