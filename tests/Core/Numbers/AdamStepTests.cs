using CsCheck;
using Quiver.Core.Numbers;

namespace Quiver.Core.Tests.Numbers;

public sealed class AdamStepTests
{
    [Fact]
    public void Move_IsTheSumOverAllGradients() => Gen.Double[-3, 3].Array[1, 30].Sample(gradients =>
    {
        double mean = 0, square = 0;
        float shortMean = 0, shortSquare = 0;
        for (var t = 1; t <= gradients.Length; t++)
        {
            var step = new AdamStep(t, 1e-8);
            var moved = step.Move(0.01, gradients[t - 1], ref mean, ref square);
            var rounded = step.Move(0.01, gradients[t - 1], ref shortMean, ref shortSquare);

            // The moments are means of all gradients so far with weights 0.9^age and 0.999^age.
            double Mean(double beta, Func<double, double> f) =>
                gradients.Take(t).Select((g, i) => Math.Pow(beta, t - 1 - i) * f(g)).Sum() / Enumerable.Range(0, t).Sum(i => Math.Pow(beta, i));
            var expected = 0.01 * Mean(0.9, g => g) / (Math.Sqrt(Mean(0.999, g => g * g)) + 1e-8);
            Assert.Equal(expected, moved, 1e-9);
            Assert.Equal(expected, rounded, 1e-4);
        }
    });
}
