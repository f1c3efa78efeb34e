using MathNet.Numerics.Statistics;

namespace Quiver.GFlowNet.Evaluation;

/// <summary>Linear and rank correlation.</summary>
public static class Correlation
{
    /// <summary>Pearson's linear correlation.</summary>
    /// <param name="x">Values.</param>
    /// <param name="y">As many values.</param>
    /// <returns>-1 to 1; NaN when one of them does not vary.</returns>
    public static double Pearson(double[] x, double[] y) => MathNet.Numerics.Statistics.Correlation.Pearson(x, y);

    /// <summary>Spearman's rank correlation; ties share their mean rank.</summary>
    /// <param name="x">Values.</param>
    /// <param name="y">As many values.</param>
    /// <returns>-1 to 1; NaN when one of them does not vary.</returns>
    public static double Spearman(double[] x, double[] y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Pearson(x.Ranks(RankDefinition.Average), y.Ranks(RankDefinition.Average));
    }
}
