using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>r^2.</summary>
public sealed class SquaredLoss : RegressionLoss
{
    /// <inheritdoc/>
    public override string Name => "squared";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor residual)
    {
        ArgumentNullException.ThrowIfNull(residual);
        return residual.mul(residual);
    }
}
