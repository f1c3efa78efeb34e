using CsCheck;
using Quiver.Core.Randomness;

namespace Quiver.Core.Tests.Randomness;

public sealed class InverseCdfTests
{
    // Eighths: sums are exact, so a draw is right or wrong.
    private static readonly Gen<double[]> Weights = Gen.Int[0, 5].Select(k => k / 8.0).Array[1, 20].Where(w => w.Sum() > 0);

    [Fact]
    public void DrawAndFind_InvertTheCumulativeSum() => Gen.Select(Weights, Gen.Int[0, 1023]).Sample((weights, step) =>
    {
        var u = (step + 0.5) / 1024;
        var expected = Enumerable.Range(0, weights.Length).First(k => weights.Take(k + 1).Sum() > u * weights.Sum());
        Assert.Equal(expected, InverseCdf.Draw<double>(weights, u));
        Assert.Equal(expected, InverseCdf.Draw<float>(Array.ConvertAll(weights, w => (float)w), u));
        var found = InverseCdf.Find(InverseCdf.Cumulate(weights), u);

        // On a border both neighbours are right; Find takes the first of equal sums.
        Assert.True(found == expected || weights.Take(found + 1).Sum() == u * weights.Sum());
    });

    [Fact]
    public void DrawSorted_IsAscendingAndProportional() => Weights.Sample(
        weights =>
        {
            const int Shots = 4000;
            var drawn = InverseCdf.DrawSorted(weights, Shots, new Random(5));
            Assert.Equal(drawn.Order(), drawn);
            for (var k = 0; k < weights.Length; k++)
            {
                var p = weights[k] / weights.Sum();
                Assert.InRange(drawn.Count(d => d == k), (Shots * p) - (6 * Math.Sqrt(Shots * p)), (Shots * p) + (6 * Math.Sqrt(Shots * p)));
            }
        },
        iter: 50);

    [Fact]
    public void Draw_WithoutWeight_IsTheLastIndex() => Assert.Equal(2, InverseCdf.Draw<double>([0, double.NaN, 0], 0.5));
}
