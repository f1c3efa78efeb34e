using Quiver.Cli.Common;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Grouping;

public sealed class MemoryTests
{
    [Fact]
    public void Group_WithMemoryForAll_KeepsStateAndTables()
    {
        var (_, _, error) = Run("1GiB", "si");
        Assert.Contains("plan: exact state; covariances of all pairs of 1,0", error, StringComparison.Ordinal);
        Assert.DoesNotContain("--memory", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Group_WithoutMemoryForTables_WorksPartByPart_ToTheSameCost()
    {
        var (code, output, error) = Run("164MB", "si");
        Assert.True(code == 0, error);
        Assert.Contains("plan: exact state; covariances of 1,0", error, StringComparison.Ordinal);
        Assert.Contains("part by part", error, StringComparison.Ordinal);
        Assert.Equal(Cost(Run("1GiB", "si").Output), Cost(output), 1e-9);
    }

    [Fact]
    public void Group_PartByPart_AnnealsBelowSortedInsertion()
    {
        var (code, output, error) = QuiverInProcess.Run(
            "group", SharedData.Molecule("h2o.fcidump"), "--method", "si,annealing", "--time", "0.5s", "--memory", "164MB", "--json", "-");
        Assert.True(code == 0, error);
        var methods = ResultJson.Results(output).GetProperty("methods");
        Assert.True(methods[1].GetProperty("epsilon2M").GetDouble() < 0.6 * methods[0].GetProperty("epsilon2M").GetDouble());
    }

    [Fact]
    public void Group_WithHardlyAnyMemory_StepsDownAndSaysSo()
    {
        var (code, output, error) = Run("20MB", "si");
        Assert.True(code == 0, error);
        Assert.Contains("note: The state fci does not fit into 19 MiB: hf was taken. --memory sets the amount.", error, StringComparison.Ordinal);
        Assert.Equal("hf", ResultJson.Results(output).GetProperty("state").GetString());
    }

    [Fact]
    public void Group_StateAskedForByName_IsTakenAtAnyMemory()
    {
        var (code, output, error) = QuiverInProcess.Run(
            "group", SharedData.Molecule("h2o.fcidump"), "--method", "si", "--state", "cisd", "--memory", "20MB", "--json", "-");
        Assert.True(code == 0, error);
        Assert.Equal("cisd", ResultJson.Results(output).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("varsi")]
    [InlineData("ics")]
    [InlineData("gflownet")]
    public void Group_MethodThatNeedsTheTable_IsRefusedWithoutIt(string method) => Assert.Contains(
        "needs the covariances of all pairs",
        QuiverInProcess.Refused("group", SharedData.Molecule("h2o.fcidump"), "--method", method, "--memory", "164MB"), StringComparison.Ordinal);

    [Theory]
    [InlineData("8GiB", 8L << 30)]
    [InlineData("1.5G", 3L << 29)]
    [InlineData("500MB", 500_000_000L)]
    [InlineData("2000000", 2_000_000L)]
    [InlineData("64kib", null)]
    [InlineData("-3GB", null)]
    [InlineData("NaN", null)]
    [InlineData("lots", null)]
    [InlineData("GiB", null)]
    public void Parse_Amounts_InBytes(string text, long? bytes) => Assert.Equal(bytes, MemorySizes.Parse(text));

    private static (int Code, string Output, string Error) Run(string memory, string method) =>
        QuiverInProcess.Run("group", SharedData.Molecule("h2o.fcidump"), "--method", method, "--memory", memory, "--json", "-");

    private static double Cost(string output) => ResultJson.Results(output).GetProperty("methods")[0].GetProperty("epsilon2M").GetDouble();
}
