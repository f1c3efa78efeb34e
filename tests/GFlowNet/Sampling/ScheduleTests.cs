using Quiver.GFlowNet.Sampling;

namespace Quiver.GFlowNet.Tests.Sampling;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData("0.3", 50, 0.3)]
    [InlineData("0.1:0", 50, 0.05)]
    [InlineData("linear:1:0:10", 5, 0.5)]
    [InlineData("linear:1:0:10", 80, 0)]
    [InlineData("cosine:2:0", 50, 1)]
    [InlineData("exponential:1:0.01", 50, 0.1)]
    [InlineData("cosine:2:1", 0, 2)]
    public void At_GivesTheCurve(string text, long iteration, double expected) => Assert.Equal(expected, Schedule.Parse(text).At(iteration, 100), 1e-12);

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("1:2:3:4")]
    [InlineData("linear:1:x")]
    [InlineData("nan")]
    public void Parse_Nonsense_SaysHowToWriteIt(string text) =>
        Assert.Contains("is not a schedule", Assert.Throws<FormatException>(() => Schedule.Parse(text)).Message, StringComparison.Ordinal);
}
