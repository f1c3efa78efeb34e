using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>
/// What is made of a residual, the difference that an objective wants to be zero. A loss of your own is a class with
/// <see cref="Name"/> and <see cref="Apply"/>; it should be zero at zero and grow on both sides.
/// </summary>
public abstract class RegressionLoss
{
    /// <summary>r^2.</summary>
    public static RegressionLoss Squared { get; } = new SquaredLoss();

    /// <summary>Its short name, for messages and results.</summary>
    public abstract string Name { get; }

    /// <summary>Huber's loss.</summary>
    /// <param name="delta">The threshold, above 0.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not above 0.</exception>
    public static RegressionLoss Huber(double delta = HuberLoss.DefaultDelta) => new HuberLoss(delta);

    /// <summary>The loss of every residual.</summary>
    /// <param name="residual">Any shape.</param>
    /// <returns>The same shape; gradients pass through.</returns>
    public abstract Tensor Apply(Tensor residual);

    /// <summary>The name with everything that decides the loss: a checkpoint belongs to one such text and is refused under any
    /// other.</summary>
    /// <returns>The text; override it where the loss has parameters.</returns>
    public override string ToString() => Name;
}
