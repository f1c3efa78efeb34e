namespace Quiver.Circuits.Measurement;

/// <summary>Shares shots among measurement groups. Whole numbers, at least a floor each, exactly as many as asked for.</summary>
public static class ShotAllocation
{
    /// <summary>Shots that every group gets at least: two show a scatter.</summary>
    public const int Floor = 2;

    /// <summary>
    /// The allocation with the least variance sum s^2/m of the energy: m in proportion to the deviations (PRX Quantum 2, 040320, Eq. 34),
    /// groups below the floor raised to it.
    /// </summary>
    /// <param name="deviations">Standard deviation of one shot of each group, or what stands for it: norms, or ones for equal
    /// shares.</param>
    /// <param name="shots">Shots in all.</param>
    /// <returns>Shots per group.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer shots than <see cref="Floor"/> for each group.</exception>
    public static int[] Proportional(IReadOnlyList<double> deviations, long shots)
    {
        ArgumentNullException.ThrowIfNull(deviations);
        var groups = deviations.Count;
        if (shots < (long)Floor * groups || shots > (long)int.MaxValue * Math.Max(1, groups))
        {
            throw new ArgumentOutOfRangeException(nameof(shots), shots, $"{groups} groups need at least {Floor * groups} shots.");
        }

        if (groups == 0)
        {
            return [];
        }

        var shares = Shares(deviations, shots);
        var result = shares.Select(static s => (int)Math.Max(Floor, Math.Floor(s))).ToArray();
        var left = shots - result.Sum(static m => (long)m);

        // Left over by rounding down: to the largest remainders; taken where the floor gave too much.
        foreach (var g in Enumerable.Range(0, groups).OrderByDescending(g => shares[g] - result[g]).ThenBy(static g => g))
        {
            if (left <= 0)
            {
                break;
            }

            result[g]++;
            left--;
        }

        for (var g = 0; left != 0; g = (g + 1) % groups)
        {
            var step = left > 0 ? 1 : result[g] > Floor ? -1 : 0;
            result[g] += step;
            left -= step;
        }

        return result;
    }

    /// <summary>The fewest shots for a standard error.</summary>
    /// <param name="deviations">Standard deviation of one shot of each group.</param>
    /// <param name="error">The standard error wanted, in the same unit.</param>
    /// <returns>Shots per group; the variance sum s^2/m is at most the square of the error.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The error is not positive, or a group would need more than 2^31 shots.</exception>
    public static int[] ForError(IReadOnlyList<double> deviations, double error)
    {
        ArgumentNullException.ThrowIfNull(deviations);
        if (!(error > 0) || !double.IsFinite(error))
        {
            throw new ArgumentOutOfRangeException(nameof(error), error, "A standard error is a positive number.");
        }

        // With m = c s and a floor, the variance falls as c grows: bisection on c after an upper bound.
        double high = Math.Max(1e-300, deviations.Sum() / (error * error));
        double low = 0;
        for (var k = 0; k < 200 && high - low > 1e-12 * high; k++)
        {
            var middle = (low + high) / 2;
            (low, high) = Variance(deviations, middle) <= error * error ? (low, middle) : (middle, high);
        }

        return [.. deviations.Select(s => Raised(s, high) <= int.MaxValue
            ? (int)Raised(s, high)
            : throw new ArgumentOutOfRangeException(nameof(error), error, $"A standard error of {error} takes {Raised(s, high):0.0E+0} " +
                $"shots of one group."))];
    }

    private static double Raised(double deviation, double scale) => Math.Max(Floor, Math.Ceiling(deviation * scale));

    private static double Variance(IReadOnlyList<double> deviations, double scale) => deviations.Sum(s => s * s / Raised(s, scale));

    // Water filling: groups whose share is below the floor get the floor, the others share the rest.
    private static double[] Shares(IReadOnlyList<double> deviations, long shots)
    {
        var atFloor = new bool[deviations.Count];
        var result = new double[deviations.Count];
        for (var changed = true; changed;)
        {
            changed = false;
            double total = 0;
            var rest = (double)shots;
            for (var g = 0; g < result.Length; g++)
            {
                total += atFloor[g] ? 0 : deviations[g];
                rest -= atFloor[g] ? Floor : 0;
            }

            for (var g = 0; g < result.Length; g++)
            {
                result[g] = atFloor[g] ? Floor : total > 0 ? rest * deviations[g] / total : rest / result.Length;
                if (!atFloor[g] && result[g] < Floor)
                {
                    atFloor[g] = changed = true;
                }
            }
        }

        return result;
    }
}
