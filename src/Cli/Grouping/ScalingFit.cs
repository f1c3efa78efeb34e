using MathNet.Numerics;

namespace Quiver.Cli.Grouping;

/// <summary>A power law cost = factor * size^exponent through measured points.</summary>
/// <param name="Factor">The cost at size 1, as the law has it.</param>
/// <param name="Exponent">How the cost grows: 1 where it is proportional to the size.</param>
internal sealed record ScalingFit(double Factor, double Exponent)
{
    /// <summary>Least squares on the logarithms.</summary>
    /// <param name="points">Sizes and costs, all above 0, of at least two sizes.</param>
    /// <returns>Null where there are not two sizes, or a cost is too small to have been measured.</returns>
    public static ScalingFit? Of(IReadOnlyList<(double Size, double Cost)> points)
    {
        if (points.Any(static p => !(p.Size > 0 && p.Cost > 0)) || points.Select(static p => p.Size).Distinct().Count() < 2)
        {
            return null;
        }

        var (logFactor, exponent) = Fit.Line(
            [.. points.Select(static p => Math.Log(p.Size))], [.. points.Select(static p => Math.Log(p.Cost))]);
        return new(Math.Exp(logFactor), exponent);
    }

    /// <summary>The law's cost at a size.</summary>
    public double At(double size) => Factor * Math.Pow(size, Exponent);
}
