using CsCheck;
using Quiver.Hamiltonians.Search;

namespace Quiver.Hamiltonians.Tests.Search;

public sealed class AnnealingScheduleTests
{
    [Fact]
    public void TemperaturesFallFromTheFirstPointToTheLast()
    {
        foreach (var schedule in AnnealingSchedule.All.Append(AnnealingSchedule.FromTepid))
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
        Assert.Equal(done, schedule.ShareAt(schedule.At(done)), 1e-9);
    });

    [Fact]
    public void AtAMarkAllSchedulesFromHotHoldTheSameTermsAndKeepACapAsFirmly()
    {
        foreach (var mark in PartitionAnnealing.Marks)
        {
            var shares = AnnealingSchedule.All.Select(s => (Schedule: s, Share: s.ShareAt(mark))).ToArray();
            Assert.Single(shares.Select(s => Math.Round(s.Schedule.LeastDeviationAt(s.Share, 1), 9)).Distinct());
            Assert.Single(shares.Select(s => Math.Round(s.Schedule.FirmnessAt(s.Share), 9)).Distinct());
            Assert.All(shares, s => Assert.InRange(s.Schedule.FirmnessAt(s.Share), 0.01, 0.99));
        }

        Assert.All(AnnealingSchedule.All.Append(AnnealingSchedule.FromTepid), s => Assert.Equal(1, s.FirmnessAt(1), 1e-9));
    }

    [Fact]
    public void ThereAreMoreChainsWhereTermsAreFewAndTimeIsLong() =>
        Gen.Select(Gen.Int[1, 16_000], Gen.Double[0.01, 5000], Gen.Double[1, 10]).Sample((terms, time, more) =>
        {
            var members = PartitionAnnealing.Members(terms, time);
            Assert.InRange(members, 4, 64);
            Assert.Equal(0, members & (members - 1));
            Assert.True(PartitionAnnealing.Members(terms, more * time) >= members);
            Assert.True(PartitionAnnealing.Members((int)(more * terms), time) <= members);
        });
}
