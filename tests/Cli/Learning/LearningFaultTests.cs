using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Learning;

/// <summary>Faults T2, T8, T9 and T20 through the command.</summary>
public sealed class LearningFaultTests
{
    private static readonly string[] Few = ["--iterations", "5", "--hidden", "8", "--batch", "4"];

    [Fact]
    public void Resume_OtherReward_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string[] grid = ["grid", "--height", "5", .. Few, "--out", folder.Path];
        Assert.Equal(0, QuiverProcess.Run(grid).Code);
        Refused([.. grid, "--resume", "--r0", "0.001"], "R0 is 0.1 there and 0.001 here");
        Refused([.. grid, "--resume", "--reward", "cosine"], "Kind is \"Original\" there and \"Cosine\" here");
        Refused([.. grid, "--resume", "--stop-at", "0.1"], "StopAt is not set there and 0.1 here");
        Assert.Equal(0, QuiverProcess.Run([.. grid, "--resume"]).Code);
    }

    [Theory]
    [InlineData("Largest is 0.2 there and 0.3 here", "ising", "--coupling", "0.3")]
    [InlineData("Beta is 3 there and 2 here", "bits --bits 4 --word 2 --modes 2", "--beta", "2")]
    public void Resume_OtherEnvironment_IsRefused(string named, string command, params string[] change)
    {
        using var folder = new TemporaryFolder();
        string[] arguments = [.. command.Split(' '), .. Few, "--out", folder.Path];
        Assert.Equal(0, QuiverProcess.Run(arguments).Code);
        Refused([.. arguments, "--resume", .. change], named);
    }

    [Theory]
    [InlineData("grid", "--dim", "100", "--height", "6")]
    [InlineData("grid", "--dim", "64", "--height", "2")]
    [InlineData("grid", "--dim", "20", "--height", "10")]
    [InlineData("ising", "--side", "8")]
    [InlineData("bits", "--bits", "16", "--word", "16")]
    public void TooLargeToEnumerate_TrainsAndSaysSo(params string[] arguments)
    {
        var (code, output, error) = QuiverProcess.Run([.. arguments, "--iterations", "2", "--hidden", "8", "--batch", "2", "--json", "-"]);
        Assert.Equal(0, code);
        var root = ResultJson.Results(output);
        Assert.Contains("the most that are enumerated", ResultJson.Notes(output)[0], StringComparison.Ordinal);
        Assert.Contains("note: ", error, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("runs")[0].GetProperty("tv").ValueKind);
    }

    [Theory]
    [InlineData("1,000,000", "grid", "--height", "1000000000")]
    [InlineData("1,000,000", "grid", "--dim", "1000", "--height", "1002")]
    [InlineData("2 to 64", "ising", "--side", "1000")]
    [InlineData("limit is", "ising", "--side", "64")]
    [InlineData("limit is", "grid", "--batch", "1000000")]
    [InlineData("limit is", "grid", "--hidden", "16384")]
    [InlineData("limit is", "bits", "--bits", "16384", "--word", "16", "--unordered")]
    [InlineData("1 to 5 modes", "bits", "--bits", "8")]
    [InlineData("no effect", "grid", "--dim", "20", "--height", "10", "--patience", "3")]
    [InlineData("not finite", "grid", "--height", "5", "--lr", "1e30", "--iterations", "1")]
    [InlineData("not finite", "grid", "--height", "5", "--lr", "1e30")]
    [InlineData("not finite", "grid", "--height", "5", "--lr-logz", "1e30")]
    [InlineData("no effect", "grid", "--reward", "sparse", "--r2", "3")]
    public void TooLargeOrDiverging_EndsWithASentence(string named, params string[] arguments) => Refused(arguments, named);

    private static void Refused(string[] arguments, string named)
    {
        var (code, output, error) = QuiverInProcess.Run(arguments);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", error, StringComparison.Ordinal);
    }
}
