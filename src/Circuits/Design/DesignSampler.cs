namespace Quiver.Circuits.Design;

/// <summary>What the policy of a search samples at its end, measured apart from the search.</summary>
/// <param name="Steps">Batches that it was trained on.</param>
/// <param name="Drawn">Circuits drawn from it.</param>
/// <param name="Distinct">Distinct ones.</param>
/// <param name="Diversity">Mean over pairs of distinct ones of the share of their gates, places aside, that they do not have in common, 0
/// to 1; null for a single circuit.</param>
/// <param name="Correlation">Rank correlation of log P, estimated from trajectories walked back, and log R over the distinct ones, -1 to 1;
/// null where one of them does not vary.</param>
/// <param name="Good">Distinct ones that count as good (<see cref="DesignArchive.Good"/>); null where the least cost is not known.</param>
public sealed record DesignSampler(long Steps, int Drawn, int Distinct, double? Diversity, double? Correlation, int? Good)
{
    /// <summary>The mean share of gates that two circuits do not have in common.</summary>
    /// <param name="words">Circuits, any order of gates.</param>
    internal static double? Spread(IReadOnlyList<long[]> words)
    {
        var sorted = words.Select(static w => w.Order().ToArray()).ToArray();
        var (sum, pairs) = (0.0, 0);
        for (var i = 0; i < sorted.Length; i++)
        {
            for (var j = i + 1; j < sorted.Length; j++)
            {
                var common = Common(sorted[i], sorted[j]);
                var all = sorted[i].Length + sorted[j].Length - common;
                sum += all == 0 ? 0 : 1 - ((double)common / all);
                pairs++;
            }
        }

        return pairs == 0 ? null : sum / pairs;
    }

    // Gates of two sorted circuits that pair up.
    private static int Common(long[] a, long[] b)
    {
        var (i, j, common) = (0, 0, 0);
        while (i < a.Length && j < b.Length)
        {
            common += a[i] == b[j] ? 1 : 0;
            (i, j) = (a[i] <= b[j] ? i + 1 : i, b[j] <= a[i] ? j + 1 : j);
        }

        return common;
    }
}
