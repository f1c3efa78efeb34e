using CsCheck;
using Quiver.Circuits.Measurement;

namespace Quiver.Circuits.Tests.Measurement;

public sealed class ShotAllocationTests
{
    [Fact]
    public void Proportional_AnyDeviations_SumsExactlyAndKeepsTheFloor() =>
        Gen.Select(Gen.Double[0, 5].Array[1, 20], Gen.Int[0, 3000]).Sample(static (deviations, extra) =>
        {
            var shots = (ShotAllocation.Floor * deviations.Length) + extra;
            var result = ShotAllocation.Proportional(deviations, shots);
            Assert.Equal(shots, result.Sum());
            Assert.All(result, static m => Assert.True(m >= ShotAllocation.Floor));
        });

    // Exhaustively: no whole-number allocation of three groups is much better.
    [Fact]
    public void Proportional_ThreeGroups_IsNearTheBest()
    {
        double[] deviations = [3, 0.5, 0.01];
        double Variance(int a, int b, int c) => (deviations[0] * deviations[0] / a) + (deviations[1] * deviations[1] / b) + (deviations[2] * deviations[2] / c);
        var best = double.MaxValue;
        for (var a = 2; a <= 56; a++)
        {
            for (var b = 2; a + b <= 58; b++)
            {
                best = Math.Min(best, Variance(a, b, 60 - a - b));
            }
        }

        var result = ShotAllocation.Proportional(deviations, 60);
        Assert.InRange(Variance(result[0], result[1], result[2]), best, best * 1.01);
    }

    [Fact]
    public void ForError_AnyDeviations_ReachesItBarely() =>
        Gen.Select(Gen.Double[0.01, 5].Array[1, 20], Gen.Double[0.001, 0.5]).Sample(static (deviations, error) =>
        {
            var shots = ShotAllocation.ForError(deviations, error);
            var variance = deviations.Zip(shots, static (s, m) => s * s / m).Sum();
            Assert.True(variance <= error * error * (1 + 1e-9));
            var fewest = Math.Pow(deviations.Sum() / error, 2);
            Assert.True(shots.Sum() <= fewest + (3 * deviations.Length));
        });

    [Fact]
    public void Refused_TooFewShotsOrNoError()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => ShotAllocation.Proportional([1, 1], 3));
        Assert.Throws<ArgumentOutOfRangeException>(static () => ShotAllocation.ForError([1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => ShotAllocation.ForError([1e9], 1e-9));
        Assert.Empty(ShotAllocation.Proportional([], 0));
    }
}
