namespace Quiver.Cli.Reports;

/// <summary>Round numbers along an axis.</summary>
internal static class AxisTicks
{
    /// <summary>About <paramref name="count"/> multiples of 1, 2 or 5 times a power of ten inside a range.</summary>
    public static IReadOnlyList<double> Linear(double low, double high, int count = 6)
    {
        var raw = (high - low) / count;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * ((raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        var first = Math.Ceiling(low / step);
        return [.. Enumerable.Range(0, (int)Math.Floor((high / step) - first + 1e-9) + 1).Select(i => (first + i) * step)];
    }

    /// <summary>Powers of ten inside a range of logarithms, with 2 and 5 between them where there is room.</summary>
    /// <returns>Logarithms to base ten.</returns>
    public static IReadOnlyList<double> Logarithmic(double low, double high)
    {
        var every = Math.Max(1, (int)Math.Ceiling((high - low) / 6));
        double[] digits = high - low < 2.5 ? [1, 2, 5] : [1];
        var ticks = new List<double>();
        for (var decade = (int)Math.Floor(low); decade <= high; decade++)
        {
            if (decade % every == 0)
            {
                ticks.AddRange(digits.Select(d => decade + Math.Log10(d)).Where(t => t >= low - 1e-9 && t <= high + 1e-9));
            }
        }

        return ticks.Count > 1 ? ticks : Linear(low, high, 4);
    }
}
