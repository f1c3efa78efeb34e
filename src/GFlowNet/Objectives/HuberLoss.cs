using System.Globalization;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>
/// r^2 for |r| up to delta, then delta (2 |r| - delta): twice Huber's function, so that small residuals cost the same as squared
/// and large ones grow linearly.
/// </summary>
public sealed class HuberLoss : RegressionLoss
{
    /// <summary>The threshold unless told otherwise.</summary>
    public const double DefaultDelta = 1;

    /// <summary>Creates the loss.</summary>
    /// <param name="delta">The threshold, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not above 0.</exception>
    public HuberLoss(double delta = DefaultDelta) =>
        Delta = delta > 0 ? delta : throw new ArgumentOutOfRangeException(nameof(delta), delta, "Huber's threshold must be above 0.");

    /// <inheritdoc/>
    public override string Name => "huber";

    /// <summary>The threshold.</summary>
    public double Delta { get; }

    /// <inheritdoc/>
    public override Tensor Apply(Tensor residual)
    {
        ArgumentNullException.ThrowIfNull(residual);
        var size = residual.abs();
        var inner = minimum(size, tensor(Delta, residual.dtype, residual.device));
        return inner.mul(size.add(size).sub(inner));
    }

    /// <inheritdoc/>
    public override string ToString() => Delta == DefaultDelta ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}:{Delta}");
}
