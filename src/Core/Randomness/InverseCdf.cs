using System.Numerics;

namespace Quiver.Core.Randomness;

/// <summary>Draws numbers in proportion to weights by inverting their cumulative sum.</summary>
internal static class InverseCdf
{
    /// <summary>One draw: the first index at which the running sum exceeds u times the total.</summary>
    /// <param name="weights">At least one; those not above 0 are never drawn.</param>
    /// <param name="u">Uniform over 0 to 1.</param>
    /// <returns>An index; the last one where no weight is above 0.</returns>
    public static int Draw<T>(ReadOnlySpan<T> weights, double u)
        where T : struct, IFloatingPointIeee754<T>
    {
        double total = 0;
        foreach (var weight in weights)
        {
            total += double.CreateTruncating(weight);
        }

        var (rest, last) = (u * total, -1);
        for (var k = 0; k < weights.Length; k++)
        {
            if (weights[k] > T.Zero)
            {
                last = k;
                rest -= double.CreateTruncating(weights[k]);
                if (rest < 0)
                {
                    break;
                }
            }
        }

        return last < 0 ? weights.Length - 1 : last;
    }

    /// <summary>Many draws in ascending order, in one walk over the weights.</summary>
    /// <param name="weights">At least one, none negative.</param>
    /// <param name="count">How many draws.</param>
    /// <param name="random">Source of count + 1 numbers.</param>
    /// <returns>The indices.</returns>
    public static int[] DrawSorted(ReadOnlySpan<double> weights, int count, Random random)
    {
        double sum = 0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        // Sorted uniform numbers from exponential gaps.
        var points = new double[count];
        double at = 0;
        for (var s = 0; s < count; s++)
        {
            at -= Math.Log(1 - random.NextDouble());
            points[s] = at;
        }

        var end = at - Math.Log(1 - random.NextDouble());
        var result = new int[count];
        var index = 0;
        var upTo = weights[0];
        for (var s = 0; s < count; s++)
        {
            var target = points[s] / end * sum;
            while (upTo <= target && index < weights.Length - 1)
            {
                upTo += weights[++index];
            }

            while (index > 0 && weights[index] == 0)
            {
                index--;
            }

            result[s] = index;
        }

        return result;
    }

    /// <summary>The running sums, for many draws by <see cref="Find"/>.</summary>
    public static double[] Cumulate(ReadOnlySpan<double> weights)
    {
        var sums = new double[weights.Length];
        double sum = 0;
        for (var k = 0; k < sums.Length; k++)
        {
            sums[k] = sum += weights[k];
        }

        return sums;
    }

    /// <summary>One draw by binary search in running sums.</summary>
    public static int Find(double[] cumulated, double u)
    {
        var place = Array.BinarySearch(cumulated, u * cumulated[^1]);
        return Math.Min(place < 0 ? ~place : place, cumulated.Length - 1);
    }
}
