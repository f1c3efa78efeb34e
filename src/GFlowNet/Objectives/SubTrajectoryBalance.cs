using System.Globalization;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>
/// The weighted mean over all sub-trajectories of (log F(s_i) + sum log P_F - log F(s_j) - sum log P_B)^2
/// (Madan et al. 2023, "Learning GFlowNets from partial episodes", eq. 10).
/// </summary>
/// <remarks>
/// With v_t = log F(s_t) - sum over k &lt; t of (log P_F - log P_B), and log R as the flow behind the exit, the residual of
/// i..j is v_i - v_j: one table of differences holds every sub-trajectory.
/// </remarks>
/// <param name="lambda">Weight per step of length, above 0.</param>
/// <param name="weighting">How sub-trajectories are weighted.</param>
public sealed class SubTrajectoryBalance(double lambda = SubTrajectoryBalance.DefaultLambda,
    SubTrajectoryWeighting weighting = SubTrajectoryWeighting.GeometricWithin) : Objective
{
    /// <summary>The weight per step of length unless told otherwise.</summary>
    public const double DefaultLambda = 0.9;

    /// <inheritdoc/>
    public override string Name => "subtb";

    /// <summary>Weight per step of length.</summary>
    public double Lambda => lambda;

    /// <summary>How sub-trajectories are weighted.</summary>
    public SubTrajectoryWeighting Weighting => weighting;

    /// <inheritdoc/>
    public override PolicyParts Parts => PolicyParts.Forward | PolicyParts.Backward | PolicyParts.Flow;

    /// <inheritdoc/>
    public override Tensor Loss(TrajectoryScores scores, RegressionLoss loss)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(loss);
        var device = scores.Environment.Device;
        var type = scores.Policy.Store.Type;
        long steps = scores.Batch.Steps, batch = scores.Batch.Batch;
        var gain = scores.LogForward!.sub(TrajectoryScores.Next(scores.LogBackward!)).cumsum(0);
        var before = cat([zeros(1, batch, dtype: type, device: device), gain], 0);
        var time = arange(steps + 1, ScalarType.Int64, device).unsqueeze(1);
        var isEnd = time.eq(scores.Batch.Lengths);
        var flow = cat([scores.LogFlow!, zeros(1, batch, dtype: type, device: device)], 0);
        var value = where(isEnd, scores.LogReward.unsqueeze(0), flow).sub(before);

        var residual = value.unsqueeze(1).sub(value.unsqueeze(0));
        var weights = Weights(steps, type, device).unsqueeze(2).mul(time.le(scores.Batch.Lengths).unsqueeze(0).to(type));
        if (weighting == SubTrajectoryWeighting.TrajectoryBalance)
        {
            weights = isEnd.unsqueeze(0).logical_and(time.eq(Constant.Zero).unsqueeze(1)).to(type);
        }

        var weighted = loss.Apply(residual).mul(weights);
        return weighting is SubTrajectoryWeighting.Geometric or SubTrajectoryWeighting.Equal or SubTrajectoryWeighting.DetailedBalance
            ? weighted.sum().div(weights.sum())
            : weighted.sum([0, 1]).div(weights.sum([0, 1])).mean();
    }

    /// <inheritdoc/>
    public override string ToString() => (lambda, weighting) switch
    {
        (DefaultLambda, SubTrajectoryWeighting.GeometricWithin) => Name,
        (_, SubTrajectoryWeighting.GeometricWithin) => string.Create(CultureInfo.InvariantCulture, $"{Name}:{lambda}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Name}:{lambda}:{weighting.ToString().ToLowerInvariant()}"),
    };

    // [steps + 1, steps + 1]: the weight of i..j by its length, zero unless i < j.
    private Tensor Weights(long steps, ScalarType type, Device device)
    {
        var size = (int)steps + 1;
        var table = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = i + 1; j < size; j++)
            {
                table[i, j] = weighting switch
                {
                    SubTrajectoryWeighting.GeometricWithin or SubTrajectoryWeighting.Geometric => Math.Pow(lambda, j - i),
                    SubTrajectoryWeighting.DetailedBalance => j == i + 1 ? 1 : 0,
                    _ => 1,
                };
            }
        }

        return tensor(table, type, device);
    }
}
