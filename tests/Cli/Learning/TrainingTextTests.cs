using Quiver.Cli.Learning;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Sampling;

namespace Quiver.Cli.Tests.Learning;

/// <summary>What is written on the command line for objectives, losses and schedules.</summary>
public sealed class TrainingTextTests
{
    [Theory]
    [InlineData("tb", typeof(TrajectoryBalance), "tb")]
    [InlineData("DB", typeof(DetailedBalance), "db")]
    [InlineData("fm", typeof(FlowMatching), "fm")]
    [InlineData("mdb", typeof(ModifiedDetailedBalance), "mdb")]
    [InlineData("fldb", typeof(ForwardLookingDetailedBalance), "fldb")]
    [InlineData("vargrad", typeof(LogPartitionVariance), "vargrad")]
    [InlineData("subtb", typeof(SubTrajectoryBalance), "subtb")]
    [InlineData("subtb:0.9", typeof(SubTrajectoryBalance), "subtb")]
    [InlineData("subtb:0.8", typeof(SubTrajectoryBalance), "subtb:0.8")]
    [InlineData("subtb:1:detailed_balance", typeof(SubTrajectoryBalance), "subtb:1:detailedbalance")]
    public void Objective_IsRead_AndWritesItself(string text, Type kind, string written)
    {
        var objective = ObjectiveText.Objective(text);
        Assert.IsType(kind, objective);
        Assert.Equal(written, objective.ToString());
        Assert.Equal(written, ObjectiveText.Objective(written).ToString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("subtb:-1")]
    [InlineData("subtb:0.9:sideways")]
    [InlineData("tb:3")]
    public void Objective_Unknown_IsRefused(string text) => Assert.Throws<FormatException>(() => ObjectiveText.Objective(text));

    [Theory]
    [InlineData("squared", "squared")]
    [InlineData("huber", "huber")]
    [InlineData("huber:1", "huber")]
    [InlineData("huber:0.25", "huber:0.25")]
    public void Loss_IsRead_AndWritesItself(string text, string written) => Assert.Equal(written, ObjectiveText.Loss(text).ToString());

    [Theory]
    [InlineData("huber:0")]
    [InlineData("huber:1:2")]
    [InlineData("cubed")]
    public void Loss_Unknown_IsRefused(string text) => Assert.Throws<FormatException>(() => ObjectiveText.Loss(text));

    [Theory]
    [InlineData("0.3", ScheduleKind.Constant, 0.3, 0.3, 0)]
    [InlineData("0.1:0", ScheduleKind.Linear, 0.1, 0, 0)]
    [InlineData("linear:1:0:10", ScheduleKind.Linear, 1, 0, 10)]
    [InlineData("cosine:2:0", ScheduleKind.Cosine, 2, 0, 0)]
    [InlineData("exponential:1:0.01", ScheduleKind.Exponential, 1, 0.01, 0)]
    public void Schedule_IsRead(string text, ScheduleKind kind, double start, double end, long until) =>
        Assert.Equal(new Schedule(kind, start, end, until), ScheduleRange.Read(text, "--lr", 0, 10));

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("1:2:3:4")]
    [InlineData("linear:1:x")]
    [InlineData("nan")]
    public void Schedule_Nonsense_SaysHowToWriteIt(string text) =>
        Assert.Contains("is not a schedule", Assert.Throws<InputException>(() => ScheduleRange.Read(text, "--lr", 0, 10)).Message, StringComparison.Ordinal);
}
