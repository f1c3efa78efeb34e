namespace Quiver.TemporalGraphs.Affinity;

/// <summary>Normalised discounted cumulative gain, as TGB measures node affinity.</summary>
public static class Ndcg
{
    /// <summary>
    /// Gains are the true weights, rank r (from 1) is discounted by 1/log2(r + 1) down to rank k and counts nothing below; equal scores
    /// share the mean of their gains; divided by the gain of the best order (scikit-learn's ndcg_score, Järvelin and Kekäläinen 2002).
    /// </summary>
    /// <param name="k">Ranks that count.</param>
    /// <param name="truth">True weights, not negative.</param>
    /// <param name="scores">A score for each.</param>
    /// <returns>From 0 to 1; 0 where all true weights are 0.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a score is NaN, or k is below 1.</exception>
    public static double At(int k, ReadOnlySpan<double> truth, ReadOnlySpan<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, truth.Length, nameof(scores));
        foreach (var score in scores)
        {
            if (double.IsNaN(score))
            {
                throw new ArgumentException("A score is not a number and cannot be ranked.", nameof(scores));
            }
        }

        var best = Gain(k, truth, truth);
        return best > 0 ? Gain(k, truth, scores) / best : 0;
    }

    private static double Gain(int k, ReadOnlySpan<double> truth, ReadOnlySpan<double> scores)
    {
        var (keys, gains) = (scores.ToArray(), truth.ToArray());
        Array.Sort(keys, gains, Comparer<double>.Create((a, b) => b.CompareTo(a)));
        var total = 0.0;
        for (var start = 0; start < Math.Min(k, keys.Length);)
        {
            var (end, sum, discount) = (start, 0.0, 0.0);
            for (; end < keys.Length && keys[end] == keys[start]; end++)
            {
                sum += gains[end];
                discount += end < k ? 1 / Math.Log2(end + 2) : 0;
            }

            total += sum / (end - start) * discount;
            start = end;
        }

        return total;
    }
}
