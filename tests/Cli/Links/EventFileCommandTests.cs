using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Links;

/// <summary>What users see of the rules for event files: values, notes and refusals.</summary>
public sealed class EventFileCommandTests
{
    [Fact]
    public void Evaluate_OfNamesAndNumbers_GivesTheSameScores()
    {
        var plain = Json("links", "evaluate", Fault("bip.csv"), "--model", "lr>gr,gp").GetProperty("rows");
        var names = Json("links", "evaluate", Fault("bip_names.csv"), "--model", "lr>gr,gp", "--relabel").GetProperty("rows");
        Assert.Equal((2, 2), (plain.GetArrayLength(), names.GetArrayLength()));
        foreach (var (a, b) in plain.EnumerateArray().Zip(names.EnumerateArray()))
        {
            Assert.Equal(a.GetProperty("valMrr").GetDouble(), b.GetProperty("valMrr").GetDouble());
            Assert.Equal(a.GetProperty("testMrr").GetDouble(), b.GetProperty("testMrr").GetDouble());
        }
    }

    [Fact]
    public void Predict_OfUsersAndItems_NamesItemsOnly()
    {
        var rows = Json("links", "predict", Fault("bip_names.csv"), "--source", "user2,user14", "--top", "100", "--epochs", "1").GetProperty("rows").EnumerateArray().ToArray();
        Assert.All(rows, r => Assert.StartsWith("item", r.GetProperty("destination").GetString(), StringComparison.Ordinal));
        var gaps = Json("links", "predict", Fault("gaps.csv"), "--source", "20", "--top", "100", "--epochs", "1").GetProperty("rows").EnumerateArray().ToArray();
        var occur = File.ReadLines(Fault("gaps.csv")).Skip(1).Select(l => l.Split(',')[1]).ToHashSet(StringComparer.Ordinal);
        Assert.All(gaps, r => Assert.Contains(r.GetProperty("destination").GetString()!, occur));
        Assert.Equal(occur.Count, gaps.Length);
    }

    [Fact]
    public void Predict_AtADate_TakesTimesSince1970()
    {
        var row = Json("links", "predict", Fault("ids_iso.csv"), "--source", "1", "--at", "2024-01-01", "--top", "1", "--epochs", "1").GetProperty("rows")[0];
        Assert.Equal(1704067200, row.GetProperty("time").GetDouble());
        Assert.Contains(Notes("links", "predict", Fault("ids_iso.csv"), "--source", "1", "--at", "2024-01-01", "--epochs", "1"), n => n.Contains("UTC", StringComparison.Ordinal));
        var milliseconds = Json("links", "predict", Fault("t_ms.csv"), "--source", "0", "--at", "2024-01-01", "--top", "1", "--epochs", "1").GetProperty("rows")[0];
        Assert.Equal(1704067200000, milliseconds.GetProperty("time").GetDouble());
        Refused("do not count from 1970", "links", "predict", Fault("gen.csv"), "--source", "88", "--at", "2024-01-01");
        Refused("before the last event", "links", "predict", Fault("ids_iso.csv"), "--source", "1", "--at", "2001-01-01");
        Refused("no time", "links", "predict", Fault("ids_iso.csv"), "--source", "1", "--at", "soon");
        Refused("--at: the time 1E+30 is too far", "links", "predict", Fault("gen.csv"), "--source", "1", "--at", "1e30");
        Refused("has no effect", "links", "predict", Fault("ids_iso.csv"), "--source", "1", "--interval", "1d");
    }

