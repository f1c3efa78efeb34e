using System.Numerics;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>Columns of features for all candidates at once.</summary>
internal static class FeatureColumns
{
    /// <summary>Added before a logarithm is taken, so that nothing at all has one.</summary>
    public const float Small = 1e-3f;

    /// <summary>The feature of nothing at all.</summary>
    public static readonly float LogSmall = MathF.Log(Small);

    /// <summary>log(1 + now - last).</summary>
    /// <param name="last">Times of the last events.</param>
    /// <param name="now">The query's time.</param>
    /// <param name="target">As long as <paramref name="last"/>.</param>
    public static void Ages(ReadOnlySpan<float> last, float now, Span<float> target)
    {
        var (width, i) = (Vector<float>.Count, 0);
        var time = new Vector<float>(now);
        for (; i + width <= target.Length; i += width)
        {
            Vector.Log(Vector<float>.One + (time - new Vector<float>(last[i..]))).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            target[i] = MathF.Log(1 + (now - last[i]));
        }
    }

    /// <summary>The logarithm of sums that decay by 1/e in a scale of time.</summary>
    /// <param name="sums">Sums at the time of the last event.</param>
    /// <param name="last">Times of the last events.</param>
    /// <param name="now">The query's time.</param>
    /// <param name="scale">The scale of time.</param>
    /// <param name="target">As long as the others.</param>
    public static void Decayed(ReadOnlySpan<float> sums, ReadOnlySpan<float> last, float now, float scale, Span<float> target)
    {
        var (width, i) = (Vector<float>.Count, 0);
        var (time, small) = (new Vector<float>(now), new Vector<float>(Small));
        for (; i + width <= target.Length; i += width)
        {
            var gap = time - new Vector<float>(last[i..]);
            Vector.Log(small + (new Vector<float>(sums[i..]) * Vector.Exp(-gap / scale))).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            target[i] = MathF.Log(Small + (sums[i] * MathF.Exp(-(now - last[i]) / scale)));
        }
    }

    /// <summary>How many values lie above another.</summary>
    /// <param name="values">The values.</param>
    /// <param name="other">The other.</param>
    public static int Above(ReadOnlySpan<float> values, float other)
    {
        var (width, i, above) = (Vector<float>.Count, 0, 0);
        var (bound, counts) = (new Vector<float>(other), Vector<int>.Zero);
        for (; i + width <= values.Length; i += width)
        {
            counts -= Vector.GreaterThan(new Vector<float>(values[i..]), bound);
        }

        above = Vector.Sum(counts);
        for (; i < values.Length; i++)
        {
            above += values[i] > other ? 1 : 0;
        }

        return above;
    }
}
