using Quiver.GFlowNet.Sampling;

namespace Quiver.GFlowNet.Tests.Sampling;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData(ScheduleKind.Constant, 0.3, 0.3, 0, 50, 0.3)]
    [InlineData(ScheduleKind.Linear, 0.1, 0, 0, 50, 0.05)]
    [InlineData(ScheduleKind.Linear, 1, 0, 10, 5, 0.5)]
    [InlineData(ScheduleKind.Linear, 1, 0, 10, 80, 0)]
    [InlineData(ScheduleKind.Cosine, 2, 0, 0, 50, 1)]
    [InlineData(ScheduleKind.Exponential, 1, 0.01, 0, 50, 0.1)]
    [InlineData(ScheduleKind.Cosine, 2, 1, 0, 0, 2)]
    public void At_GivesTheCurve(ScheduleKind kind, double start, double end, long until, long iteration, double expected) =>
        Assert.Equal(expected, new Schedule(kind, start, end, until).At(iteration, 100), 1e-12);
}
