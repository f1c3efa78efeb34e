using CsCheck;
using Quiver.Hamiltonians.Search;

namespace Quiver.Hamiltonians.Tests.Search;

public sealed class AnnealingScheduleTests
{
    [Fact]
    public void TemperaturesFallFromTheFirstPointToTheLast()
    {
        foreach (var schedule in AnnealingSchedule.All.Append(AnnealingSchedule.FromTepid).Append(AnnealingSchedule.FromWarm))
        {
            Assert.Equal(schedule.First, schedule.At(0), 1e-12);
            Assert.Equal(schedule.Last, schedule.At(1), 1e-12);
            Assert.Equal(schedule.Last, schedule.At(1.2), 1e-12);
            Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Sample((a, b) =>
                Assert.True(schedule.At(Math.Min(a, b)) >= schedule.At(Math.Max(a, b)) * (1 - 1e-12)));
        }
    }

    [Fact]
    public void BetweenPointsTheLogarithmIsALine()
    {
        var schedule = new AnnealingSchedule(7, (8, 0), (2, 0.5), (0.02, 1));
        Assert.Equal(4, schedule.At(0.25), 1e-12);
        Assert.Equal(2, schedule.At(0.5), 1e-12);
        Assert.Equal(0.2, schedule.At(0.75), 1e-12);
    }

    [Fact]
    public void TheShareOfATemperatureIsWhereItIsReached() => Gen.Select(Gen.Double[0, 1], Gen.Int[0, AnnealingSchedule.All.Count - 1]).Sample((done, k) =>
    {
        var schedule = AnnealingSchedule.All[k];
        Assert.Equal(done, schedule.Share(schedule.At(done)), 1e-9);
    });

    [Fact]
    public void CostsThatFallWithTheLengthAskForFewChainsAndCostsThatOnlyScatterForMany()
    {
        double[] scattered = [1.0, 1.1, 0.9, 1.05, 0.95, 1.02];
        Assert.True(PartitionAnnealing.Members(70, 1, scattered, 4, [1.0, 1.0]) >= 32);
        Assert.Equal(2, PartitionAnnealing.Members(70, 1, [1.0, 1.001, 1.0], 4, [0.8, 0.8]));
        Assert.True(
            PartitionAnnealing.Members(70, 1, scattered, 4, [0.9, 0.9]) <= PartitionAnnealing.Members(70, 1, scattered, 4, [0.99, 0.99]));
    }

    [Fact]
    public void ChainsAreNeverMoreThanTheTimeHolds() =>
        Gen.Select(Gen.Double[0.1, 100], Gen.Double[0.1, 10], Gen.Double[0, 1]).Sample((left, early, gain) =>
        {
            var members = PartitionAnnealing.Members(left, early, [1, 1.1, 0.9], 4 * early, [1 - gain, 1.05 - gain]);
            Assert.InRange(members, 2, Math.Max(2, 2 * left / early));
        });
}
