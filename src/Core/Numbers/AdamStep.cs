using System.Numerics;

namespace Quiver.Core.Numbers;

/// <summary>One step of Adam on plain numbers (Kingma and Ba, arXiv:1412.6980, algorithm 1), computed in double.</summary>
/// <param name="step">Number of the step, from 1.</param>
/// <param name="epsilon">Added to the root of the second moment.</param>
/// <param name="beta1">Decay of the first moment.</param>
/// <param name="beta2">Decay of the second moment.</param>
internal readonly struct AdamStep(long step, double epsilon, double beta1 = 0.9, double beta2 = 0.999)
{
    private readonly double epsilon = epsilon;
    private readonly double beta1 = beta1;
    private readonly double beta2 = beta2;
    private readonly double first = 1 - Math.Pow(beta1, step);
    private readonly double second = 1 - Math.Pow(beta2, step);

    /// <summary>Updates one number's moments.</summary>
    /// <param name="rate">Learning rate.</param>
    /// <param name="gradient">Its derivative.</param>
    /// <param name="mean">First moment, rounded to T.</param>
    /// <param name="square">Second moment, rounded to T.</param>
    /// <returns>What to subtract from the number.</returns>
    public double Move<T>(double rate, double gradient, ref T mean, ref T square)
        where T : struct, IFloatingPointIeee754<T>
    {
        mean = T.CreateTruncating((beta1 * double.CreateTruncating(mean)) + ((1 - beta1) * gradient));
        square = T.CreateTruncating((beta2 * double.CreateTruncating(square)) + ((1 - beta2) * gradient * gradient));
        return rate * (double.CreateTruncating(mean) / first) / (Math.Sqrt(double.CreateTruncating(square) / second) + epsilon);
    }
}
