using System.Globalization;
using System.Text.Json;
using Quiver.Cli.Links;
using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Links;

/// <summary>Several seeds, one after the other and side by side.</summary>
public sealed class SeedRunsTests
{
    [Theory]
    [InlineData("gcn")]
    [InlineData("axial")]
    [InlineData("tgn")]
    public void Seeds_SideBySide_GiveTheFiguresOfRunsOfTheirOwn(string model)
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_OfManyRuns_KeepTheirOrder(bool sideBySide)
    {
        var reports = new Reports();
        var results = SeedRuns.All(7, sideBySide, reports, (i, progress) =>
        {
            progress.Report(new ProgressReport("work", 2, 2));
            return i.ToString(CultureInfo.InvariantCulture);
        });
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], results);

        // Side by side they count together: the last report is the whole.
        var last = reports.All[^1];
        Assert.Equal(last.Total, last.Done);
        Assert.Equal(7, reports.All.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_WhereRunsFail_ThrowAsTheFirstOfThemDoes(bool sideBySide)
    {
        var made = new bool[6];
        var error = Assert.Throws<InputException>(() => SeedRuns.All(6, sideBySide, new Reports(), (i, _) =>
        {
            made[i] = true;
            return i >= 3 ? throw new InputException($"run {i} failed.") : i;
        }));
        Assert.Equal("run 3 failed.", error.Message);
        Assert.All(made[..3], Assert.True);
    }

    private sealed class Reports : IProgress<ProgressReport>
    {
        public List<ProgressReport> All { get; } = [];

        public void Report(ProgressReport value) => All.Add(value);
    }
}
