namespace Quiver.GFlowNet.Evaluation;

/// <summary>Bounds of log Z from samples; equal to it for a perfect policy.</summary>
/// <param name="Elbo">Mean of log R + sum log P_B - sum log P_F over trajectories of P_F: at most log Z.</param>
/// <param name="Eubo">The same mean over objects of the target walked back by P_B: at least log Z. NaN without such objects.</param>
/// <param name="ImportanceLogZ">log of the mean of exp(the same) over trajectories of P_F: unbiased for Z.</param>
public sealed record PolicyBounds(double Elbo, double Eubo, double ImportanceLogZ)
{
    /// <summary>Standard error of <see cref="ImportanceLogZ"/>, to first order.</summary>
    public double ImportanceStandardError { get; init; } = double.NaN;
}
