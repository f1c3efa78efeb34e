using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Links;

/// <summary>Several seeds of one training.</summary>
public sealed class SeedTests
{
    [Theory]
    [InlineData("gcn")]
    [InlineData("axial")]
    [InlineData("tgn")]
    public void Seeds_OfOneCommand_GiveTheFiguresOfRunsOfTheirOwn(string model)
    {
        using var folder = new TemporaryFolder();
        var events = Path.Combine(folder.Path, "events.csv");
        Assert.Equal(0, QuiverInProcess.Run("links", "generate", events, "--sources", "20", "--destinations", "15", "--events", "600").Code);
        var together = Row("3", "5");
        double[] Single(string figure) => [.. new[] { "5", "6", "7" }.Select(seed => Row("1", seed).GetProperty(figure).GetDouble())];
        foreach (var (mean, deviation) in new[] { ("valMrr", "valStd"), ("testMrr", "testStd") })
        {
            var single = Single(mean);
            Assert.Equal(single.Average(), together.GetProperty(mean).GetDouble());
            Assert.Equal(Math.Sqrt(single.Sum(v => (v - single.Average()) * (v - single.Average())) / 2), together.GetProperty(deviation).GetDouble());
        }

        JsonElement Row(string seeds, string first) => ResultJson.Results(QuiverInProcess.Run(
            "links", "train", events, "--model", model, "--size", "8", "--epochs", "2", "--view", "snapshots", "--interval", "60",
            "--seeds", seeds, "--seed", first, "--json", "-").Output).GetProperty("rows").EnumerateArray().Single();
    }
}