    [Fact]
    public void Convert_ToSnapshots_KnowsUnitsDecimalsAndEmptyIntervals()
    {
        using var folder = new TemporaryFolder();
        var output = Path.Combine(folder.Path, "o.csv");
        Assert.Equal(24, Json("links", "convert", Fault("tenth24.csv"), output, "--interval", "0.1", "--convention", "tgm").GetProperty("snapshots").GetInt32());
        var days = Json("links", "convert", Fault("t_ms.csv"), output, "--interval", "1d");
        Assert.Equal(6, days.GetProperty("snapshots").GetInt32());
        Assert.Contains(Notes("links", "convert", Fault("t_ms.csv"), output, "--interval", "1d"), n => n.Contains("milliseconds", StringComparison.Ordinal));
        Refused("313,917,954", "links", "convert", Fault("tenyears.csv"), output, "--interval", "1s", "--empty", "keep");
        Assert.Equal(86_204, Json("links", "convert", Fault("tenyears.csv"), output, "--interval", "1h", "--empty", "keep").GetProperty("empty").GetInt32());
        Assert.Equal(86_204, File.ReadLines(output).Count(l => l.StartsWith("# empty,,", StringComparison.Ordinal)));
        Refused("--merge has no effect", "links", "convert", Fault("tenth24.csv"), output, "--merge", "sum");
        Refused("not written", "links", "convert", Fault("tenth24.csv"), output + ".parquet");
    }

    [Fact]
    public void Evaluate_OfAllKeysTogether_Works()
    {
        var row = Row("links", "evaluate", Fault("gen.csv"), "--model", "edgebank>lr>lp>cn>gp");
        Assert.True(row.GetProperty("testMrr").GetDouble() > 0.4);
        foreach (var wrong in new[] { ",", ">", "lr>", "lr>>gp", "LR", "gr>lr", "lr>lr", "lr > gp > gr", " ", "lr\tgp", "é" })
        {
            Refused(string.Empty, "links", "evaluate", Fault("gen.csv"), "--model", wrong);
        }
    }

    [Fact]
    public void Stats_OfOneEventOrOneTime_NeedNoSplit()
    {
        var one = Json("links", "stats", Fault("one.csv"));
        Assert.Equal((1, 0), (one.GetProperty("events").GetInt32(), one.GetProperty("test").GetInt32()));
        Assert.Equal(JsonValueKind.Null, one.GetProperty("surprise").ValueKind);
        Assert.Equal(20, Json("links", "stats", Fault("const.csv")).GetProperty("events").GetInt32());
        Refused("no test events", "links", "evaluate", Fault("const.csv"));
    }

    [Theory]
    [InlineData("cut off", "convert", "trunc.csv.gz", "o.csv")]
    [InlineData("'NaN' is no weight", "convert", "nan_weight.parquet", "o.csv")]
    [InlineData("--layout has no effect", "stats", "strings.parquet", "--layout", "jodie")]
    [InlineData("--date-order has no effect", "stats", "gen.csv", "--date-order", "dayFirst")]
    [InlineData("--time-unit does not know", "stats", "gen.csv", "--time-unit", "fortnight")]
    [InlineData("--time-unit has no effect", "stats", "ids_iso.csv", "--time-unit", "ms")]
    [InlineData("--ids does not know", "stats", "gen.csv", "--ids", "both")]
    [InlineData("leave one out", "stats", "gen.csv", "--columns", "source=1,destination=2,time=3", "--layout", "jodie")]
    [InlineData("no column", "stats", "gen.csv", "--columns", "source=9")]
    public void Commands_OnFilesThatCannotBeRead_SayOneSentence(string reason, params string[] args)
    {
        using var folder = new TemporaryFolder();
        Refused(reason, ["links", .. args.Select((a, i) => i == 1 ? Fault(a) : a is "o.csv" ? Path.Combine(folder.Path, a) : a)]);
    }

    private static string Fault(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "temporal", name);

    private static void Refused(string reason, params string[] args)
    {
        var (code, _, error) = QuiverInProcess.Run(args);
        Assert.True(code == 2, error);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.StartsWith("quiver: ", error.Split('\n').Last(l => l.Length > 0), StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", error, StringComparison.Ordinal);
    }

    private static string[] Notes(params string[] args) => ResultJson.Notes(QuiverInProcess.Run([.. args, "--json", "-"]).Output);

    private static JsonElement Row(params string[] args) => Assert.Single(Json(args).GetProperty("rows").EnumerateArray());

    private static JsonElement Json(params string[] args)
    {
        var (code, output, error) = QuiverInProcess.Run([.. args, "--json", "-"]);
        Assert.True(code == 0, error);
        return ResultJson.Results(output);
    }
}
