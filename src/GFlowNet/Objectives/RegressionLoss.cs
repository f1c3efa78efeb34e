using Quiver.GFlowNet.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>What is made of a residual: its square, or Huber's function, which grows linearly for large residuals.</summary>
public sealed class RegressionLoss
{
    private RegressionLoss(double? delta) => Delta = delta;

    /// <summary>r^2.</summary>
    public static RegressionLoss Squared { get; } = new(null);

    /// <summary>Huber's threshold, or null for the square.</summary>
    public double? Delta { get; }

    /// <summary>r^2 for |r| up to delta, then delta (2 |r| - delta): twice Huber's function, so that small residuals cost the same as squared.</summary>
    /// <param name="delta">The threshold, above 0.</param>
    /// <returns>The loss.</returns>
    public static RegressionLoss Huber(double delta = 1)
    {
        if (!(delta > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "Huber's threshold must be above 0.");
        }

        return new RegressionLoss(delta);
    }

    /// <summary>Reads <c>squared</c>, <c>huber</c> or <c>huber:delta</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static RegressionLoss Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Equals("squared", StringComparison.OrdinalIgnoreCase))
        {
            return Squared;
        }

        var parts = text.Split(':');
        if (parts[0].Equals("huber", StringComparison.OrdinalIgnoreCase))
        {
            if (parts.Length == 1)
            {
                return Huber();
            }

            if (parts.Length == 2 && double.TryParse(parts[1], System.Globalization.CultureInfo.InvariantCulture, out var delta) && delta > 0)
            {
                return Huber(delta);
            }
        }

        throw new FormatException($"'{text}' is not a loss: write squared, huber or huber:delta.");
    }

    /// <summary>The loss of every residual.</summary>
    /// <param name="residual">Any shape.</param>
    /// <returns>The same shape.</returns>
    public Tensor Apply(Tensor residual)
    {
        ArgumentNullException.ThrowIfNull(residual);
        if (Delta is not { } delta)
        {
            return residual.mul(residual);
        }

        var size = residual.abs();
        var inner = minimum(size, tensor(delta, residual.dtype, residual.device));
        return inner.mul(size.add(size).sub(inner));
    }
}
