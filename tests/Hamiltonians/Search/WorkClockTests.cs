using Quiver.Hamiltonians.Search;

namespace Quiver.Hamiltonians.Tests.Search;

public sealed class WorkClockTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Clock_OfNoBudget_IsRefused(double seconds) => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkClock(seconds));

    [Fact]
    public void Done_IsTheShareOfTheWork() => Assert.Equal(0.25, new WorkClock(4).Done(1e9), 1e-12);
}
